#include "harness/cluster/client.hpp"

#include "harness/base/format.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace reprovip::cluster {

namespace {

constexpr Seconds k_call_limit{20};
constexpr std::chrono::seconds k_first_patience{60};
constexpr std::chrono::seconds k_longest_pause{30};

} // namespace

sys::Environment client_environment(const sys::Environment& ours) {
  constexpr std::array k_names = {"PATH",       "HOME",       "USER",           "LOGNAME",        "LANG",
                                  "SLURM_CONF", "SLURM_JWT",  "SLURM_CLUSTERS", "OARCONFFILE",    "OARDIR",
                                  "OARUSER",    "OARDO_USER", "PERL5LIB",       "LD_LIBRARY_PATH"};
  sys::Environment kept;
  for (const auto& [name, value] : ours) {
    if (std::find(k_names.begin(), k_names.end(), name) != k_names.end() || name.rfind("SBATCH_", 0) == 0) {
      kept.emplace_back(name, value);
    }
  }
  return kept;
}

Result<void> need_clients(const std::string& launcher, const std::vector<std::string>& programs,
                          const std::string& package) {
  for (const auto& program : programs) {
    if (sys::find_program(program, sys::environment_value("PATH")).empty()) {
      return failure(ErrorKind::environment,
                     format("the launcher {} needs \"{}\", which is not in the PATH", launcher, program),
                     format("run reprovip on a host from which jobs are submitted, or install {}", package));
    }
  }
  return {};
}

Client::Client(std::string title, RunCommand run, Say say, sys::Clock& clock)
    : m_title(std::move(title)), m_run(std::move(run)), m_say(std::move(say)), m_clock(clock),
      m_environment(client_environment(sys::current_environment())) {}

Result<sys::Captured> Client::call(const std::vector<std::string>& argv) {
  sys::Command command;
  command.argv = argv;
  command.environment = m_environment;
  return m_run(command, k_call_limit);
}

void Client::answered() {
  if (m_failures > 1) {
    m_say(m_title + " answers again");
  }
  m_has_answered = true;
  m_failures = 0;
  m_ready = {};
}

// One call that fails is not worth a word.
void Client::silent(const std::string& why) {
  const auto now = m_clock.steady();
  if (m_failures++ == 0) {
    m_first_failure = now;
  }
  if (m_failures == 2) {
    m_say(format("{} does not answer; trying again until it does: {}", m_title, why));
  }
  const auto pause = std::chrono::seconds(1 << std::min(m_failures - 1, 5));
  m_ready = now + std::min(pause, k_longest_pause);
}

bool Client::is_hopeless() const {
  return !m_has_answered && m_failures > 0 && m_clock.steady() - m_first_failure >= k_first_patience;
}

} // namespace reprovip::cluster
