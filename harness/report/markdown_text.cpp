#include "harness/report/markdown_text.hpp"

#include "harness/base/format.hpp"
#include "harness/report/text.hpp"

#include <algorithm>
#include <string_view>

namespace reprovip::report {

namespace {

constexpr std::size_t k_text_limit = 300;
constexpr std::size_t k_line_limit = 50;

// GitLab looks for addresses in what Markdown has become, where escapes are gone.
bool becomes_a_link(const std::string& text) {
  return text.find("://") != std::string::npos || text.find("www.") != std::string::npos ||
         text.find('@') != std::string::npos || text.find("mailto:") != std::string::npos;
}

// A table ends its cells at "|" also within code.
std::string as_code(const std::string& text) {
  std::string shown;
  std::size_t run = 0;
  std::size_t longest = 0;
  for (const char c : text) {
    run = c == '`' ? run + 1 : 0;
    longest = std::max(longest, run);
    shown += c == '|' ? std::string("\\x7c") : std::string(1, c);
  }
  const std::string fence(longest + 1, '`');
  return longest == 0 ? fence + shown + fence : fence + " " + shown + " " + fence;
}

} // namespace

std::string md(const std::string& text) {
  const auto cleaned = shorten(clean(text), k_text_limit);
  if (becomes_a_link(cleaned)) {
    return as_code(cleaned);
  }
  std::string result;
  for (const char c : cleaned) {
    if (c == '<') {
      result += "&lt;";
    } else if (c == '>') {
      result += "&gt;";
    } else {
      result += std::string_view("\\|`*_[]~#$!{}&%^").find(c) != std::string_view::npos ? "\\" : "";
      result += c;
    }
  }
  return result;
}

std::string md_lines(std::size_t count, std::size_t limit,
                     const std::function<std::string(std::size_t)>& line_of) {
  std::string text;
  std::size_t shown = 0;
  for (; shown < std::min(count, k_line_limit); ++shown) {
    const auto line = line_of(shown);
    if (text.size() + line.size() > limit) {
      break;
    }
    text += line;
  }
  return shown == count ? text : text + format("\n{} more are in the other reports.\n", count - shown);
}

std::string md_details(const std::string& title, const std::string& content) {
  return content.empty() ? ""
                         : format("\n<details><summary>{}</summary>\n\n{}\n</details>\n", title, content);
}

} // namespace reprovip::report
