#pragma once

#include "harness/base/utf8.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace reprovip::report {

// What leaves this room is clean (base/utf8.hpp).
using reprovip::clean;
using reprovip::Lines;

// At most `limit` bytes of UTF-8 text, cut between characters, with a note of how much was left out.
std::string shorten(std::string text, std::size_t limit);

// For element content and attributes of HTML: `clean`, then & < > " ' escaped.
std::string html(std::string_view text, Lines lines = Lines::join);

// Columns on a terminal: East Asian wide characters and emoji take two.
std::size_t columns(std::string_view text);
// Cut with "…" or padded with spaces to exactly `width` columns; `fit` only cuts.
std::string fit(std::string_view text, std::size_t width);
std::string pad(std::string_view text, std::size_t width);
// Broken at spaces into lines of at most `width` columns.
std::vector<std::string> wrap(std::string_view text, std::size_t width);

// A word for a POSIX shell, quoted when it must be.
std::string shell_word(const std::string& word);
std::string joined(const std::vector<std::string>& words, std::string_view between = ", ");
// "1 execution", "2 executions", "2 classes", "2 studies"
std::string counted(std::size_t count, const std::string& noun);

} // namespace reprovip::report
