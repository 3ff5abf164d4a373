#include "harness/cli/exit_codes.hpp"

namespace reprovip::cli {

using model::ExitCode;

const std::vector<ExitCodeEntry>& exit_codes() {
  static const std::vector<ExitCodeEntry> all = {
      {ExitCode::interrupted, "stopped by SIGINT"},
      {ExitCode::terminated, "stopped by SIGTERM"},
      {ExitCode::internal, "a bug of reprovip"},
      {ExitCode::usage, "the command line, a protocol or other input is wrong"},
      {ExitCode::criterion_failed, "a criterion of severity \"fail\" failed"},
      {ExitCode::execution_failed, "executions of the application failed"},
      {ExitCode::global_timeout, "the time given with --timeout was over"},
      {ExitCode::infrastructure, "the infrastructure failed, after retries: worth another try"},
      {ExitCode::baseline_missing, "there is no baseline to compare with"},
      {ExitCode::inconclusive, "too few data to tell"},
      {ExitCode::nothing_selected, "nothing was selected"},
      {ExitCode::success, "all is well"}};
  return all;
}

const std::vector<VariableEntry>& other_variables() {
  static const std::vector<VariableEntry> all = {
      {"REPROVIP_EXEC", "the program reprovip-exec, where it is not beside reprovip"},
      {"REPROVIP_CACHE", "where images made from others are kept (else XDG_CACHE_HOME, else ~/.cache)"},
      {"REPROVIP_VIP_URL",
       "VIP's API, before the protocol's `url` (else https://vip.creatis.insa-lyon.fr/rest)"},
      {"VIP_API_KEY", "your key of VIP's API, unless `key_env` or `key_file` in [launcher] say otherwise"},
      {"NO_COLOR", "when set, no colour"},
      {"TERM", "when \"dumb\", no live progress"},
      {"CI_NODE_INDEX, CI_NODE_TOTAL", "what --partition auto takes: GitLab's numbers of parallel jobs"}};
  return all;
}

} // namespace reprovip::cli
