// What this machine is: `reprovip-exec host`.

#include "harness/exec/cgroup.hpp"
#include "harness/exec/disk.hpp"
#include "harness/exec/facts.hpp"
#include "harness/exec/isolation.hpp"

#include <sched.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace reprovip::exec {

namespace {

class Facts {
public:
  // An empty value is a fact that is not known: left out.
  void add(const char* name, std::string_view value) {
    if (!value.empty()) {
      m_json.add(m_json.empty() ? "{" : ",\n ").add_quoted(name).add(": ").add_quoted(value);
    }
  }
  void end(Text& json) {
    m_json.add(m_json.empty() ? "{}\n" : "}\n");
    json.add(m_json.view());
  }

private:
  Text m_json;
};

// The value of the first line "key : value".
std::string_view value_of(std::string_view content, std::string_view key) {
  while (!content.empty()) {
    auto line = cut(content, '\n');
    if (trimmed(cut(line, ':')) == key) {
      return trimmed(line);
    }
  }
  return {};
}

int compare_words(const void* a, const void* b) {
  const auto& left = *static_cast<const std::string_view*>(a);
  const auto& right = *static_cast<const std::string_view*>(b);
  return left.compare(right);
}

void sort_words(std::string_view words, Text& sorted) {
  constexpr std::size_t k_room = 1024;
  std::string_view list[k_room];
  std::size_t count = 0;
  while (!words.empty() && count < k_room) {
    const auto word = cut(words, ' ');
    if (!word.empty()) {
      list[count++] = word;
    }
  }
  std::qsort(list, count, sizeof(std::string_view), compare_words);
  for (std::size_t i = 0; i < count; ++i) {
    sorted.add(i == 0 ? "" : " ").add(list[i]);
  }
}

void add_cpu(Facts& facts) {
  Text content;
  read_file("/proc/cpuinfo", content, std::size_t{1} << 16);
  const auto cpuinfo = content.view();
  Text model(value_of(cpuinfo, "model name"));
  const auto implementer = value_of(cpuinfo, "CPU implementer");
  if (model.empty() && !implementer.empty()) {
    model.add("implementer ").add(implementer).add(" part ").add(value_of(cpuinfo, "CPU part"));
  }
  auto flags = value_of(cpuinfo, "flags");
  Text sorted;
  sort_words(flags.empty() ? value_of(cpuinfo, "Features") : flags, sorted);
  facts.add("host.cpu", model.view());
  facts.add("host.cpu_flags", sorted.view());
  facts.add("host.cpu_microcode", value_of(cpuinfo, "microcode"));
  const bool is_guest = sorted.view().find("hypervisor") != std::string_view::npos;
  Text machine;
  first_line("/sys/hypervisor/type", machine);
  if (machine.empty() && is_guest) {
    first_line("/sys/class/dmi/id/sys_vendor", machine);
    machine.add(' ');
    first_line("/sys/class/dmi/id/product_name", machine);
  }
  const auto name = trimmed(machine.view());
  facts.add("host.virtualization", !name.empty() ? name : is_guest ? "a virtual machine" : "none");
}

void add_affinity(Facts& facts) {
  cpu_set_t set;
  CPU_ZERO(&set);
  if (::sched_getaffinity(0, sizeof set, &set) != 0) {
    return;
  }
  Text count;
  count.add_number(CPU_COUNT(&set));
  facts.add("host.cpus", count.view());
  Text list;
  constexpr std::size_t k_cpus = CPU_SETSIZE;
  for (std::size_t first = 0; first < k_cpus; ++first) {
    if (!CPU_ISSET(first, &set)) {
      continue;
    }
    auto last = first;
    while (last + 1 < k_cpus && CPU_ISSET(last + 1, &set)) {
      ++last;
    }
    list.add(list.empty() ? "" : ",").add_number(static_cast<long long>(first));
    if (last > first) {
      list.add('-').add_number(static_cast<long long>(last));
    }
    first = last;
  }
  facts.add("host.affinity", list.view());
}

void add_memory(Facts& facts) {
  Text content;
  read_file("/proc/meminfo", content);
  const long long kibibytes = to_number(value_of(content.view(), "MemTotal"));
  Text bytes;
  bytes.add_number(kibibytes * 1024);
  facts.add("host.memory", bytes.view());
}

void add_kernel(Facts& facts) {
  utsname names = {};
  ::uname(&names);
  Text kernel(names.release);
  kernel.add(' ').add(names.version);
  facts.add("host.name", names.nodename);
  facts.add("host.kernel", kernel.view());
  facts.add("host.arch", names.machine);
  Text os;
  os_name(os);
  facts.add("host.os", os.view());
}

void add_libraries(Facts& facts) {
  Text libc;
  for (const char* path : {"/lib/x86_64-linux-gnu/libc.so.6", "/lib/aarch64-linux-gnu/libc.so.6",
                           "/lib64/libc.so.6", "/lib/libc.so.6", "/usr/lib/libc.so.6"}) {
    if (libc.empty()) {
      glibc_version(path, libc);
    }
  }
  if (libc.empty() && (exists("/lib/ld-musl-x86_64.so.1") || exists("/lib/ld-musl-aarch64.so.1"))) {
    libc.add("musl");
  }
  facts.add("host.libc", libc.view());
  Text blas;
  for (const char* path :
       {"/etc/alternatives/libblas.so.3-x86_64-linux-gnu", "/etc/alternatives/libblas.so.3-aarch64-linux-gnu",
        "/usr/lib/x86_64-linux-gnu/libblas.so.3", "/usr/lib/aarch64-linux-gnu/libblas.so.3",
        "/usr/lib64/libblas.so.3", "/usr/lib64/libopenblas.so.0", "/usr/lib/libblas.so.3"}) {
    if (blas.empty()) {
      real_path(path, blas);
    }
  }
  facts.add("host.blas", blas.view());
}

} // namespace

void describe_affinity(Text& json) {
  Facts facts;
  add_affinity(facts);
  facts.end(json);
}

void describe_host(std::string_view node, Text& json) {
  Facts facts;
  facts.add("host.node", node);
  add_kernel(facts);
  add_cpu(facts);
  add_affinity(facts);
  add_memory(facts);
  add_libraries(facts);
  facts.add("host.cgroup", cgroup_kind());
  Text isolation;
  describe_permitted_isolation(isolation);
  facts.add("host.isolation", isolation.view());
  facts.end(json);
}

int print_host() {
  Text json;
  describe_host({}, json);
  if (!write_all(STDOUT_FILENO, json.view())) {
    std::perror("reprovip-exec host");
    return 70;
  }
  return 0;
}

} // namespace reprovip::exec
