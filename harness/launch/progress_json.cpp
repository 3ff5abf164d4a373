#include "harness/launch/progress_styles.hpp"
#include "harness/model/json_fields.hpp"

namespace reprovip::launch {

void JsonProgress::write(const Json& event) {
  const auto line = dump(event) + '\n';
  std::fwrite(line.data(), 1, line.size(), m_stream);
  std::fflush(m_stream);
}

void JsonProgress::begin(std::uint32_t to_run, std::uint32_t reused) {
  m_count = {};
  m_count.to_run = to_run;
  write(Json::object({{"event", "begin"}, {"to_run", to_run}, {"reused", reused}}));
}

void JsonProgress::started(const std::string& name) {
  write(Json::object({{"event", "started"}, {"name", name}}));
}

void JsonProgress::finished(const std::string& name, const model::Record& record) {
  m_count.add(record);
  const auto& ending = record.ending;
  write(Json::object({{"event", "finished"},
                      {"name", name},
                      {"done", m_count.done},
                      {"to_run", m_count.to_run},
                      {"outcome", model::to_string(ending.outcome)},
                      {"complete", model::is_complete(record)},
                      {"infrastructure", ending.infrastructure},
                      {"exit_code", model::optional_to_json(ending.exit_code)},
                      {"signal", model::optional_to_json(ending.signal)},
                      {"reason", ending.reason},
                      {"wall_s", model::optional_to_json(ending.usage.wall_s)}}));
}

void JsonProgress::retrying(const std::string& name, const std::string& reason) {
  write(Json::object({{"event", "retrying"}, {"name", name}, {"reason", reason}}));
}

void JsonProgress::end() {
  write(Json::object({{"event", "end"},
                      {"done", m_count.done},
                      {"failed", m_count.failed},
                      {"infrastructure", m_count.infrastructure}}));
}

} // namespace reprovip::launch
