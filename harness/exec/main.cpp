#include "harness/exec/facts.hpp"
#include "harness/exec/inner.hpp"
#include "harness/exec/isolation.hpp"
#include "harness/exec/run.hpp"
#include "harness/exec/task.hpp"

#include <cstdio>
#include <cstring>

namespace {

constexpr int k_internal_error = 70;

constexpr auto k_usage =
    "reprovip-exec runs one execution of a study and writes its record\n"
    "  reprovip-exec run --dir ATTEMPT --work WORK [--timeout SECONDS] [--grace SECONDS] [--memory BYTES]\n"
    "      [--log-limit BYTES] [--cpus LIST] [--cgroup] [--read-only PATH]... [--no-network [--join "
    "FILE]...]\n"
    "      [--inner FILE] [--kill WORD]... -- ARGV...\n"
    "  reprovip-exec inner --record FILE [--unset NAME|NAME*]... [--env NAME=VALUE]... [--set "
    "SETTING=LEVEL]...\n"
    "      [--preload FILE] -- ARGV...\n"
    "  reprovip-exec task SPOOL INDEX [--once] [--detach]\n"
    "  reprovip-exec host\n"
    "  reprovip-exec offline\n"
    "  reprovip-exec --version\n";

int run(char** arguments) {
  using namespace reprovip::exec;
  RunOptions options;
  return parse_run(arguments, options) ? run_outer(options) : k_internal_error;
}

int inner(char** arguments) {
  using namespace reprovip::exec;
  InnerOptions options;
  return parse_inner(arguments, options) ? run_inner(options) : k_internal_error;
}

} // namespace

int main(int count, char** arguments) {
  const char* const word = count > 1 ? arguments[1] : "";
  if (std::strcmp(word, "run") == 0) {
    return run(arguments + 2);
  }
  if (std::strcmp(word, "inner") == 0) {
    return inner(arguments + 2);
  }
  if (std::strcmp(word, "task") == 0) {
    return reprovip::exec::run_task(arguments + 2);
  }
  if (std::strcmp(word, "host") == 0) {
    return reprovip::exec::print_host();
  }
  if (std::strcmp(word, "offline") == 0) {
    return reprovip::exec::hold_offline_network();
  }
  if (std::strcmp(word, "--version") == 0) {
    std::puts("reprovip-exec " REPROVIP_VERSION);
    return 0;
  }
  std::fputs(k_usage, std::strcmp(word, "--help") == 0 ? stdout : stderr);
  return std::strcmp(word, "--help") == 0 ? 0 : k_internal_error;
}
