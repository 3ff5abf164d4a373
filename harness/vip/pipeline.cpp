#include "harness/vip/pipeline.hpp"

#include "harness/base/format.hpp"
#include "harness/sys/hash.hpp"

#include <algorithm>

namespace reprovip::vip {

namespace {

Json sorted(const Json& json) {
  if (json.is_array()) {
    auto items = Json::array();
    for (const auto& item : json.items()) {
      items.push(sorted(item));
    }
    return items;
  }
  if (!json.is_object()) {
    return json;
  }
  Json::Object members;
  for (const auto& [name, value] : json.members()) {
    members.emplace_back(name, sorted(value));
  }
  std::ranges::sort(members, {}, &Json::Member::first);
  return members;
}

} // namespace

std::string canonical_text(const Json& json) {
  return dump(sorted(json));
}

std::string first_difference(const Json& a, const Json& b) {
  if (canonical_text(a) == canonical_text(b)) {
    return "";
  }
  for (std::size_t i = 0; i < std::min(a.items().size(), b.items().size()); ++i) {
    if (canonical_text(a.items()[i]) != canonical_text(b.items()[i])) {
      return format("/{}{}", i, first_difference(a.items()[i], b.items()[i]));
    }
  }
  if (a.is_array() && b.is_array()) {
    return format("/{}", std::min(a.items().size(), b.items().size()));
  }
  for (const auto* side : {&a, &b}) {
    for (const auto& [name, value] : side->members()) {
      if (a.is_object() && b.is_object() &&
          (a.has(name) != b.has(name) || canonical_text(a[name]) != canonical_text(b[name]))) {
        return "/" + name + (a.has(name) && b.has(name) ? first_difference(a[name], b[name]) : "");
      }
    }
  }
  return "";
}

std::string pipeline_identity(const std::string& pipeline, const Json& descriptor) {
  return format("vip:{} sha256:{}", pipeline, sys::sha256(canonical_text(descriptor)).hex);
}

Result<Json> read_descriptor(const sys::Path& file) {
  TRY_ASSIGN(const auto text, sys::read_file(file));
  return parse_json(text, file.string());
}

} // namespace reprovip::vip
