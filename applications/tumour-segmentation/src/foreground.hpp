#pragma once

#include "grid.hpp"

namespace tumour {

// The threshold that separates two groups of values best (Otsu 1979), on a histogram of 256 bins between the
// smallest value and the 99.5th percentile.
double otsu(const Map& values);

// The head or, where the skull has been taken off, the brain: brighter than Otsu's threshold of the image
// averaged over neighbours, the largest part, holes filled. Empty where nothing stands out.
Mask foreground(const Map& image, const Grid& grid);

// Of contrasts on one grid: each counts the same.
Mask foreground(const std::vector<Map>& contrasts, const Grid& grid);

} // namespace tumour
