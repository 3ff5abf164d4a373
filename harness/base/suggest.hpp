#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace reprovip {

// Edits (insert, delete, replace, swap of neighbours) from `a` to `b`: Damerau-Levenshtein, optimal string
// alignment.
int edit_distance(std::string_view a, std::string_view b);

// The candidate nearest to `word`, or "" when none is near enough (a third of the word's length, at least one
// edit). On a tie the first wins.
std::string best_match(std::string_view word, const std::vector<std::string>& candidates);

// `did you mean "x"?`, else `known are "a", "b"` (at most 12 of them), else "".
std::string suggestion(std::string_view word, const std::vector<std::string>& candidates);

} // namespace reprovip
