#pragma once

#include "harness/base/result.hpp"

#include <array>
#include <cstddef>
#include <string>
#include <vector>

namespace reprovip::score {

// The header of an MRtrix image (.mif), as its documentation describes it: lines "key: value" up to "END".
struct MifHeader {
  std::vector<std::size_t> dims;
  std::vector<double> spacing;        // mm
  std::vector<int> layout;            // per axis: rank (from 1, 1 = fastest), negative when stored backwards
  std::string datatype;               // "Float32LE", "UInt8", "Bit" ...
  std::array<double, 12> transform{}; // rows of scanner ← axes in mm; the identity when not given
  double offset = 0;                  // value = offset + scale * stored
  double scale = 1;
  std::size_t data_offset = 0; // of the voxels, in the same file
};

Result<MifHeader> parse_mif_header(const std::string& bytes);

} // namespace reprovip::score
