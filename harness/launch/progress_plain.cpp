#include "harness/base/format.hpp"
#include "harness/base/utf8.hpp"
#include "harness/launch/progress_styles.hpp"

namespace reprovip::launch {

namespace {

// So that the log of a pipeline shows that it lives.
constexpr std::chrono::seconds k_longest_silence{60};

std::string counted(const Count& count) {
  const auto total = std::to_string(count.to_run);
  return format("[{:>{}}/{}]", count.done, total.size(), total);
}

// The end of a lone execution that went well is said by its cell.
bool is_worth_a_line(const model::Record& record) {
  return record.ending.infrastructure || !model::is_complete(record);
}

} // namespace

// Flushed: a log of CI shows how far a job has come.
void PlainProgress::say(const std::string& text) {
  m_said = m_clock.steady();
  std::fwrite((text + '\n').data(), 1, text.size() + 1, m_stream);
  std::fflush(m_stream);
}

void PlainProgress::begin(const Agenda& agenda) {
  m_course = Course(agenda);
  const auto known = agenda.reused == 0 ? "" : format(", {} already done", agenda.reused);
  say(format("{} executions to run{}", agenda.to_run, known));
}

void PlainProgress::started(const std::string& name) {
  m_course.started(name, m_clock.steady());
}

void PlainProgress::finished(const std::string& name, const model::Record& record) {
  const auto cell = m_course.finished(name, record);
  const auto where = counted(m_course.count());
  if (is_worth_a_line(record)) {
    say(format("{} {} {}", where, clean(name), end_of(record)));
  }
  if (cell) {
    say(format("{} {}", where, end_of(*cell)));
  }
}

void PlainProgress::retrying(const std::string& name, const std::string& reason) {
  m_course.stopped(name);
  say(format("{} {} again later: {}", counted(m_course.count()), clean(name), clean(reason)));
}

void PlainProgress::noted(const std::string& text) {
  say(note_line(text));
}

void PlainProgress::tick() {
  const auto now = m_clock.steady();
  if (m_course.running() == 0 || now - m_said < k_longest_silence) {
    return;
  }
  const auto left = m_course.remaining(now);
  say(format("{} {} running{}", counted(m_course.count()), m_course.running(),
             left ? ", ETA " + rough_duration(*left) : ""));
}

} // namespace reprovip::launch
