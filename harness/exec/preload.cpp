#include "harness/exec/preload.hpp"

#include "harness/exec/disk.hpp"
#include "harness/exec/shift.hpp"

#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <ctime>

namespace reprovip::exec {

namespace {

template <std::size_t N>
bool ask(const char* variable, const char* const (&levels)[N], const char* level, Text& why) {
  for (const char* const known : levels) {
    if (std::strcmp(known, level) == 0) {
      ::setenv(variable, level, 1);
      return true;
    }
  }
  why.add("not one of");
  for (const char* const known : levels) {
    why.add(' ').add(known);
  }
  return false;
}

} // namespace

bool Preload::ask_rounding(const char* level, Text& why) {
  constexpr const char* k_levels[] = {"nearest", "up", "down", "zero", "random"};
  return ask("REPROVIP_ROUNDING", k_levels, level, why);
}

bool Preload::ask_readdir(const char* level, Text& why) {
  constexpr const char* k_levels[] = {"sorted", "reversed", "shuffled"};
  return ask("REPROVIP_READDIR", k_levels, level, why);
}

bool Preload::ask_clock(const char* level, Text& why) {
  timespec now = {};
  ::clock_gettime(CLOCK_REALTIME, &now);
  std::int64_t shift = 0;
  if (!clock_shift(level, now.tv_sec * std::int64_t{1'000'000'000} + now.tv_nsec, shift)) {
    why.add("neither a time such as \"2038-01-19T03:14:08Z\" nor a shift such as \"+24h\" or \"-30min\"");
    return false;
  }
  Text number;
  number.add_number(shift);
  ::setenv("REPROVIP_CLOCK", number.c_str(), 1);
  return true;
}

void Preload::name(const char* assignment) {
  m_asked.add(m_asked.empty() ? "" : ", ").add(assignment);
}

bool Preload::arm(Text& refusal) {
  if (m_asked.empty()) {
    return true;
  }
  refusal.add("cannot set ").add(m_asked.view()).add(": ");
  if (m_library == nullptr) {
    refusal.add("there is no library for it (--preload FILE)");
    return false;
  }
  // The loader takes both for the end of a name.
  if (std::strpbrk(m_library, " :") != nullptr) {
    refusal.add("the path of the library has a space or a colon: \"").add(m_library).add('"');
    return false;
  }
  m_mark.add(m_record).add(".unheard");
  if (::access(m_library, R_OK) != 0 || !write_file_atomic(m_mark.c_str(), m_asked.view())) {
    refusal.add('"').add(m_library).add("\" or \"").add(m_mark.view()).add("\": ").add(std::strerror(errno));
    return false;
  }
  const char* const before = std::getenv("LD_PRELOAD");
  Text all(m_library);
  if (before != nullptr && *before != '\0') {
    all.add(':').add(before);
  }
  ::setenv("LD_PRELOAD", all.c_str(), 1);
  ::setenv("REPROVIP_MARK", m_mark.c_str(), 1);
  refusal.clear();
  return true;
}

void Preload::judge(Record& record) const {
  if (m_asked.empty() || ::unlink(m_mark.c_str()) != 0 || record.is_outcome("not_started")) {
    return;
  }
  Text reason;
  reason.add(m_asked.view())
      .add(" had no effect: nothing that was started could load the library "
           "(it is static, not of glibc, not of 64 bits, or set-user-ID)");
  if (record.is_outcome("succeeded")) {
    record.set_text(Member::outcome, "failed");
  }
  record.add_to_reason(reason.view());
}

} // namespace reprovip::exec
