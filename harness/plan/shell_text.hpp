#pragma once

#include "harness/model/value.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace reprovip::plan {

// As Python's shlex.quote: as it is when every character is a letter, a digit or one of _@%+=:,./- , else in
// single quotes.
std::string shell_quote(std::string_view text);

// As Python's str(): "True", "3", "0.5", "2.0", "1e-05". Boutiques writes values so.
std::string python_text(const model::Value& value);

// Every `from` of `text` replaced by `to`, from left to right; an empty `from` changes nothing.
std::string replace_all(std::string text, std::string_view from, std::string_view to);

// The words between blanks.
std::vector<std::string> split_words(std::string_view text);

} // namespace reprovip::plan
