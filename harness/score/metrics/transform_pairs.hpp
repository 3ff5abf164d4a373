#pragma once

#include "harness/score/metric.hpp"
#include "harness/stats/rigid.hpp"

#include <optional>
#include <string>
#include <vector>

namespace reprovip::score {

// What metrics of two linear transforms share. 4×4 matrices, read by any reader; every finding has the
// differences of the parameters, and all fields are maxima over pairs.
class TransformPairMetric : public PairMetric {
public:
  Rows of(const Data& a, const Data& b, const std::string& column) const final;
  Finding identity() const final;
  bool is_worse(const Finding& a, const Finding& b) const final { return *a.estimate > *b.estimate; }
  bool is_maximum(const std::string& /*field*/) const final { return true; }

protected:
  // Puts the estimate into `finding`, or its reason.
  virtual void measure(const stats::Affine& a, const stats::Affine& b, Finding& finding) const = 0;
};

// |differences| of tx ty tz (mm), rx ry rz (rad), the length of the translations' difference (mm), and the
// angle of the rotation from one to the other (degrees). Angles are absent when a matrix mirrors.
const std::vector<std::string>& transform_fields();

// "90, 126, 72"
Result<std::optional<stats::Point>> point_option(const Options& options, const std::string& name);
MetricEntry transform_entry(model::PluginDecl declaration, const char* formula, const char* source);

} // namespace reprovip::score
