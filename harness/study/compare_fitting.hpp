#pragma once

#include "harness/base/result.hpp"
#include "harness/model/protocol.hpp"
#include "harness/score/look_at.hpp"

#include <map>
#include <string>
#include <vector>

namespace reprovip::study {

// How far two levels may be apart and still be equivalent.
struct Bounds {
  std::string margin = "0.1 sd(subjects)"; // of values, as `tost` takes it
  // By kind of metric: nrmse and rms_deviation (mm) at most, dice at least, hd95 at most in voxels' longest
  // sides, variance_ratio (of standard deviations) at most.
  std::map<std::string, double> by_kind = {
      {"nrmse", 1e-3}, {"rms_deviation", 0.1}, {"dice", 0.98}, {"hd95", 1}, {"variance_ratio", 1.25}};
};

// What one output needs to be compared across a factor. Criteria have the severity `warn`: what they come to
// is concluded by whoever asked. A criterion has the id of its metric; metrics of pairs are there a second
// time, between the repetitions of each condition, as `within_id`.
struct Fitting {
  std::vector<model::MetricSpec> metrics;
  std::vector<model::CriterionSpec> criteria;
};
std::string within_id(const std::string& metric);

// `longest_side` of a voxel in mm, of images. Values: bias with TOST, ratio of deviations, limits of
// agreement, concordance, the worst pair; images: NRMSE, SSIM, differences in ULP; labels: Dice, HD95;
// transforms: rms deviation. Text and bytes have classes only: nothing.
Fitting fitting_analyses(const model::OutputDecl& output, score::Nature nature, double longest_side,
                         const std::string& factor, const Bounds& bounds);

} // namespace reprovip::study
