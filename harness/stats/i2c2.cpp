#include "harness/stats/i2c2.hpp"

#include "harness/base/assert.hpp"

#include <algorithm>
#include <array>

namespace reprovip::stats {

namespace {

// Moves the mean to one more output, and returns what that adds to the sum of squares. Eight sums in a fixed
// order: they are added at once by the processor.
double update(std::span<const double> values, const std::vector<double>& origin, double count,
              std::vector<double>& mean) {
  std::array<double, 8> sums{};
  const std::size_t whole = values.size() / sums.size() * sums.size();
  const auto one = [&](std::size_t i, double& sum) {
    const double value = values[i] - origin[i];
    const double before = value - mean[i];
    mean[i] += before / count;
    sum += before * (value - mean[i]);
  };
  for (std::size_t i = 0; i < whole; i += sums.size()) {
    for (std::size_t lane = 0; lane < sums.size(); ++lane) {
      one(i + lane, sums[lane]);
    }
  }
  for (std::size_t i = whole; i < values.size(); ++i) {
    one(i, sums[i - whole]);
  }
  double sum = 0;
  for (const double lane : sums) {
    sum += lane;
  }
  return sum;
}

} // namespace

void I2c2::add(std::uint32_t subject, std::span<const double> values) {
  if (m_outputs == 0) {
    m_origin.assign(values.begin(), values.end());
    m_mean.assign(values.size(), 0);
    m_mean_of_subject.assign(values.size(), 0);
  }
  REPROVIP_ASSERT(values.size() == m_mean.size());
  if (m_outputs == 0 || subject != m_subject) {
    m_subject = subject;
    m_outputs_of_subject = 0;
    ++m_subjects;
    std::fill(m_mean_of_subject.begin(), m_mean_of_subject.end(), 0);
  }
  ++m_outputs;
  ++m_outputs_of_subject;
  m_total += update(values, m_origin, static_cast<double>(m_outputs), m_mean);
  m_within += update(values, m_origin, static_cast<double>(m_outputs_of_subject), m_mean_of_subject);
}

I2c2Traces i2c2_traces(const I2c2& sums, double visits) {
  REPROVIP_ASSERT(sums.subjects() > 1 && sums.outputs() > sums.subjects());
  const auto n = static_cast<double>(sums.outputs());
  const auto subjects = static_cast<double>(sums.subjects());
  return {std::max(0.0, sums.within() - visits) / (n - subjects),
          std::max(0.0, sums.total() - visits) / (n - 1)};
}

} // namespace reprovip::stats
