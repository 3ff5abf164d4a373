#include "harness/base/suggest.hpp"

#include "harness/base/format.hpp"

#include <algorithm>

namespace reprovip {

int edit_distance(std::string_view a, std::string_view b) {
  const std::size_t columns = b.size() + 1;
  std::vector<std::vector<int>> d(a.size() + 1, std::vector<int>(columns));
  for (std::size_t i = 0; i <= a.size(); ++i) {
    d[i][0] = static_cast<int>(i);
  }
  for (std::size_t j = 0; j < columns; ++j) {
    d[0][j] = static_cast<int>(j);
  }
  for (std::size_t i = 1; i <= a.size(); ++i) {
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const int replaced = d[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      d[i][j] = std::min({d[i - 1][j] + 1, d[i][j - 1] + 1, replaced});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        d[i][j] = std::min(d[i][j], d[i - 2][j - 2] + 1);
      }
    }
  }
  return d[a.size()][b.size()];
}

std::string best_match(std::string_view word, const std::vector<std::string>& candidates) {
  const int limit = std::max(1, static_cast<int>(word.size()) / 3);
  int best = limit + 1;
  std::string match;
  for (const auto& candidate : candidates) {
    if (const int distance = edit_distance(word, candidate); distance < best) {
      best = distance;
      match = candidate;
    }
  }
  return match;
}

std::string suggestion(std::string_view word, const std::vector<std::string>& candidates) {
  if (const auto match = best_match(word, candidates); !match.empty()) {
    return format("did you mean \"{}\"?", match);
  }
  constexpr std::size_t k_most = 12;
  std::string known;
  for (std::size_t i = 0; i < std::min(k_most, candidates.size()); ++i) {
    known += format("{}\"{}\"", i == 0 ? "known are " : ", ", candidates[i]);
  }
  return candidates.size() > k_most ? known + ", ..." : known;
}

} // namespace reprovip
