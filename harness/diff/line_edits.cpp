#include "harness/diff/line_edits.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <span>

namespace reprovip::diff {

namespace {

using Lines = std::span<const std::string>;
using Kinds = std::vector<Edit::Kind>;
constexpr std::int64_t k_most_edits = 2000;

// The farthest place in `a` on each diagonal k = x - y, after d edits.
class Frontier {
public:
  explicit Frontier(std::int64_t most)
      : m_most(most), m_farthest(static_cast<std::size_t>(2 * most + 3), 0) {}
  std::int64_t& at(std::int64_t k) { return m_farthest[static_cast<std::size_t>(k + m_most + 1)]; }
  bool comes_from_above(std::int64_t k, std::int64_t d) {
    return k == -d || (k != d && at(k - 1) < at(k + 1));
  }

private:
  std::int64_t m_most;
  std::vector<std::int64_t> m_farthest;
};

// Steps back through the frontiers, one before each d.
Kinds traced(std::vector<Frontier>& before, std::int64_t x, std::int64_t y) {
  Kinds kinds;
  for (auto d = static_cast<std::int64_t>(before.size()) - 1; d > 0; --d) {
    auto& frontier = before[static_cast<std::size_t>(d)];
    const auto k = x - y;
    const bool added = frontier.comes_from_above(k, d);
    const auto from = added ? k + 1 : k - 1;
    const auto old_x = frontier.at(from);
    const auto old_y = old_x - from;
    while (x > old_x && y > old_y && !(x == old_x + (added ? 0 : 1) && y == old_y + (added ? 1 : 0))) {
      kinds.push_back(Edit::Kind::keep);
      --x, --y;
    }
    kinds.push_back(added ? Edit::Kind::add : Edit::Kind::remove);
    x = old_x;
    y = old_y;
  }
  kinds.insert(kinds.end(), static_cast<std::size_t>(x), Edit::Kind::keep);
  std::ranges::reverse(kinds);
  return kinds;
}

std::optional<Kinds> fewest(Lines a, Lines b) {
  const auto n = static_cast<std::int64_t>(a.size());
  const auto m = static_cast<std::int64_t>(b.size());
  const auto most = std::min(n + m, k_most_edits);
  Frontier frontier(most);
  std::vector<Frontier> before;
  for (std::int64_t d = 0; d <= most; ++d) {
    before.push_back(frontier);
    for (std::int64_t k = -d; k <= d; k += 2) {
      auto x = d == 0 ? 0 : frontier.comes_from_above(k, d) ? frontier.at(k + 1) : frontier.at(k - 1) + 1;
      auto y = x - k;
      while (x < n && y < m && y >= 0 && a[static_cast<std::size_t>(x)] == b[static_cast<std::size_t>(y)]) {
        ++x, ++y;
      }
      frontier.at(k) = x;
      if (x >= n && y >= m) {
        return traced(before, n, m);
      }
    }
  }
  return std::nullopt;
}

Kinds all_new(Lines a, Lines b) {
  Kinds kinds(a.size(), Edit::Kind::remove);
  kinds.insert(kinds.end(), b.size(), Edit::Kind::add);
  return kinds;
}

} // namespace

std::vector<Edit> line_edits(const std::vector<std::string>& a, const std::vector<std::string>& b) {
  const auto shorter = std::min(a.size(), b.size());
  std::size_t head = 0;
  while (head < shorter && a[head] == b[head]) {
    ++head;
  }
  std::size_t tail = 0;
  while (tail < shorter - head && a[a.size() - 1 - tail] == b[b.size() - 1 - tail]) {
    ++tail;
  }
  const auto middle_a = Lines(a).subspan(head, a.size() - head - tail);
  const auto middle_b = Lines(b).subspan(head, b.size() - head - tail);
  Kinds kinds(head, Edit::Kind::keep);
  const auto middle = fewest(middle_a, middle_b).value_or(all_new(middle_a, middle_b));
  kinds.insert(kinds.end(), middle.begin(), middle.end());
  kinds.insert(kinds.end(), tail, Edit::Kind::keep);
  std::vector<Edit> edits;
  std::size_t x = 0;
  std::size_t y = 0;
  for (const auto kind : kinds) {
    edits.push_back({kind, x, y});
    x += kind == Edit::Kind::add ? 0U : 1U;
    y += kind == Edit::Kind::remove ? 0U : 1U;
  }
  return edits;
}

} // namespace reprovip::diff
