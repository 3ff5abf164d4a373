#pragma once

#include "harness/base/result.hpp"
#include "harness/model/vocabulary.hpp"
#include "harness/score/data.hpp"
#include "harness/voxels/overlap.hpp"

#include <string>
#include <vector>

namespace reprovip::score {

using voxels::Region;

// "1, 2, 1+2+4"; "" gives none.
Result<std::vector<Region>> parse_regions(const std::string& text);

// The options `labels` and `regions` of metrics of labels, and the regions they ask for; none = every label.
std::vector<model::OptionDecl> region_declarations();
Result<std::vector<Region>> regions_option(const Options& options);

} // namespace reprovip::score
