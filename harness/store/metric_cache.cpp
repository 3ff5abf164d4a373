#include "harness/store/metric_cache.hpp"

#include "harness/base/json.hpp"
#include "harness/sys/hash.hpp"

namespace reprovip::store {

sys::Path MetricCache::file_of(const std::string& key) const {
  const auto name = sys::sha256(key).hex;
  return m_directory / name.substr(0, 2) / (name + ".json");
}

std::optional<std::string> MetricCache::find(const std::string& key) const {
  const auto text = sys::read_file(file_of(key));
  const auto json = text ? parse_json(*text) : Result<Json>(Json());
  if (!json || (*json)["key"].text() != key || !(*json)["value"].is_string()) {
    return std::nullopt;
  }
  return (*json)["value"].text();
}

void MetricCache::keep(const std::string& key, const std::string& value) const {
  const auto json = Json::object({{"key", key}, {"value", value}});
  static_cast<void>(sys::write_file_atomic(file_of(key), dump(json) + "\n"));
}

} // namespace reprovip::store
