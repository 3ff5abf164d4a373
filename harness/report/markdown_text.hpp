#pragma once

#include <cstddef>
#include <functional>
#include <string>

namespace reprovip::report {

// Text that stays text in GitLab's Markdown, also within a table: no markup, no reference (@user, #1, !1, %1,
// ~label, &1, ^alert), no link. What would become a link whatever is escaped is shown as code, where nothing
// is. At most 300 bytes of it; never at the start of a line, where "/close" would be a quick action.
std::string md(const std::string& text);

// Whole lines, of the first 50 as many as go into `limit` bytes; then how many of `count` are left out.
std::string md_lines(std::size_t count, std::size_t limit,
                     const std::function<std::string(std::size_t)>& line_of);

// What unfolds at a click. "" of nothing.
std::string md_details(const std::string& title, const std::string& content);

} // namespace reprovip::report
