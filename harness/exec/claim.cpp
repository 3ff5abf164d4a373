#include "harness/exec/claim.hpp"

#include "harness/exec/clock.hpp"
#include "harness/exec/disk.hpp"
#include "harness/exec/facts.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace reprovip::exec {

namespace {

struct Variable {
  const char* member;
  const char* name;
};
// What the scheduler calls us.
constexpr Variable k_variables[] = {{"slurm_job", "SLURM_JOB_ID"},
                                    {"slurm_array", "SLURM_ARRAY_JOB_ID"},
                                    {"slurm_task", "SLURM_ARRAY_TASK_ID"},
                                    {"slurm_restart", "SLURM_RESTART_COUNT"},
                                    {"oar_job", "OAR_JOB_ID"},
                                    {"oar_array", "OAR_ARRAY_ID"},
                                    {"oar_index", "OAR_ARRAY_INDEX"}};

void host_name(Text& name) {
  utsname names = {};
  ::uname(&names);
  name.add(names.nodename);
}

// Of letters, digits, ".", "-" and "_", so that it can be a file's name.
void node_name(Text& node) {
  const char* const slurms = std::getenv("SLURMD_NODENAME");
  Text name(slurms == nullptr ? "" : slurms);
  // OAR's job runs on the first of the hosts that it has.
  const char* const oars = std::getenv("OAR_NODEFILE");
  if (name.empty() && oars != nullptr) {
    first_line(oars, name);
  }
  if (name.empty()) {
    host_name(name);
  }
  for (const char c : name.view()) {
    const bool is_plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                          c == '-' || c == '_' || (c == '.' && !node.empty());
    node.add(is_plain ? c : '_');
  }
}

// When this process began, in clock ticks since the boot: field 22 of proc(5)'s stat, the 20th after the
// name.
void process_start(Text& ticks) {
  Text stat;
  read_file("/proc/self/stat", stat);
  auto rest = slice(stat.view(), stat.view().rfind(')') + 2);
  for (int field = 3; field < 22; ++field) {
    cut(rest, ' ');
  }
  ticks.add(cut(rest, ' '));
}

class Object {
public:
  explicit Object(Text& json) : m_json(json) {}
  Object& add(const char* name, std::string_view value) {
    return plain(name, Text().add_quoted(value).view());
  }
  Object& plain(const char* name, std::string_view json) {
    m_json.add(m_json.empty() ? "{" : ",").add_quoted(name).add(':').add(json);
    return *this;
  }

private:
  Text& m_json;
};

void describe_claim(std::string_view node, Text& json) {
  Text host;
  host_name(host);
  Text boot;
  first_line("/proc/sys/kernel/random/boot_id", boot);
  Text start;
  process_start(start);
  Object claim(json);
  claim.add("node", node).add("host", host.view()).plain("pid", Text().add_number(::getpid()).view());
  claim.plain("process_start", start.empty() ? std::string_view("null") : start.view());
  claim.add("boot", boot.view()).plain("started_ms", Text().add_number(utc_milliseconds()).view());
  for (const auto& variable : k_variables) {
    const char* const value = std::getenv(variable.name);
    if (value != nullptr) {
      claim.add(variable.member, value);
    }
  }
  Text facts; // this task's own: its node's are in hosts/NODE.json
  describe_affinity(facts);
  claim.plain("facts", trimmed(facts.view()));
  json.add("}\n");
}

// False: errno tells why, and there is no such file.
bool write_new(const char* path, std::string_view bytes, int flags) {
  const int file = ::open(path, O_WRONLY | O_CREAT | O_CLOEXEC | flags, 0666);
  if (file < 0) {
    return false;
  }
  bool written = write_all(file, bytes);
  int error = errno;
  if (::close(file) != 0 && written) {
    written = false;
    error = errno;
  }
  if (!written) {
    ::unlink(path);
    errno = error;
  }
  return written;
}

// Gives a file with these bytes another name too, if nobody has it.
bool link_new(const char* file, const char* name, std::string_view bytes) {
  if (::link(file, name) == 0) {
    return true;
  }
  const int error = errno;
  struct stat status = {};
  if (error == EEXIST && ::stat(file, &status) == 0 && status.st_nlink == 2) {
    return true; // a file server lost its answer and was asked again
  }
  if (error == EPERM || error == EOPNOTSUPP || error == ENOSYS) {
    return write_new(name, bytes, O_EXCL); // a file system without second names
  }
  errno = error;
  return false;
}

} // namespace

Claim::Claim(const char* spool, const char* index) : m_spool(spool), m_index(index) {
  node_name(m_node);
}

Claim::~Claim() {
  if (!m_spare.empty()) {
    ::unlink(m_spare.c_str());
  }
}

void Claim::name(Text& path, const char* folder, int number) const {
  path.clear();
  path.add(m_spool).add('/').add(folder).add('/').add(m_index).add('.').add_number(number);
}

void Claim::name_temporary(Text& path, const char* folder) const {
  path.clear();
  path.add(m_spool).add('/').add(folder).add("/.").add(m_index).add('.').add(m_node.view());
  path.add('.').add_number(::getpid()).add(".tmp");
}

bool Claim::complain(const char* path) const {
  std::fprintf(stderr, "reprovip-exec: cannot write \"%s\": %s\n", path, std::strerror(errno));
  return false;
}

// The whole content first, then the name: nobody sees half a claim, and a full disk leaves none. The first
// name becomes that of the end: what is there already needs no room.
Claim::Taken Claim::take(bool only_first) {
  Text json;
  describe_claim(m_node.view(), json);
  name_temporary(m_spare, "claims");
  if (!write_new(m_spare.c_str(), json.view(), O_TRUNC)) {
    complain(m_spare.c_str());
    return Taken::failed;
  }
  Text path;
  int number = -1;
  bool taken = false;
  do {
    name(path, "claims", ++number);
    taken = link_new(m_spare.c_str(), path.c_str(), json.view());
  } while (!taken && errno == EEXIST && !only_first);
  const bool by_others = !taken && errno == EEXIST;
  if (!taken && !by_others) {
    complain(path.c_str());
  }
  m_number = taken ? number : -1;
  return taken ? Taken::yes : by_others ? Taken::by_others : Taken::failed;
}

void Claim::give_back() {
  Text path;
  name(path, "claims", m_number);
  ::unlink(path.c_str());
}

bool Claim::end() {
  Text path;
  name(path, "ended", m_number);
  if (::rename(m_spare.c_str(), path.c_str()) != 0) {
    return complain(path.c_str());
  }
  m_spare.clear();
  return true;
}

void Claim::describe_node() const {
  Text path(m_spool);
  path.add("/hosts/").add(m_node.view()).add(".json");
  if (exists(path.c_str())) {
    return;
  }
  Text json;
  describe_host(m_node.view(), json);
  Text temporary;
  name_temporary(temporary, "hosts");
  if (!write_new(temporary.c_str(), json.view(), O_TRUNC) || ::rename(temporary.c_str(), path.c_str()) != 0) {
    complain(path.c_str());
    ::unlink(temporary.c_str());
  }
}

} // namespace reprovip::exec
