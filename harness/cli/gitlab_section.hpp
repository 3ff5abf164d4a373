#pragma once

#include <string>

namespace reprovip::cli {

// GitLab folds what is printed on standard error while it lives: where progress is told, so that the order of
// the log is right and standard output holds reports only.
class GitlabSection {
public:
  // `of` is any text: the section's id is made of it, the same in each pipeline.
  GitlabSection(bool shown, const std::string& of, const std::string& title);
  ~GitlabSection();
  GitlabSection(const GitlabSection&) = delete;
  GitlabSection& operator=(const GitlabSection&) = delete;

private:
  bool m_shown;
  std::string m_id;
};

// "reprovip_protocols_bet.toml": what GitLab takes in ids are letters, digits, `_`, `.` and `-`.
std::string section_id(const std::string& of);

} // namespace reprovip::cli
