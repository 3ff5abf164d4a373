#include "harness/exec/options.hpp"

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace reprovip::exec {

namespace {

bool is(const char* a, const char* b) {
  return std::strcmp(a, b) == 0;
}

bool complain(const char* what, const char* argument) {
  std::fprintf(stderr, "reprovip-exec: %s \"%s\"\n", what, argument);
  return false;
}

bool to_seconds(const char* text, double& seconds) {
  char* end = nullptr;
  seconds = std::strtod(text, &end);
  return end != text && *end == '\0' && seconds >= 0 && seconds < 1e9;
}

bool to_bytes(const char* text, std::uint64_t& bytes) {
  char* end = nullptr;
  errno = 0;
  bytes = std::strtoull(text, &end, 10);
  return end != text && *end == '\0' && errno == 0 && *text != '-';
}

// Sets the option `name` to `value`; false: there is no such option, or the value is not one for it.
bool set(RunOptions& options, const char* name, char* value) {
  struct Place {
    const char* name;
    const char** value;
  };
  const Place places[] = {{"--dir", &options.directory},
                          {"--work", &options.work},
                          {"--inner", &options.inner},
                          {"--cpus", &options.cpus}};
  for (const auto& place : places) {
    if (is(name, place.name)) {
      *place.value = value;
      return true;
    }
  }
  return (is(name, "--timeout") && to_seconds(value, options.timeout_s)) ||
         (is(name, "--grace") && to_seconds(value, options.grace_s)) ||
         (is(name, "--memory") && to_bytes(value, options.memory)) ||
         (is(name, "--log-limit") && to_bytes(value, options.log_limit));
}

// The list of an option that may be there many times, each time with a word; null: it is none of these.
char*** list_of(RunOptions& options, const char* name) {
  return is(name, "--kill")        ? &options.kill_argv
         : is(name, "--read-only") ? &options.read_only
         : is(name, "--join")      ? &options.join
                                   : nullptr;
}

void add_word(char**& list, char* word, std::size_t room) {
  if (list == nullptr) {
    list = static_cast<char**>(std::calloc(room, sizeof(char*)));
  }
  for (std::size_t i = 0; list != nullptr; ++i) {
    if (list[i] == nullptr) {
      list[i] = word;
      return;
    }
  }
}

bool set_flag(RunOptions& options, const char* name) {
  options.use_cgroup = options.use_cgroup || is(name, "--cgroup");
  options.no_network = options.no_network || is(name, "--no-network");
  return is(name, "--cgroup") || is(name, "--no-network");
}

} // namespace

bool parse_run(char** arguments, RunOptions& options) {
  std::size_t room = 1;
  for (char** argument = arguments; *argument != nullptr; ++argument) {
    ++room;
  }
  char** next = arguments;
  for (; *next != nullptr && !is(*next, "--"); ++next) {
    if (set_flag(options, *next)) {
      continue;
    }
    char* const value = next[1];
    if (value == nullptr) {
      return complain("unknown option, or no value after", *next);
    }
    if (char*** const list = list_of(options, *next)) {
      add_word(*list, value, room);
    } else if (!set(options, *next, value)) {
      std::fprintf(stderr, "reprovip-exec: unknown option, or wrong value: \"%s\" \"%s\"\n", *next, value);
      return false;
    }
    ++next;
  }
  if (options.directory == nullptr || options.work == nullptr) {
    return complain("missing option", "--dir and --work");
  }
  if (*next == nullptr || next[1] == nullptr) {
    return complain("no command after", "--");
  }
  options.argv = next + 1;
  return true;
}

} // namespace reprovip::exec
