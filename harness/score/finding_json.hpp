#pragma once

#include "harness/score/metric.hpp"

#include <string>
#include <utility>
#include <vector>

namespace reprovip::score {

// Rows of findings of one pair, as the cache keeps them.

std::string rows_to_text(const Rows& rows);
// Nothing when the text is not what we wrote: it is then computed again.
std::optional<Rows> rows_from_text(const std::string& text);

// The parts of a finding become those of a score. Numbers that are not finite are left out.
void put_into(const Finding& finding, model::Score& score);

} // namespace reprovip::score
