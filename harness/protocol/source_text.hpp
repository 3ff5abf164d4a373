#pragma once

#include "harness/base/error.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace reprovip::protocol {

// A text that users wrote, with the name that errors give it. An override on the command line is a text
// without lines: its errors name it and nothing more.
struct SourceText {
  std::string name;
  std::vector<std::string> lines;
  bool is_file = true;
};
using SourcePtr = std::shared_ptr<const SourceText>;

SourcePtr make_file_source(std::string name, std::string_view text);
SourcePtr make_override_source(std::string name);

// A place in a text; line and column count from 1, columns count characters (code points).
struct Mark {
  SourcePtr source;
  int line = 0;
  int column = 0;
};

SourcePos to_pos(const Mark& mark);
// The mark's line for people: control characters replaced, so that a file cannot write to the terminal.
std::string line_at(const Mark& mark);

// Where the character number `column` (from 1, in bytes of the decoded text) of the string that begins at
// `text` is: escapes before it are counted. The beginning itself when the string spans lines.
Mark inside_text(const Mark& text, int column);

// The offset of the first byte that is not UTF-8, or npos.
std::size_t first_invalid_utf8(std::string_view text);

} // namespace reprovip::protocol
