#include "harness/base/format.hpp"
#include "harness/ssh/launcher.hpp"

namespace reprovip::ssh {

namespace {

constexpr Seconds k_limit{20};

std::string first_line(const std::string& text) {
  return text.substr(0, text.find_first_of("\r\n"));
}

Result<sys::Captured> call(const std::vector<std::string>& argv) {
  sys::Command command;
  command.argv = argv;
  command.environment = sys::current_environment();
  return sys::run_captured(command, k_limit);
}

// "" and what the host is, or why it cannot be used.
std::pair<bool, std::string> ask(const Client& client, const std::string& host) {
  const auto answer = call(single_argv(client, host, {"uname", "-srm"}));
  if (!answer) {
    return {false, one_line(answer.error())};
  }
  return answer->status.success() ? std::pair(true, first_line(answer->out))
                                  : std::pair(false, "no: " + first_line(answer->err));
}

} // namespace

launch::Probe probe(const launch::LauncherOptions& options) {
  const auto version = call({"ssh", "-V"});
  if (!version || !version->status.success()) {
    return {.usable = false,
            .version = "",
            .reason = version ? first_line(version->err) : one_line(version.error()),
            .details = {}};
  }
  launch::Probe found = {.usable = true, .version = first_line(version->err), .reason = "", .details = {}};
  if (!options.options.contains("hosts")) {
    return found;
  }
  const auto settings = read_settings(options);
  if (!settings) {
    return {.usable = false, .version = "", .reason = one_line(settings.error()), .details = {}};
  }
  for (const auto& host : settings->hosts) {
    const auto [works, text] = ask(settings->client, host);
    found.details[host] = text;
    if (!works) {
      found.usable = false;
      found.reason += (found.reason.empty() ? "" : "; ") + format("cannot log in to host \"{}\"", host);
    }
  }
  return found;
}

} // namespace reprovip::ssh
