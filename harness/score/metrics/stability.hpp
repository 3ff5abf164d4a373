#pragma once

#include "harness/score/metric.hpp"
#include "harness/stats/stability.hpp"

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace reprovip::score {

// What the stability tests of values and of voxels share.
struct StabilityConfig {
  stats::StabilityConvention convention = stats::StabilityConvention::prediction;
  // "none", a correction of stats::adjustment_from, or "max-t": the share of reference runs, each left out,
  // whose smallest p is as small, (1 + #) / (1 + K), times the number of new runs. It asks nothing of the
  // dependence between values, but cannot reject unless K + 1 >= runs / alpha.
  std::string correction = "holm";
  double alpha = 0.05;
  double resolution = 0;
};

std::vector<model::OptionDecl> stability_options();
Result<StabilityConfig> stability_config(const Options& options);

struct StabilityOutcome {
  std::size_t tested = 0;
  std::size_t rejected = 0;
  double p = 1;                // smallest, corrected
  std::optional<double> p_loo; // of reference runs left out
  std::optional<double> loo_rate;
  std::optional<bool> passes; // nothing: max-t with too few references
  double largest = 0;         // |t|
  std::size_t constant = 0;   // values whose reference does not vary
};

// What a reference run is against the others.
struct LeftOut {
  double smallest = 1; // p
  bool alarm = false;  // the test would reject it
};
LeftOut left_out(const StabilityConfig& config, std::span<const double> p);

// `p` of all values of all `runs` new runs.
StabilityOutcome outcome_of(const StabilityConfig& config, std::span<const double> p, std::size_t runs,
                            const std::vector<LeftOut>& references);

Finding finding_of(const StabilityConfig& config, const StabilityOutcome& outcome, std::size_t references);

} // namespace reprovip::score
