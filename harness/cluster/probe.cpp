#include "harness/cluster/probe.hpp"

#include "harness/base/format.hpp"
#include "harness/cluster/client.hpp"

namespace reprovip::cluster {

namespace {

constexpr Seconds k_limit{20};

launch::Probe unusable(const Error& why) {
  return {.usable = false, .version = "", .reason = one_line(why), .details = {}};
}

Result<sys::Captured> call(const std::vector<std::string>& argv) {
  sys::Command command;
  command.argv = argv;
  command.environment = client_environment(sys::current_environment());
  return sys::run_captured(command, k_limit);
}

} // namespace

launch::Probe probe(const Scheduler& scheduler, const Result<void>& clients) {
  if (!clients) {
    return unusable(clients.error());
  }
  const auto answer = call(scheduler.limits_argv());
  const auto limits =
      answer ? scheduler.read_limits(*answer) : Result<Limits>(tl::unexpected(answer.error()));
  if (!limits) {
    return unusable(limits.error());
  }
  // A client's version says nothing of its server.
  Submission nobodys;
  nobodys.name = "reprovip-doctor";
  const auto queue = call(scheduler.find_argv(nobodys));
  const auto found = queue ? scheduler.read_found(nobodys, *queue)
                           : Result<std::optional<Submitted>>(tl::unexpected(queue.error()));
  if (!found) {
    return unusable(found.error());
  }
  const auto version = limits->version.empty() ? std::string(scheduler.title())
                                               : format("{} {}", scheduler.title(), limits->version);
  return {.usable = true,
          .version = format("{}, arrays of {} tasks at most", version, limits->tasks),
          .reason = "",
          .details = {}};
}

} // namespace reprovip::cluster
