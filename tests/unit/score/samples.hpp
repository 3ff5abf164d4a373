#pragma once

#include "harness/score/metric.hpp"

#include "tests/unit/stats/tables.hpp"

#include <stdexcept>
#include <string>
#include <vector>

namespace reprovip::score::test {

// A complete table: rows are targets, columns are repetitions.
inline Sample sample_of(const std::vector<std::vector<double>>& table) {
  Sample sample;
  for (std::size_t i = 0; i < table.size(); ++i) {
    auto& target = sample.targets.emplace_back();
    target.name = "s" + std::to_string(i + 1);
    for (std::uint32_t j = 0; j < table[i].size(); ++j) {
      target.observations.push_back({table[i][j], 0, j});
      sample.columns = std::max(sample.columns, j + 1);
    }
  }
  return sample;
}

inline Finding compute_sample(const std::string& kind, const Sample& sample, const Options& options = {}) {
  const auto plugin = find_metric(kind)->make(options);
  if (!plugin) {
    throw std::runtime_error(plugin.error().message);
  }
  return std::get<std::unique_ptr<ValuesMetric>>(*plugin)->of(sample);
}

inline Finding compute(const std::string& kind, const std::vector<std::vector<double>>& table,
                       const Options& options = {}) {
  return compute_sample(kind, sample_of(table), options);
}

inline std::vector<std::pair<std::string, Finding>> compare(const std::string& kind, const Data& a,
                                                            const Data& b, const Options& options = {},
                                                            const std::string& column = {}) {
  const auto plugin = find_metric(kind)->make(options);
  if (!plugin) {
    throw std::runtime_error(plugin.error().message);
  }
  return std::get<std::unique_ptr<PairMetric>>(*plugin)->of(a, b, column);
}

inline double field(const Finding& finding, const std::string& name) {
  for (const auto& [key, value] : finding.fields) {
    if (key == name) {
      return value;
    }
  }
  throw std::runtime_error("no field " + name);
}

using stats::test::k_anxiety;
using stats::test::k_shrout_fleiss;
using stats::test::k_wines;
using stats::test::peak_flow;

} // namespace reprovip::score::test
