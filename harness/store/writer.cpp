#include "harness/store/writer.hpp"

#include "harness/base/format.hpp"
#include "harness/sys/hash.hpp"
#include "harness/sys/host.hpp"

#include <sys/random.h>
#include <unistd.h>

#include <charconv>
#include <sstream>
#include <vector>

namespace reprovip::store {

namespace {

struct ProcessStat {
  char state = '?';
  std::uint64_t start = 0;
};

// The name of the program stands in parentheses and may hold any byte, so the fields are counted after the
// last one.
std::optional<ProcessStat> process_stat(std::int64_t pid) {
  const auto text = sys::read_file(format("/proc/{}/stat", pid));
  const auto after_name = text ? text->rfind(')') : std::string::npos;
  if (after_name == std::string::npos) {
    return std::nullopt;
  }
  constexpr int k_fields_between = 18; // from the state (3) to the start time (22)
  std::istringstream fields(text->substr(after_name + 1));
  ProcessStat stat;
  fields >> stat.state;
  std::string skipped;
  for (int i = 0; i < k_fields_between; ++i) {
    fields >> skipped;
  }
  fields >> stat.start;
  return fields ? std::optional(stat) : std::nullopt;
}

std::uint32_t random_bits() {
  std::uint32_t bits = 0;
  if (::getrandom(&bits, sizeof(bits), 0) != static_cast<ssize_t>(sizeof(bits))) {
    bits = static_cast<std::uint32_t>(sys::real_clock().steady().time_since_epoch().count());
  }
  return bits;
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (auto at = text.find(separator); at != std::string_view::npos; at = text.find(separator)) {
    parts.push_back(text.substr(0, at));
    text.remove_prefix(at + 1);
  }
  parts.push_back(text);
  return parts;
}

template <typename T>
bool read_number(std::string_view text, int base, T& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, base);
  return error == std::errc() && end == text.data() + text.size();
}

} // namespace

Writer this_writer() {
  static const auto host = sys::sha256(sys::host_name()).hex.substr(0, 8);
  // Looked up again after a fork.
  thread_local Writer self;
  if (self.pid != ::getpid()) {
    const auto stat = process_stat(::getpid());
    self = {host, ::getpid(), stat ? stat->start : 0};
  }
  return self;
}

std::string make_attempt_id(sys::UtcMillis now, const Writer& writer) {
  return format("{:013}-{}-{}-{:x}-{:08x}", now, writer.host, writer.pid, writer.start, random_bits());
}

std::optional<Writer> writer_of(std::string_view attempt) {
  const auto parts = split(attempt, '-');
  Writer writer;
  if (parts.size() != 5 || !read_number(parts[2], 10, writer.pid) ||
      !read_number(parts[3], 16, writer.start)) {
    return std::nullopt;
  }
  writer.host = std::string(parts[1]);
  return writer;
}

Life life_of(const Writer& writer) {
  if (writer.host != this_writer().host) {
    return Life::unknown;
  }
  const auto stat = process_stat(writer.pid);
  return stat && stat->start == writer.start && stat->state != 'Z' ? Life::alive : Life::dead;
}

} // namespace reprovip::store
