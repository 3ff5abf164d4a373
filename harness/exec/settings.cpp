#include "harness/exec/settings.hpp"

#include "harness/exec/cpus.hpp"
#include "harness/exec/disk.hpp"
#include "harness/exec/namespaces.hpp"

#include <sys/personality.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>

namespace reprovip::exec {

namespace {

void unset(std::string_view pattern) {
  if (pattern.back() != '*') {
    ::unsetenv(Text(pattern).c_str());
    return;
  }
  pattern.remove_suffix(1);
  for (char** variable = ::environ; *variable != nullptr;) {
    std::string_view name = *variable;
    name = slice(name, 0, name.find('='));
    const char* const here = *variable;
    if (slice(name, 0, pattern.size()) == pattern) {
      ::unsetenv(Text(name).c_str()); // moves the rest up
    }
    variable += *variable == here ? 1 : 0;
  }
}

bool set_umask(const char* level, Program& program, Text& why) {
  char* end = nullptr;
  const long mask = std::strtol(level, &end, 8);
  if (end == level || *end != '\0' || mask < 0 || mask > 0777) {
    why.add("not an octal number of at most 777");
    return false;
  }
  program.umask = static_cast<int>(mask);
  return true;
}

// The kernel takes a list of which only some CPUs are there.
void find_missing(const cpu_set_t& wanted, const cpu_set_t& given, Text& why) {
  why.add("not to be used here: CPU");
  for (std::size_t cpu = 0; cpu < CPU_SETSIZE; ++cpu) {
    if (CPU_ISSET(cpu, &wanted) && !CPU_ISSET(cpu, &given)) {
      why.add(' ').add_number(static_cast<long long>(cpu));
    }
  }
}

bool set_affinity(const char* level, Text& why) {
  cpu_set_t wanted;
  cpu_set_t given;
  CPU_ZERO(&given);
  if (!parse_cpus(level, wanted)) {
    why.add("not a list of CPUs such as \"0-1,3\"");
    return false;
  }
  // EINVAL: not one of them is there.
  if (::sched_setaffinity(0, sizeof wanted, &wanted) != 0 && errno != EINVAL) {
    why.add(std::strerror(errno));
    return false;
  }
  if (::sched_getaffinity(0, sizeof given, &given) != 0 || !CPU_EQUAL(&wanted, &given)) {
    find_missing(wanted, given, why);
    return false;
  }
  return true;
}

constexpr unsigned long k_ask = 0xFFFFFFFF;

bool set_aslr(const char* level, Text& why) {
  const bool off = std::strcmp(level, "off") == 0;
  if (!off && std::strcmp(level, "on") != 0) {
    why.add("neither \"on\" nor \"off\"");
    return false;
  }
  Text machine;
  first_line("/proc/sys/kernel/randomize_va_space", machine);
  if (!off && machine.view() == "0") {
    why.add("switched off on this machine (kernel.randomize_va_space = 0)");
    return false;
  }
  const auto before = static_cast<unsigned long>(::personality(k_ask));
  const auto after =
      off ? before | ADDR_NO_RANDOMIZE : before & ~static_cast<unsigned long>(ADDR_NO_RANDOMIZE);
  if (after == before) {
    return true;
  }
  if (::personality(after) < 0 || static_cast<unsigned long>(::personality(k_ask)) != after) {
    why.add(std::strerror(errno))
        .add(" (a container needs a seccomp profile that allows personality, "
             "such as \"--security-opt seccomp=unconfined\")");
    return false;
  }
  return true;
}

struct Setting {
  const char* name;
  const char* neutral;                       // sets nothing
  bool (*set)(const char* level, Text& why); // on ourselves; null: one of the next two
  bool (*order)(const char* level, Program& program, Text& why);
  bool (Preload::*ask)(const char* level, Text& why);
};
constexpr Setting k_settings[] = {
    {"affinity", "all", set_affinity, nullptr, nullptr},
    {"aslr", "", set_aslr, nullptr, nullptr},
    {"clock", "now", nullptr, nullptr, &Preload::ask_clock},
    {"hostname", "default", set_hostname, nullptr, nullptr},
    {"readdir", "default", nullptr, nullptr, &Preload::ask_readdir},
    {"rounding", "nearest", nullptr, nullptr, &Preload::ask_rounding},
    {"umask", "default", nullptr, set_umask, nullptr},
    {"workdir", "default", set_workdir, nullptr, nullptr},
};

const Setting* find_setting(std::string_view name) {
  for (const auto& setting : k_settings) {
    if (name == setting.name) {
      return &setting;
    }
  }
  return nullptr;
}

bool apply(const char* assignment, Program& program, Preload& preload, Text& why) {
  std::string_view rest = assignment;
  const auto* const setting = find_setting(cut(rest, '='));
  const Text level(rest);
  if (setting == nullptr) {
    why.add("reprovip-exec knows no such setting");
    return false;
  }
  if (level.view() == setting->neutral) {
    return true;
  }
  if (setting->set != nullptr) {
    return setting->set(level.c_str(), why);
  }
  if (setting->order != nullptr) {
    return setting->order(level.c_str(), program, why);
  }
  preload.name(assignment);
  return (preload.*setting->ask)(level.c_str(), why);
}

} // namespace

void apply_environment(const InnerOptions& options) {
  std::size_t at = 0;
  while (const char* const pattern = options.value_of("--unset", at)) {
    unset(pattern);
  }
  at = 0;
  while (const char* const variable = options.value_of("--env", at)) {
    std::string_view value = variable;
    const auto name = cut(value, '=');
    ::setenv(Text(name).c_str(), Text(value).c_str(), 1);
  }
}

bool apply_settings(const InnerOptions& options, Program& program, Preload& preload, Text& refusal) {
  std::size_t at = 0;
  while (const char* const assignment = options.value_of("--set", at)) {
    Text why;
    if (!apply(assignment, program, preload, why)) {
      refusal.add("cannot set ").add(assignment).add(": ").add(why.view());
      return false;
    }
  }
  return preload.arm(refusal);
}

} // namespace reprovip::exec
