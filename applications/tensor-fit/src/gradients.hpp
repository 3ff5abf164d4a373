#pragma once

#include <array>
#include <string>
#include <vector>

namespace tensor_fit {

struct Gradient {
  double b = 0;                            // s/mm^2
  std::array<double, 3> direction = {{0}}; // unit length, or 0 for b = 0
};

// FSL's b-values and b-vectors, each as a row or as a column. A direction that is 0 or "nan" is that of an
// unweighted volume, whatever its b-value says; the others get unit length. Throws std::runtime_error that
// names the file.
std::vector<Gradient> read_gradients(const std::string& bval_path, const std::string& bvec_path);

} // namespace tensor_fit
