#pragma once

#include "harness/base/result.hpp"
#include "harness/stats/rigid.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace reprovip::score {

// One transform as an ITK file has it.
struct ItkTransform {
  std::string type; // "AffineTransform_double_3_3"
  std::vector<double> parameters;
  std::vector<double> fixed; // the centre; of Euler angles also whether they are Z Y X
};

// Text files of ITK ("#Insight Transform File V1.0") and the binary ones that ANTs writes (MATLAB 4, ".mat").
Result<std::vector<ItkTransform>> parse_itk_text(const std::string& text);
Result<std::vector<ItkTransform>> parse_itk_matlab(std::string_view bytes);
bool is_itk_matlab(std::string_view bytes);
// Their product, the last one first as ITK's CompositeTransform applies them, in mm of ITK:
// left-posterior-superior, from points of the fixed image to points of the moving one.
Result<stats::Affine> itk_matrix(const std::vector<ItkTransform>& transforms);
// Between left-posterior-superior and right-anterior-superior, both ways.
stats::Affine with_axes_flipped(const stats::Affine& a);

// FreeSurfer's LTA, of type 1 (RAS to RAS) or 0 (voxel to voxel, with both volumes' geometry): source RAS mm
// to target RAS mm.
Result<stats::Affine> parse_lta(const std::string& text);

} // namespace reprovip::score
