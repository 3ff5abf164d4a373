#include "harness/base/format.hpp"
#include "harness/score/metrics/image_pairs.hpp"
#include "harness/score/metrics/metrics.hpp"
#include "harness/score/metrics/transform_pairs.hpp"
#include "harness/score/reader.hpp"
#include "harness/stats/sums.hpp"

#include <algorithm>
#include <cmath>

// rms_deviation, framewise_displacement, displacement

namespace reprovip::score {

namespace {

using model::OptionType;
using stats::Affine;
using stats::Point;

class RmsDeviation : public TransformPairMetric {
public:
  RmsDeviation(Point centre, double radius) : m_centre(centre), m_radius(radius) {}

protected:
  // Of transforms that stretch, the two directions differ a little.
  void measure(const Affine& a, const Affine& b, Finding& finding) const override {
    const auto forth = stats::rms_deviation(a, b, m_centre, m_radius);
    const auto back = stats::rms_deviation(b, a, m_centre, m_radius);
    if (!forth || !back) {
      finding.reason = "a transform is singular";
      return;
    }
    finding.estimate = std::max(*forth, *back);
  }

private:
  Point m_centre;
  double m_radius;
};

class FramewiseDisplacement : public TransformPairMetric {
public:
  explicit FramewiseDisplacement(double radius) : m_radius(radius) {}

protected:
  void measure(const Affine& a, const Affine& b, Finding& finding) const override {
    const auto x = stats::decompose(a);
    const auto y = stats::decompose(b);
    if (!x || !y) {
      finding.reason = "a transform mirrors or is singular: it has no rotation";
      return;
    }
    double sum = 0;
    for (const auto& [name, value] : finding.fields) {
      const bool angle = name == "rx" || name == "ry" || name == "rz";
      const bool shift = name == "tx" || name == "ty" || name == "tz";
      sum += angle ? m_radius * value : shift ? value : 0;
    }
    finding.estimate = sum;
  }

private:
  double m_radius;
};

// Points of space where two transforms are compared.
class Displacement : public TransformPairMetric {
public:
  Displacement(std::vector<Point> points, bool all, bool mean)
      : m_points(std::move(points)), m_all(all), m_mean(mean) {}

protected:
  void measure(const Affine& a, const Affine& b, Finding& finding) const override {
    stats::Sum sum;
    stats::Sum squares;
    double largest = 0;
    for (const auto& point : m_points) {
      const double distance = stats::displacement(a, b, point);
      sum.add(distance);
      squares.add(distance * distance);
      largest = std::max(largest, distance);
    }
    const auto n = static_cast<double>(m_points.size());
    finding.fields.emplace_back("max_displacement", largest);
    if (m_all) {
      finding.fields.emplace_back("mean_displacement", sum.value() / n);
      finding.fields.emplace_back("rms_displacement", std::sqrt(squares.value() / n));
    }
    finding.estimate = m_mean ? sum.value() / n : largest;
  }

private:
  std::vector<Point> m_points;
  bool m_all; // the points are a region, not only its corners
  bool m_mean;
};

// FSL's mm: voxel times spacing, the first axis turned when the image is stored right-handed.
Point fsl_point(const Image& image, const Point& voxel) {
  const auto& m = image.affine;
  const double determinant = m[0] * (m[5] * m[10] - m[6] * m[9]) - m[1] * (m[4] * m[10] - m[6] * m[8]) +
                             m[2] * (m[4] * m[9] - m[5] * m[8]);
  const double x = determinant > 0 ? static_cast<double>(image.dims[0]) - 1 - voxel[0] : voxel[0];
  return {x * image.spacing[0], voxel[1] * image.spacing[1], voxel[2] * image.spacing[2]};
}

Result<std::vector<Point>> points_in(const std::string& path, bool fsl) {
  const sys::Path file(path);
  TRY_ASSIGN(const auto data, read_data("image", file, file.filename().string(), {}));
  const auto& image = std::get<Image>(data);
  if (image.dims.size() != 3 || image.components != 1 || image.spacing.size() < 3) {
    return failure(ErrorKind::protocol, format("the mask \"{}\" is no image of three dimensions", path));
  }
  std::vector<Point> points;
  for (std::size_t i = 0; i < image.values.size(); ++i) {
    if (image.values[i] != 0) {
      const Point voxel = {static_cast<double>(i % image.dims[0]),
                           static_cast<double>(i / image.dims[0] % image.dims[1]),
                           static_cast<double>(i / image.dims[0] / image.dims[1])};
      points.push_back(fsl ? fsl_point(image, voxel) : stats::moved(image.affine, voxel));
    }
  }
  if (points.empty()) {
    return failure(ErrorKind::protocol, format("the mask \"{}\" has no voxel", path));
  }
  return points;
}

// A displacement between linear transforms is largest at a corner.
std::vector<Point> corners(const Point& centre, double half) {
  std::vector<Point> points;
  for (int i = 0; i < 8; ++i) {
    points.push_back({centre[0] + ((i & 1) != 0 ? half : -half), centre[1] + ((i & 2) != 0 ? half : -half),
                      centre[2] + ((i & 4) != 0 ? half : -half)});
  }
  return points;
}

Point centre_of(const std::vector<Point>& points) {
  Point centre{};
  for (std::size_t axis = 0; axis < 3; ++axis) {
    stats::Sum sum;
    for (const auto& point : points) {
      sum.add(point[axis]);
    }
    centre[axis] = sum.value() / static_cast<double>(points.size());
  }
  return centre;
}

struct Region {
  Point centre{};
  std::vector<Point> points; // of the mask, or the corners of a cube around the centre
  bool is_mask = false;
};

Result<Region> read_region(const Options& options, double half) {
  Region region;
  TRY_ASSIGN(const auto centre, point_option(options, "centre"));
  const auto coordinates = text_option(options, "coordinates", "ras");
  if (coordinates != "ras" && coordinates != "fsl") {
    return failure(ErrorKind::protocol, format("there are no coordinates \"{}\"", coordinates),
                   "known are ras, fsl");
  }
  const auto mask = text_option(options, "mask", "");
  region.is_mask = !mask.empty();
  if (region.is_mask) {
    TRY_ASSIGN(region.points, points_in(mask, coordinates == "fsl"));
    region.centre = centre.value_or(centre_of(region.points));
  } else {
    region.centre = centre.value_or(Point{});
    region.points = corners(region.centre, half);
  }
  return region;
}

std::vector<model::OptionDecl> region_options(const char* half, const char* doc) {
  return {{"radius", OptionType::number, half, doc, {}},
          {"centre",
           OptionType::text,
           "",
           "of the brain, \"x, y, z\" mm; default: of the mask, else 0, 0, 0",
           {}},
          {"mask", OptionType::path, "", "an image file: where it is not 0", {}},
          {"coordinates",
           OptionType::text,
           "ras",
           "of the mask's voxels: of its affine, or FSL's scaled voxels",
           {"ras", "fsl"}}};
}

Result<MetricPlugin> make_rms(const Options& options) {
  TRY_ASSIGN(const auto radius, positive_option(options, "radius"));
  TRY_ASSIGN(const auto region, read_region(options, 1));
  return MetricPlugin(std::make_unique<RmsDeviation>(region.centre, radius.value_or(80)));
}

Result<MetricPlugin> make_framewise(const Options& options) {
  TRY_ASSIGN(const auto radius, positive_option(options, "radius"));
  return MetricPlugin(std::make_unique<FramewiseDisplacement>(radius.value_or(50)));
}

Result<MetricPlugin> make_displacement(const Options& options) {
  TRY_ASSIGN(const auto radius, positive_option(options, "radius"));
  TRY_ASSIGN(auto region, read_region(options, radius.value_or(80)));
  const auto estimate = text_option(options, "estimate", "max");
  if (estimate != "max" && estimate != "mean") {
    return failure(ErrorKind::protocol, format("there is no estimate \"{}\"", estimate),
                   "known are max, mean");
  }
  if (estimate == "mean" && !region.is_mask) {
    return failure(ErrorKind::protocol, "a mean displacement needs a \"mask\"",
                   "name an image file; the largest displacement is that of the corners");
  }
  return MetricPlugin(
      std::make_unique<Displacement>(std::move(region.points), region.is_mask, estimate == "mean"));
}

} // namespace

MetricEntry rms_deviation_metric() {
  auto entry = transform_entry(
      {"rms_deviation",
       "root mean square displacement between two transforms over a ball",
       region_options("80", "of the ball, mm"),
       {}},
      "sqrt(R^2/5 tr(M'M) + |t + M c|^2), B A^-1 - I = [M|t]",
      "Jenkinson 1999, FMRIB TR99MJ1 (FSL's rmsdiff); the larger of A to B and B to A, equal for rigid ones");
  entry.undefined += "; a transform is singular";
  entry.make = make_rms;
  return entry;
}

MetricEntry framewise_displacement_metric() {
  auto entry = transform_entry({"framewise_displacement",
                                "Power's displacement between two transforms",
                                {{"radius", OptionType::number, "50", "of the head, mm", {}}},
                                {}},
                               "|dtx| + |dty| + |dtz| + r (|drx| + |dry| + |drz|)", "Power et al. 2012");
  entry.undefined += "; a transform mirrors or is singular";
  entry.make = make_framewise;
  return entry;
}

MetricEntry displacement_metric() {
  auto options = region_options("80", "half a side of the cube around the centre, without a mask, mm");
  options.push_back({"estimate", OptionType::text, "max", "largest, or mean over the mask", {"max", "mean"}});
  auto entry = transform_entry({"displacement",
                                "displacement between two transforms, over a mask or at a cube's corners",
                                std::move(options),
                                {"max_displacement", "mean_displacement", "rms_displacement"}},
                               "|A x - B x| of every voxel of the mask, or of the corners", "exact");
  entry.make = make_displacement;
  return entry;
}

} // namespace reprovip::score
