#pragma once

#include "tests/unit/score/samples.hpp"

// Samples of two levels of a factor.
namespace reprovip::score::test {

// Executions of two levels, per target.
struct Pair {
  std::vector<double> reference;
  std::vector<double> other;
};

inline Sample levels_of(const std::vector<Pair>& pairs) {
  Sample sample;
  sample.columns = 2;
  sample.across = true;
  sample.levels = {"docker", "guix"};
  for (const auto& pair : pairs) {
    auto& target = sample.targets.emplace_back();
    target.name = "s" + std::to_string(sample.targets.size());
    for (std::uint32_t column = 0; column < 2; ++column) {
      std::uint32_t slot = 0;
      for (const double value : column == 0 ? pair.reference : pair.other) {
        target.observations.push_back({value, 0, column, slot++, {}});
      }
    }
  }
  return sample;
}

// Student's sleep data, y is the reference: differences x - y.
inline Sample sleep() {
  return levels_of({{{1.9}, {.7}},
                    {{.8}, {-1.6}},
                    {{1.1}, {-.2}},
                    {{.1}, {-1.2}},
                    {{-.1}, {-.1}},
                    {{4.4}, {3.4}},
                    {{5.5}, {3.7}},
                    {{1.6}, {.8}},
                    {{4.6}, {0}},
                    {{3.4}, {2}}});
}

inline Sample peak_flow_levels() {
  std::vector<Pair> pairs;
  const auto large = peak_flow(false);
  const auto mini = peak_flow(true);
  for (std::size_t i = 0; i < large.size(); ++i) {
    pairs.push_back({{mini[i][0]}, {large[i][0]}});
  }
  return levels_of(pairs);
}

// Two executions a level; `shift` and `spread` of the second level.
inline Sample repeated(double shift, double spread) {
  std::vector<Pair> pairs;
  for (int i = 0; i < 12; ++i) {
    const double base = 10 * i;
    const double noise = 1 + 0.1 * (i % 5);
    const double other = base + shift + (i % 2 == 0 ? 0.05 : -0.05);
    pairs.push_back({{base + noise, base - noise}, {other + spread * noise, other - spread * noise}});
  }
  return levels_of(pairs);
}

} // namespace reprovip::score::test
