#include "harness/cli/gitlab_section.hpp"

#include "harness/base/format.hpp"
#include "harness/sys/clock.hpp"

#include <cstdio>

namespace reprovip::cli {

namespace {

void mark(const std::string& text) {
  std::fflush(stdout);
  std::fputs(text.c_str(), stderr);
}

std::int64_t now_s() {
  return sys::real_clock().utc() / 1000;
}

} // namespace

std::string section_id(const std::string& of) {
  std::string id = "reprovip_";
  for (const char c : of) {
    const bool kept = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                      c == '.' || c == '-' || c == '_';
    id += kept ? c : '_';
  }
  return id;
}

GitlabSection::GitlabSection(bool shown, const std::string& of, const std::string& title)
    : m_shown(shown), m_id(section_id(of)) {
  if (m_shown) {
    mark(format("\x1b[0Ksection_start:{}:{}[collapsed=true]\r\x1b[0K{}\n", now_s(), m_id, title));
  }
}

GitlabSection::~GitlabSection() {
  if (m_shown) {
    mark(format("\x1b[0Ksection_end:{}:{}\r\x1b[0K\n", now_s(), m_id));
  }
}

} // namespace reprovip::cli
