#include "harness/base/format.hpp"
#include "harness/launch/progress_styles.hpp"

namespace reprovip::launch {

namespace {

// Flushed: a log of CI shows how far a job has come.
void write_line(std::FILE* stream, const std::string& line) {
  std::fwrite((line + '\n').data(), 1, line.size() + 1, stream);
  std::fflush(stream);
}

std::string counted(std::uint32_t done, std::uint32_t to_run) {
  const auto total = std::to_string(to_run);
  return format("[{:>{}}/{}]", done, total.size(), total);
}

} // namespace

void PlainProgress::begin(std::uint32_t to_run, std::uint32_t reused) {
  m_count = {};
  m_count.to_run = to_run;
  const auto known = reused == 0 ? "" : format(", {} already done", reused);
  write_line(m_stream, format("{} executions to run{}", to_run, known));
}

void PlainProgress::started(const std::string&) {}

void PlainProgress::finished(const std::string& name, const model::Record& record) {
  m_count.add(record);
  write_line(m_stream,
             format("{} {} {}", counted(m_count.done, m_count.to_run), printable(name), end_of(record)));
}

void PlainProgress::retrying(const std::string& name, const std::string& reason) {
  write_line(m_stream, format("{} {} again later: {}", counted(m_count.done, m_count.to_run), printable(name),
                              printable(reason)));
}

void PlainProgress::end() {}

} // namespace reprovip::launch
