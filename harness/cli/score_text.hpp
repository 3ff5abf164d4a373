#pragma once

#include "harness/model/score.hpp"

#include <string>

namespace reprovip::cli {

// A score for people: its value with interval, unit, class and decision, then its fields, notes and files.
// `name` is what it is called: a kind, or the id of a metric.
std::string score_text(const model::Score& score, const std::string& name);

} // namespace reprovip::cli
