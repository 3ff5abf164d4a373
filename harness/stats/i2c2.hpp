#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace reprovip::stats {

// Image intraclass correlation: H. Shou et al. 2013 (Cogn Affect Behav Neurosci 13:714), by R's I2C2:
// 1 - tr K_U / tr K_W, tr K_U = sum ||x_ij - mean_i||^2 / (n - I), tr K_W = sum ||x_ij - mean||^2 / (n - 1),
// n outputs of I subjects. One pass over the outputs, subject by subject; kept are three of them in size,
// however many there are (Welford's updates, relative to the first output: no cancellation, and equal outputs
// give exactly 0).
class I2c2 {
public:
  // As many values every time, finite; outputs of one subject one after the other.
  void add(std::uint32_t subject, std::span<const double> values);

  double within() const { return m_within; } // sum ||x_ij - mean_i||^2
  double total() const { return m_total; }   // sum ||x_ij - mean||^2
  std::size_t outputs() const { return m_outputs; }
  std::size_t subjects() const { return m_subjects; }

private:
  std::size_t m_outputs = 0;
  std::size_t m_subjects = 0;
  std::size_t m_outputs_of_subject = 0;
  std::uint32_t m_subject = 0;
  double m_within = 0;
  double m_total = 0;
  std::vector<double> m_origin; // the first output
  std::vector<double> m_mean;   // relative to it
  std::vector<double> m_mean_of_subject;
};

struct I2c2Traces {
  double within = 0; // tr K_U
  double total = 0;  // tr K_W
  std::optional<double> estimate() const {
    return total > 0 ? std::optional(1 - within / total) : std::nullopt;
  }
};
// `visits`: sum over visits of (outputs of the visit) ||mean of the visit - mean||^2, taken off both: the
// effect that a visit has on all subjects is removed. 0 keeps it; otherwise every subject has every visit
// once. Needs two subjects and more outputs than subjects.
I2c2Traces i2c2_traces(const I2c2& sums, double visits);

} // namespace reprovip::stats
