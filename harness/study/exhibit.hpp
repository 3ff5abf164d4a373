#pragma once

#include "harness/model/study.hpp"
#include "harness/store/store.hpp"

#include <cstddef>

namespace reprovip::study {

struct ExhibitLimits {
  std::size_t log_end = 4096;                      // bytes of one log
  std::size_t logs = std::size_t{2} << 20;         // bytes of all
  std::size_t label_voxels = std::size_t{8} << 20; // of one volume of labels or shades (a byte each)
  std::size_t map_voxels = std::size_t{2} << 20;   // of one map (4 bytes each)
  std::size_t volumes = std::size_t{18} << 20;     // bytes of all, compressed
  std::size_t pictures = 24;
  std::size_t classes = 4; // of one output, in one picture
};

// Fills Study::exhibits, pictures and not_exhibited from the store: ends of logs (of executions that did not
// succeed first, then of one of each class, then of others); the maps that metrics wrote; and of each output
// that is an image or labels and has several classes, one execution of each class of the subject with most of
// them, with the ground truth, and over the first input image of the same grid that is still what it was when
// it ran. What a limit, the store or a file's kind keeps out is named in `not_exhibited`. The same store and
// study give the same bytes.
void exhibit(const store::Store& store, model::Study& study, const ExhibitLimits& limits = {});

} // namespace reprovip::study
