#include "harness/launch/progress_styles.hpp"
#include "harness/model/json_fields.hpp"

#include <utility>

namespace reprovip::launch {

namespace {

// One write a line: an unbuffered stream is never left with half of one, however we end.
void write_at(std::FILE* stream, Json event, sys::Clock& clock) {
  event.set("at", sys::iso8601(clock.utc()));
  const auto line = dump(event) + '\n';
  std::fwrite(line.data(), 1, line.size(), stream);
  std::fflush(stream);
}

} // namespace

void write_event(std::FILE* stream, Json event) {
  write_at(stream, std::move(event), sys::real_clock());
}

void JsonProgress::write(Json event) {
  write_at(m_stream, std::move(event), m_clock);
}

void JsonProgress::begin(const Agenda& agenda) {
  m_course = Course(agenda);
  write(Json::object({{"event", "begin"},
                      {"schema", 1},
                      {"to_run", agenda.to_run},
                      {"reused", agenda.reused},
                      {"cells", agenda.cells.size()}}));
}

void JsonProgress::started(const std::string& name) {
  m_course.started(name, m_clock.steady());
  write(Json::object({{"event", "started"}, {"name", name}}));
}

void JsonProgress::finished(const std::string& name, const model::Record& record) {
  const auto cell = m_course.finished(name, record);
  const auto& ending = record.ending;
  const auto left = m_course.remaining(m_clock.steady());
  write(Json::object({{"event", "finished"},
                      {"name", name},
                      {"done", m_course.count().done},
                      {"to_run", m_course.count().to_run},
                      {"outcome", model::to_string(ending.outcome)},
                      {"complete", model::is_complete(record)},
                      {"infrastructure", ending.infrastructure},
                      {"exit_code", model::optional_to_json(ending.exit_code)},
                      {"signal", model::optional_to_json(ending.signal)},
                      {"reason", ending.reason},
                      {"wall_s", model::optional_to_json(ending.usage.wall_s)},
                      {"eta_s", left ? Json(left->count()) : Json()}}));
  if (cell) {
    Json classes = Json::object();
    for (const auto& [output, count] : cell->classes) {
      classes.set(output, count);
    }
    write(Json::object({{"event", "cell"},
                        {"name", cell->name},
                        {"executions", cell->count.done},
                        {"failed", cell->count.failed},
                        {"infrastructure", cell->count.infrastructure},
                        {"classes", classes},
                        {"mean_wall_s", model::optional_to_json(cell->count.mean_s())}}));
  }
}

void JsonProgress::retrying(const std::string& name, const std::string& reason) {
  m_course.stopped(name);
  write(Json::object({{"event", "retrying"}, {"name", name}, {"reason", reason}}));
}

void JsonProgress::noted(const std::string& text) {
  write(Json::object({{"event", "message"}, {"text", text}}));
}

void JsonProgress::end() {
  const auto& count = m_course.count();
  write(Json::object({{"event", "end"},
                      {"done", count.done},
                      {"to_run", count.to_run},
                      {"failed", count.failed},
                      {"infrastructure", count.infrastructure}}));
}

} // namespace reprovip::launch
