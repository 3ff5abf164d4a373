#pragma once

#include "harness/base/result.hpp"

#include <map>
#include <string>
#include <vector>

namespace reprovip::model {

// Boutiques' conditions of path templates: ids, numbers, text, == != < <= > >=, and, or, not, parentheses,
// read as Python does once the ids' values stand in their places: a value of digits, "." and "-" is a number,
// any other is text. An id of `known_ids` that has no value makes the condition false; "default" is true.
Result<bool> condition_holds(const std::string& condition, const std::map<std::string, std::string>& values,
                             const std::vector<std::string>& known_ids);

// The words of a condition that stand for ids: neither numbers, quoted text nor keywords.
std::vector<std::string> names_in_condition(const std::string& condition);

} // namespace reprovip::model
