#pragma once

#include "harness/base/result.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace reprovip::plan {

// A table of text: every row has as many cells as the header. `lines[i]` is where row i begins in the file.
struct TextTable {
  std::vector<std::string> header;
  std::vector<std::vector<std::string>> rows;
  std::vector<int> lines;
};

// TSV or CSV: told by the extension of `name`, else by a tab in the first line; a CSV whose header has
// semicolons and no comma is separated by them. Cells of a CSV may be quoted (RFC 4180), those of a TSV are
// taken as they are. A byte-order mark, CRLF and blank lines are fine; a row with more or fewer cells than
// the header is not.
Checked<TextTable> read_table(std::string_view text, const std::string& name);

} // namespace reprovip::plan
