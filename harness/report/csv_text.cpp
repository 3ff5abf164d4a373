#include "harness/report/csv_text.hpp"

#include "harness/model/value.hpp"
#include "harness/report/text.hpp"

namespace reprovip::report {

namespace {

std::string field(const std::string& text) {
  auto cleaned = clean(text, Lines::keep);
  if (cleaned.find_first_of(",\"\n") == std::string::npos) {
    return cleaned;
  }
  std::string quoted = "\"";
  for (const char c : cleaned) {
    quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  }
  return quoted + "\"";
}

} // namespace

std::string csv_row(const std::vector<std::string>& fields) {
  std::vector<std::string> texts;
  texts.reserve(fields.size());
  for (const auto& one : fields) {
    texts.push_back(field(one));
  }
  return joined(texts, ",") + "\n";
}

std::string csv_number(const std::optional<double>& value) {
  return value ? model::to_text(model::Value(*value)) : "";
}

} // namespace reprovip::report
