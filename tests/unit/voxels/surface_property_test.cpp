#include "harness/voxels/surface_distance.hpp"
#include "harness/voxels/surfels.hpp"

#include "tests/unit/voxels/phantoms.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>

namespace reprovip::voxels {
namespace {

// Everything here is computed once more, directly from the definitions.

struct Case {
  Image a;
  Image b;
  bool is_plane = false;
};

double uniform(std::mt19937& random) {
  return static_cast<double>(random()) / 4294967296.0;
}

// Blobs and noise on a small grid of unequal voxels; both masks have voxels.
Case random_case(std::mt19937& random) {
  Case result;
  result.is_plane = random() % 4 == 0;
  const auto side = [&] { return std::size_t{2} + random() % 8; };
  std::vector<std::size_t> dims = {side(), side()};
  std::vector<double> spacing = {.3 + uniform(random), .3 + 2 * uniform(random)};
  if (!result.is_plane) {
    dims.push_back(side());
    spacing.push_back(.3 + 3 * uniform(random));
  }
  const double density = .05 + .9 * uniform(random);
  const auto image = [&] {
    return test::labels(dims, spacing, [&](int, int, int) { return uniform(random) < density ? 1 : 0; });
  };
  result.a = image();
  result.b = image();
  result.a.values[random() % result.a.values.size()] = 1;
  result.b.values[random() % result.b.values.size()] = 1;
  return result;
}

using Point = std::array<int, 3>;

struct Space {
  Grid grid;
  const Image* image = nullptr;

  // 0 outside the image.
  bool has(const Point& p) const {
    for (std::size_t axis = 0; axis < 3; ++axis) {
      if (p[axis] < 0 || p[axis] >= static_cast<int>(grid.dims[axis])) {
        return false;
      }
    }
    return image->values[grid.at(static_cast<std::size_t>(p[0]), static_cast<std::size_t>(p[1]),
                                 static_cast<std::size_t>(p[2]))] == 1;
  }
  int axes() const { return grid.dims[2] == 1 ? 2 : 3; }
};

struct Element {
  Point at{};
  double weight = 1;
};

template <typename Visit>
void each_point(const Space& space, int low, Visit visit) {
  const int below = space.axes() == 3 ? low : 0;
  for (int z = below; z < static_cast<int>(space.grid.dims[2]); ++z) {
    for (int y = low; y < static_cast<int>(space.grid.dims[1]); ++y) {
      for (int x = low; x < static_cast<int>(space.grid.dims[0]); ++x) {
        visit(Point{x, y, z});
      }
    }
  }
}

std::vector<Element> border_voxels(const Space& space) {
  std::vector<Element> result;
  each_point(space, 0, [&](const Point& p) {
    bool border = false;
    for (std::size_t axis = 0; axis < static_cast<std::size_t>(space.axes()); ++axis) {
      for (const int step : {-1, 1}) {
        auto q = p;
        q[axis] += step;
        border = border || !space.has(q);
      }
    }
    if (space.has(p) && border) {
      result.push_back({p});
    }
  });
  return result;
}

std::vector<Element> all_voxels(const Space& space) {
  std::vector<Element> result;
  each_point(space, 0, [&](const Point& p) {
    if (space.has(p)) {
      result.push_back({p});
    }
  });
  return result;
}

std::vector<Element> corners(const Space& space) {
  const auto areas = corner_surfaces(space.grid);
  std::vector<Element> result;
  each_point(space, -1, [&](const Point& p) {
    unsigned code = 0;
    const int count = space.axes() == 3 ? 8 : 4;
    for (int i = 0; i < count; ++i) {
      const Point q = {p[0] + (i & 1), p[1] + (i >> 1 & 1), p[2] + (i >> 2)};
      code |= space.has(q) ? 1U << i : 0U;
    }
    if (code != 0 && code != (1U << count) - 1) {
      result.push_back({p, areas[code]});
    }
  });
  return result;
}

double distance(const Grid& grid, const Point& a, const Point& b) {
  double sum = 0;
  for (std::size_t axis = 0; axis < 3; ++axis) {
    const double step = (a[axis] - b[axis]) * grid.spacing[axis];
    sum += step * step;
  }
  return std::sqrt(sum);
}

// Distance and weight, from each of `a` to the nearest of `b`.
std::vector<std::pair<double, double>> directed(const Grid& grid, const std::vector<Element>& a,
                                                const std::vector<Element>& b) {
  std::vector<std::pair<double, double>> result;
  for (const auto& from : a) {
    double nearest = std::numeric_limits<double>::infinity();
    for (const auto& to : b) {
      nearest = std::min(nearest, distance(grid, from.at, to.at));
    }
    result.emplace_back(nearest, from.weight);
  }
  std::sort(result.begin(), result.end());
  return result;
}

double linear(const std::vector<double>& sorted, double percentile) {
  const double rank = percentile / 100 * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(std::floor(rank));
  const auto above = std::min(below + 1, sorted.size() - 1);
  return sorted[below] * (1 - (rank - std::floor(rank))) + sorted[above] * (rank - std::floor(rank));
}

std::vector<double> firsts(const std::vector<std::pair<double, double>>& pairs) {
  std::vector<double> result;
  for (const auto& [value, weight] : pairs) {
    result.push_back(value);
  }
  return result;
}

struct Expected {
  double percentile = 0;
  double hd = 0;
  double assd = 0;
  double masd = 0;
  double nsd = 0;
};

double by_weight(const std::vector<std::pair<double, double>>& sorted, double percentile) {
  double all = 0;
  for (const auto& [value, weight] : sorted) {
    all += weight;
  }
  double sum = 0;
  for (const auto& [value, weight] : sorted) {
    sum += weight;
    if (sum / all >= percentile / 100) {
      return value;
    }
  }
  return sorted.back().first;
}

Expected expected(const Case& one, SurfaceConvention convention, double percentile, double tau) {
  const auto grid = grid_of(one.a).value();
  const auto elements = [&](const Image& image) {
    const Space space{grid, &image};
    return convention == SurfaceConvention::deepmind ? corners(space)
           : convention == SurfaceConvention::itk    ? all_voxels(space)
                                                     : border_voxels(space);
  };
  const auto a = directed(grid, elements(one.a), elements(one.b));
  const auto b = directed(grid, elements(one.b), elements(one.a));
  Expected result;
  result.hd = std::max(a.back().first, b.back().first);
  double sums[2] = {0, 0};
  double weights[2] = {0, 0};
  double near = 0;
  int side = 0;
  for (const auto* list : {&a, &b}) {
    for (const auto& [value, weight] : *list) {
      sums[side] += value * weight;
      weights[side] += weight;
      near += value <= tau ? weight : 0;
    }
    ++side;
  }
  result.assd = (sums[0] + sums[1]) / (weights[0] + weights[1]);
  result.masd = (sums[0] / weights[0] + sums[1] / weights[1]) / 2;
  result.nsd = near / (weights[0] + weights[1]);
  auto pooled = firsts(a);
  const auto others = firsts(b);
  switch (convention) {
  case SurfaceConvention::deepmind:
    result.percentile = std::max(by_weight(a, percentile), by_weight(b, percentile));
    break;
  case SurfaceConvention::medpy:
    pooled.insert(pooled.end(), others.begin(), others.end());
    std::sort(pooled.begin(), pooled.end());
    result.percentile = linear(pooled, percentile);
    break;
  default:
    result.percentile = std::max(linear(pooled, percentile), linear(others, percentile));
  }
  return result;
}

MaskPair masks(const Image& a, const Image& b) {
  const auto grid = grid_of(a).value();
  return masks_of(a, b, grid, label_boxes(a, grid), label_boxes(b, grid), {"1", {1}}, Outside::background);
}

TEST(SurfaceDistances, AreThoseOfAllPairsOfElements) {
  std::mt19937 random(20221010);
  for (int i = 0; i < 300; ++i) {
    const auto one = random_case(random);
    const double percentile = 50 + 49 * uniform(random);
    const double tau = 2 * uniform(random);
    for (const auto convention : {SurfaceConvention::monai, SurfaceConvention::deepmind,
                                  SurfaceConvention::medpy, SurfaceConvention::itk}) {
      const auto known = expected(one, convention, percentile, tau);
      const auto ours =
          surface_distances(masks(one.a, one.b), convention, 1 + static_cast<unsigned>(random() % 3));
      ASSERT_TRUE(ours);
      const double tolerance = 1e-12 * (1 + known.hd);
      EXPECT_NEAR(hausdorff(*ours, 100), known.hd, tolerance) << "case " << i;
      EXPECT_NEAR(hausdorff(*ours, percentile), known.percentile, tolerance) << "case " << i;
      EXPECT_NEAR(average_symmetric_distance(*ours), known.assd, tolerance) << "case " << i;
      EXPECT_NEAR(mean_average_distance(*ours), known.masd, tolerance) << "case " << i;
      EXPECT_NEAR(surface_dice(*ours, tau), known.nsd, tolerance) << "case " << i;
    }
  }
}

TEST(SurfaceDistances, AreSymmetricToTheBit) {
  std::mt19937 random(7);
  for (int i = 0; i < 100; ++i) {
    const auto one = random_case(random);
    for (const auto convention : {SurfaceConvention::monai, SurfaceConvention::deepmind,
                                  SurfaceConvention::medpy, SurfaceConvention::itk}) {
      const auto there = surface_distances(masks(one.a, one.b), convention).value();
      const auto back = surface_distances(masks(one.b, one.a), convention).value();
      EXPECT_EQ(hausdorff(there, 95), hausdorff(back, 95));
      EXPECT_EQ(hausdorff(there, 100), hausdorff(back, 100));
      EXPECT_EQ(average_symmetric_distance(there), average_symmetric_distance(back));
      EXPECT_EQ(mean_average_distance(there), mean_average_distance(back));
      EXPECT_EQ(surface_dice(there, .7), surface_dice(back, .7));
      EXPECT_EQ(there.from_a.distances, back.from_b.distances);
      const auto same = surface_distances(masks(one.a, one.a), convention).value();
      EXPECT_EQ(hausdorff(same, 100), 0);
      EXPECT_EQ(surface_dice(same, 0), 1);
    }
  }
}

TEST(SurfaceDistances, DoNotDependOnThreads) {
  std::mt19937 random(11);
  for (int i = 0; i < 50; ++i) {
    const auto one = random_case(random);
    const auto pair = masks(one.a, one.b);
    const auto single = surface_distances(pair, SurfaceConvention::monai, 1).value();
    for (const unsigned threads : {2U, 3U, 16U}) {
      const auto many = surface_distances(pair, SurfaceConvention::monai, threads).value();
      EXPECT_EQ(single.from_a.distances, many.from_a.distances);
      EXPECT_EQ(single.from_b.distances, many.from_b.distances);
    }
  }
}

TEST(DistanceTransform, IsThatOfAllSeeds) {
  std::mt19937 random(3);
  for (int i = 0; i < 300; ++i) {
    Grid grid;
    for (std::size_t axis = 0; axis < 3; ++axis) {
      grid.dims[axis] = 1 + random() % 11;
      grid.spacing[axis] = .2 + 3 * uniform(random);
    }
    std::vector<std::uint8_t> seeds(grid.size());
    std::vector<Point> places;
    for (std::size_t at = 0; at < seeds.size(); ++at) {
      if (random() % 20 == 0) {
        seeds[at] = 1;
        places.push_back({static_cast<int>(at % grid.dims[0]),
                          static_cast<int>(at / grid.dims[0] % grid.dims[1]),
                          static_cast<int>(at / grid.dims[0] / grid.dims[1])});
      }
    }
    const auto squared = squared_distances(grid, seeds, 2);
    for (std::size_t at = 0; at < seeds.size(); ++at) {
      const Point p = {static_cast<int>(at % grid.dims[0]),
                       static_cast<int>(at / grid.dims[0] % grid.dims[1]),
                       static_cast<int>(at / grid.dims[0] / grid.dims[1])};
      double nearest = std::numeric_limits<double>::infinity();
      for (const auto& place : places) {
        nearest = std::min(nearest, distance(grid, p, place));
      }
      if (places.empty()) {
        ASSERT_EQ(squared[at], nearest);
      } else {
        ASSERT_NEAR(std::sqrt(squared[at]), nearest, 1e-12 * (1 + nearest)) << "case " << i;
      }
    }
  }
}

TEST(Masks, KnowWhatIsAGrid) {
  auto image = test::labels({2, 2}, {1, 1}, [](int, int, int) { return 1; });
  EXPECT_TRUE(grid_of(image));
  image.dims = {2, 2, 1, 1};
  image.spacing = {3, 4, 5, 0};
  EXPECT_EQ(grid_of(image)->dims, (std::array<std::size_t, 3>{2, 2, 1}));
  EXPECT_EQ(diagonal(*grid_of(image)), 10);
  image.spacing = {3};
  EXPECT_EQ(grid_of(image).error().message, "the image does not say how far apart voxels are along axis 2");
  image.spacing = {1, std::nan("")};
  EXPECT_FALSE(grid_of(image));
  image.dims = {1, 2, 1, 2};
  EXPECT_FALSE(grid_of(image));
  image.dims = {3, 2};
  image.spacing = {1, 1};
  EXPECT_FALSE(grid_of(image));
  image.dims = {2, 1};
  image.components = 2;
  EXPECT_FALSE(grid_of(image));
}

} // namespace
} // namespace reprovip::voxels
