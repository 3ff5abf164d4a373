#include "harness/base/format.hpp"
#include "harness/vip/downloads.hpp"
#include "harness/vip/flight.hpp"
#include "harness/vip/landing.hpp"

namespace reprovip::vip {

namespace {

constexpr std::uint32_t k_transfer_tries = 8;
constexpr std::uint32_t k_log_tries = 3;

} // namespace

// One job: its log. Several: one after the other, each under its name.
std::optional<Fault> Flight::fetch_log(const char* stream, const char* file) {
  auto tasks = m_over.tasks;
  if (tasks.empty()) {
    tasks.emplace_back();
  }
  std::string text;
  for (const auto& task : tasks) {
    const auto log = m_ground.client.log(m_over.id, task.id, stream);
    if (!log) {
      return log.error();
    }
    text += (tasks.size() > 1 ? format("== job {} ==\n", task.id) : "") + *log;
  }
  for (auto& [name, value] : facts_in_log(text)) {
    m_host[name] = value;
  }
  if (const auto written = sys::write_file_atomic(m_job.paths.directory / file, text); !written) {
    return Fault{FaultKind::refused, 0, 0, one_line(written.error())};
  }
  return std::nullopt;
}

// Results count without logs.
std::optional<launch::JobEnded> Flight::fetch_logs() {
  for (const auto& [stream, file] : {std::pair("stdout", "out.log"), std::pair("stderr", "err.log")}) {
    const auto fault = fetch_log(stream, file);
    if (fault && is_passing(*fault) && ++m_tries < k_log_tries) {
      wait_a_while(Seconds(2));
      return std::nullopt;
    }
    if (fault) {
      m_remarks.push_back(format("no {}: {}", file, fault->message));
    }
  }
  enter(Stage::fetch);
  return std::nullopt;
}

std::optional<launch::JobEnded> Flight::fetch_results() {
  auto ending = judge(m_over);
  if (ending.outcome == model::Outcome::succeeded) {
    auto fetched = download_results(m_ground.client, m_over.returned, m_job.invocation.outputs,
                                    m_job.paths.work, m_ground.max_transfer);
    if (fetched.fault) {
      return again(*fetched.fault, "an output could not be fetched", k_transfer_tries);
    }
    m_remarks.insert(m_remarks.end(), fetched.remarks.begin(), fetched.remarks.end());
    if (!fetched.refusal.empty()) {
      // Another execution would end the same way.
      ending.outcome = model::Outcome::failed;
      ending.exit_code.reset();
      ending.reason = fetched.refusal;
    }
  }
  if (m_ground.settings.clean && ending.outcome == model::Outcome::succeeded) {
    describe(ending);
    mark_end(ending);
    if (const auto erased = m_ground.client.erase(m_id); !erased) {
      m_remarks.push_back(format("not deleted on VIP: {}", erased.error().message));
    }
  }
  return finish(std::move(ending));
}

} // namespace reprovip::vip
