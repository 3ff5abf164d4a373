#include "harness/protocol/descriptor_lookup.hpp"

namespace reprovip::protocol {

Mark mark_at(const Node& table, std::string_view key) {
  const auto* node = table.find(key);
  return node ? node->at : table.at;
}

std::vector<std::string> texts_of(const std::vector<const Node*>& tables, std::string_view key) {
  std::vector<std::string> texts;
  for (const auto* table : tables) {
    texts.push_back(text_at(*table, key));
  }
  return texts;
}

const Node* input_by_id(const Node& root, std::string_view id) {
  for (const auto* input : tables_at(root, "inputs")) {
    if (text_at(*input, "id") == id) {
      return input;
    }
  }
  return nullptr;
}

bool is_optional(const Node& input) {
  return boolean_at(input, "optional", false) || text_at(input, "type") == "Flag";
}

} // namespace reprovip::protocol
