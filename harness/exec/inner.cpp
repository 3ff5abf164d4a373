#include "harness/exec/inner.hpp"

#include "harness/exec/clock.hpp"
#include "harness/exec/describe.hpp"
#include "harness/exec/disk.hpp"
#include "harness/exec/facts.hpp"
#include "harness/exec/lifeline.hpp"
#include "harness/exec/settings.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

namespace reprovip::exec {

namespace {

constexpr int k_refused = 126; // as for a program that cannot be run

bool write_record(const char* path, const Record& record) {
  Text json;
  record.write(json);
  if (write_file_atomic(path, json.view())) {
    return true;
  }
  std::fprintf(stderr, "reprovip-exec: cannot write the record \"%s\": %s\n", path, std::strerror(errno));
  return false;
}

// What the outer end finds when the container is ended from outside before the program's own end.
bool write_beginning(const char* path) {
  Record record;
  record.set_text(Member::outcome, "lost");
  record.set_text(Member::reason, "the program was started but its end was not seen");
  record.set(Member::infrastructure, "true");
  record.set_number(Member::started_ms, utc_milliseconds());
  record.set(Member::libraries, "[]");
  return write_record(path, record);
}

// The program is not run where it would be something else than what was asked for.
int refuse(const InnerOptions& options, std::string_view reason) {
  Record record;
  record.set_text(Member::outcome, "not_started");
  record.set_text(Member::reason, reason);
  record.set(Member::infrastructure, "false");
  record.set_number(Member::started_ms, utc_milliseconds());
  record.set_number(Member::ended_ms, utc_milliseconds());
  record.set(Member::libraries, "[]");
  return write_record(options.record, record) ? k_refused : 70;
}

// Another current directory must not move the record.
void absolute(const char* path, Text& into) {
  char here[4096];
  if (path[0] != '/' && ::getcwd(here, sizeof here) != nullptr) {
    into.add(here).add('/');
  }
  into.add(path);
}

int status_of(const Ending& ending) {
  if (ending.failure.step != StartStep::none) {
    return exit_code_of(ending.failure);
  }
  return WIFEXITED(ending.status) ? WEXITSTATUS(ending.status) : 128 + WTERMSIG(ending.status);
}

} // namespace

int run_inner(const InnerOptions& given) {
  take_charge(false);
  Text path;
  absolute(given.record, path);
  InnerOptions options = given;
  options.record = path.c_str();
  if (!write_beginning(options.record)) {
    return 70;
  }
  Task task;
  task.program.argv = options.argv;
  task.forwards_signals = true;
  task.lifeline = grasp_lifeline(options.record);
  Text refusal;
  Preload preload(options.preload, options.record);
  apply_environment(options);
  if (!apply_settings(options, task.program, preload, refusal)) {
    return refuse(options, refusal.view());
  }
  const auto oom_kills_before = oom_kills_here();
  Ending ending;
  supervise(task, ending);
  Record record;
  describe(task, ending, oom_kills_here() - oom_kills_before, 0, record);
  add_program_facts(ending.libraries, record);
  preload.judge(record);
  return write_record(options.record, record) ? status_of(ending) : 70;
}

} // namespace reprovip::exec
