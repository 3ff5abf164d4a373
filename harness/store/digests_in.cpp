#include "harness/store/digests_in.hpp"

namespace reprovip::store {

namespace {

bool is_hex(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
}

} // namespace

void note_digests(std::string_view text, std::set<std::string>& named) {
  std::size_t start = 0;
  for (std::size_t i = 0; i <= text.size(); ++i) {
    if (i == text.size() || !is_hex(text[i])) {
      if (i - start == k_digest_length) {
        named.emplace(text.substr(start, k_digest_length));
      }
      start = i + 1;
    }
  }
}

} // namespace reprovip::store
