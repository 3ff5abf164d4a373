#pragma once

#include <optional>
#include <string>

namespace mrs_quantify {

// By its bits: -ffast-math takes every number for finite, and comparisons with what is none for true.
bool is_finite(double value);

// The number that the whole text is; nothing when it is none, or not finite.
std::optional<double> read_number(const std::string& text);

} // namespace mrs_quantify
