#include "rules.hpp"

#include "morphology.hpp"
#include "neighbours.hpp"
#include <algorithm>

namespace tumour {

namespace {

using Tissues = std::vector<std::uint8_t>;

template <typename Predicate>
Mask where(const Tissues& tissues, Predicate predicate) {
  Mask mask(tissues.size());
  std::transform(tissues.begin(), tissues.end(), mask.begin(),
                 [&](std::uint8_t tissue) { return predicate(tissue) ? 1 : 0; });
  return mask;
}

Mask both(Mask first, const Mask& second) {
  std::transform(first.begin(), first.end(), second.begin(), first.begin(),
                 [](std::uint8_t a, std::uint8_t b) { return a != 0 && b != 0 ? 1 : 0; });
  return first;
}

// Parts of the mask that `keeps(size, of which wanted)`.
template <typename Keeps>
Mask parts_with(const Mask& mask, const Mask& wanted, const Grid& grid, Keeps keeps) {
  const auto parts = parts_of(mask, grid);
  std::vector<std::size_t> found(parts.sizes.size(), 0);
  for (std::size_t i = 0; i < mask.size(); ++i) {
    if (parts.number[i] != 0 && wanted[i] != 0) {
      ++found[parts.number[i] - 1];
    }
  }
  Mask kept(mask.size(), 0);
  for (std::size_t i = 0; i < mask.size(); ++i) {
    const auto number = parts.number[i];
    kept[i] = number != 0 && keeps(parts.sizes[number - 1], found[number - 1]) ? 1 : 0;
  }
  return kept;
}

Mask lesions(const Tissues& tissues, const Grid& grid, const Release& release) {
  const auto suspect =
      where(tissues, [](std::uint8_t t) { return t == k_oedema || t == k_enhancing || t == k_necrosis; });
  const auto oedema = where(tissues, [](std::uint8_t t) { return t == k_oedema; });
  const auto found = parts_with(suspect, oedema, grid, [&](std::size_t size, std::size_t of_oedema) {
    return static_cast<double>(size) * grid.voxel_ml() >= release.least_ml && of_oedema * 10 >= size;
  });
  return with_holes_filled(found, grid);
}

// Parts of the mask of whose surface at least half is `near`.
Mask mostly_within(const Mask& mask, const Mask& near, const Grid& grid) {
  const auto parts = parts_of(mask, grid);
  std::vector<std::size_t> surface(parts.sizes.size(), 0);
  std::vector<std::size_t> touching(parts.sizes.size(), 0);
  for (std::size_t at = 0; at < mask.size(); ++at) {
    for_neighbours(grid, at, [&](std::size_t next, std::size_t) {
      if (parts.number[at] != 0 && mask[next] == 0) {
        ++surface[parts.number[at] - 1];
        touching[parts.number[at] - 1] += near[next];
      }
    });
  }
  Mask kept(mask.size(), 0);
  for (std::size_t at = 0; at < mask.size(); ++at) {
    const auto number = parts.number[at];
    kept[at] = number != 0 && touching[number - 1] * 2 >= surface[number - 1] ? 1 : 0;
  }
  return kept;
}

// Enhancement, closed and filled, with the necrosis that it surrounds for the better part, be it with gaps;
// all necrosis where nothing enhances.
Mask core_of(const Tissues& tissues, const Mask& lesion, const Grid& grid, const Release& release) {
  const auto enhancing = both(where(tissues, [](std::uint8_t t) { return t == k_enhancing; }), lesion);
  const auto necrosis = both(where(tissues, [](std::uint8_t t) { return t == k_necrosis; }), lesion);
  if (std::find(enhancing.begin(), enhancing.end(), 1) == enhancing.end()) {
    return necrosis;
  }
  const auto near = dilated(enhancing, grid, release.closing);
  auto core = mostly_within(necrosis, near, grid);
  const auto closed = eroded(with_holes_filled(near, grid), grid, release.closing);
  for (std::size_t i = 0; i < core.size(); ++i) {
    core[i] = core[i] != 0 || closed[i] != 0 || enhancing[i] != 0 ? 1 : 0;
  }
  return both(with_holes_filled(std::move(core), grid), lesion);
}

} // namespace

Labels apply_rules(const Tissues& tissues, const Grid& grid, const Release& release) {
  const auto lesion = lesions(tissues, grid, release);
  const auto core = core_of(tissues, lesion, grid, release);
  Labels labels(tissues.size(), 0);
  for (std::size_t i = 0; i < labels.size(); ++i) {
    if (lesion[i] == 0) {
      continue;
    }
    const bool enhances = tissues[i] == k_enhancing || tissues[i] == k_vessel;
    labels[i] = core[i] == 0 ? 2 : enhances ? 4 : 1;
  }
  return labels;
}

Volumes volumes_of(const Labels& labels, const Grid& grid) {
  std::array<std::size_t, 5> counts = {};
  for (const auto label : labels) {
    ++counts[label];
  }
  const auto ml = [&](std::size_t count) { return static_cast<double>(count) * grid.voxel_ml(); };
  return {ml(counts[1] + counts[2] + counts[4]), ml(counts[1] + counts[4]), ml(counts[4])};
}

} // namespace tumour
