#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace reprovip::diff {

// One step from `a` to `b`. `a` and `b` are the places reached before it: keep takes a line of both, remove
// one of `a`, add one of `b`.
struct Edit {
  enum class Kind { keep, remove, add };
  Kind kind = Kind::keep;
  std::size_t a = 0;
  std::size_t b = 0;
};

// The fewest removals and additions that make `b` of `a` (Myers 1986, O(ND)). Lists that are more than 2000
// edits apart are not worth it: all between what begins and what ends alike is removed, then added.
std::vector<Edit> line_edits(const std::vector<std::string>& a, const std::vector<std::string>& b);

} // namespace reprovip::diff
