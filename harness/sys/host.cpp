#include "harness/sys/host.hpp"

#include "harness/base/json.hpp"
#include "harness/sys/process.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>

namespace reprovip::sys {

Result<Facts> host_facts(const Path& executor) {
  const Command command{{executor.string(), "host"}, current_environment(), {}, {}, {}};
  TRY_ASSIGN(const auto answer, run_captured(command, Seconds(30)));
  if (!answer.status.success()) {
    return failure(ErrorKind::environment, "\"" + executor.string() + " host\" failed: " +
                                               answer.err.substr(0, answer.err.find('\n')));
  }
  TRY_ASSIGN(const auto json, parse_json(answer.out, executor.string() + " host"));
  Facts facts;
  for (const auto& [name, value] : json.members()) {
    facts.emplace_back(name, value.text());
  }
  std::sort(facts.begin(), facts.end());
  return facts;
}

Result<Path> find_executor() {
  const auto chosen = environment_value("REPROVIP_EXEC");
  std::error_code ignored;
  const Path path = chosen.empty() ? std::filesystem::read_symlink("/proc/self/exe", ignored).parent_path() /
                                         "reprovip-exec"
                                   : std::filesystem::absolute(chosen, ignored);
  auto found = find_program(path.string(), "");
  if (found.empty()) {
    return failure(ErrorKind::environment, "no program \"" + path.string() + "\"",
                   "keep reprovip-exec beside reprovip, or set REPROVIP_EXEC to its path");
  }
  return found;
}

std::string host_name() {
  std::array<char, 256> name{};
  ::gethostname(name.data(), name.size() - 1);
  return name.data();
}

} // namespace reprovip::sys
