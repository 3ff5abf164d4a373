#pragma once

#include "harness/baseline/choose.hpp"
#include "harness/baseline/verify.hpp"
#include "harness/stats/prediction.hpp"

#include <string>

namespace reprovip::baseline {

// What a baseline lets one expect of a subject's next execution.
class Expectation {
public:
  Expectation(const model::Baseline& baseline, Chosen chosen, const std::string& subject, double alpha);

  Basis basis() const { return m_basis; }
  std::optional<double> limit() const { return m_limit; }
  bool concerns(const model::BaselineCell& cell) const; // of the subject, in a chosen condition

  // Ranges and standing of a value that was seen.
  void place(const model::BaselineValue& value, VerifiedValue& place) const;
  // What it means that something differs which in `count` executions (or environments) was always the same.
  void place_change(std::uint32_t count, VerifiedValue& place) const;

private:
  struct Reach {
    double centre = 0;
    double half = 0;  // of all values together
    double alone = 0; // of this one
    bool varies = true;
    std::uint32_t count = 0;
    std::string reason; // why there is none
  };
  static Reach without(std::string reason);
  Reach reach_of(const model::BaselineValue& value) const;
  Reach reach_of_repeat(const model::BaselineValue& value) const;
  Reach reach_in_environments(const model::BaselineValue& value) const;
  Reach reach_of_subjects(const model::BaselineValue& value) const;
  Reach reach_of_parts(double centre, const std::vector<stats::VariancePart>& parts) const;
  bool is_chosen(std::uint32_t condition) const;

  const model::Baseline& m_baseline;
  Chosen m_chosen;
  std::optional<std::uint32_t> m_subject; // in the baseline
  double m_alpha;
  Basis m_basis = Basis::normal;
  std::optional<double> m_limit;
  bool m_never_varied = false; // nothing did, in any accepted execution
  std::uint32_t m_repeats = 0; // executions after the first of each cell
};

} // namespace reprovip::baseline
