#include "harness/study/rounds.hpp"

#include <algorithm>

namespace reprovip::study {

std::vector<std::uint32_t> rounds_of(const model::Repeat& repeat) {
  const auto first = repeat.minimum != 0 ? repeat.minimum : repeat.count;
  const auto most = std::max(repeat.maximum, first);
  std::vector<std::uint32_t> rounds = {first};
  while (rounds.back() < most) {
    const auto count = rounds.back();
    rounds.push_back(std::min(most, count + std::max(1U, count / 2)));
  }
  return rounds;
}

} // namespace reprovip::study
