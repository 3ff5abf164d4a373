#pragma once

#include "harness/model/protocol.hpp"

#include <string>
#include <vector>

namespace reprovip::plan {

// The parts "factor=level" of a text such as "engine=docker,affinity=0,1": split at commas, but not within
// double quotes, and not where a level of the factor is written with the comma. Without blanks around; a part
// that is no "factor=level" stays as it is.
std::vector<std::string> split_condition(const model::Protocol& protocol, const std::string& text);

// Whether the level is meant: by wildcards, or by exactly what stands in double quotes.
bool means_level(const std::string& wanted, const std::string& level);

// "factor" and "level" of such a part; the level is empty without "=".
std::pair<std::string, std::string> factor_and_level(const std::string& part);

} // namespace reprovip::plan
