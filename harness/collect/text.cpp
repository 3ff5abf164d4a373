// Text and JSON: what the protocol names is scrubbed; JSON is written again with sorted keys.

#include "harness/collect/canonical_json.hpp"
#include "harness/collect/normaliser.hpp"
#include "harness/collect/scrub.hpp"

namespace reprovip::collect {

namespace {

constexpr std::size_t k_most_in_memory = std::size_t{256} << 20;

bool is_text_byte(char c) {
  const auto byte = static_cast<unsigned char>(c);
  constexpr unsigned char k_escape = 0x1b; // colours
  return byte >= 0x20 ? byte != 0x7f : (byte >= '\b' && byte <= '\r') || byte == k_escape;
}

} // namespace

bool is_text(std::string_view head, std::string_view /*file_name*/) {
  for (const char c : head) {
    if (!is_text_byte(c)) {
      return false;
    }
  }
  return !head.empty();
}

Result<Canonical> normalise_text(Bytes& bytes, const Context& context) {
  if (!has_scrubber(context.named)) {
    return Canonical{};
  }
  const auto text = bytes.whole(k_most_in_memory);
  if (!text) {
    return unparsable("it is too large to be scrubbed");
  }
  Canonical canonical;
  const auto clean = scrub(*text, context.named, canonical.ignored);
  canonical.digest = sys::sha256(clean);
  return canonical;
}

bool is_json(std::string_view head, std::string_view file_name) {
  const auto first = head.find_first_not_of(" \t\r\n\xef\xbb\xbf");
  const bool opens = first != std::string_view::npos && (head[first] == '{' || head[first] == '[');
  return is_text(head, file_name) && (opens || file_name.ends_with(".json"));
}

Result<Canonical> normalise_json(Bytes& bytes, const Context& context) {
  const auto text = bytes.whole(k_most_in_memory);
  if (!text) {
    return unparsable("it is too large to be read as JSON");
  }
  const auto json = canonical_json(*text);
  Canonical canonical;
  if (!json) {
    // A log may begin with a bracket: it is text then.
    canonical.digest =
        has_scrubber(context.named) ? sys::sha256(scrub(*text, context.named, canonical.ignored)) : Digest{};
    return canonical;
  }
  canonical.ignored = {"JSON order of keys and white space"};
  canonical.digest = sys::sha256(scrub(*json, context.named, canonical.ignored));
  return canonical;
}

} // namespace reprovip::collect
