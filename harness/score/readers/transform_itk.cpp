#include "harness/base/format.hpp"
#include "harness/score/data.hpp"
#include "harness/score/readers/readers.hpp"
#include "harness/score/readers/transform_formats.hpp"

#include <algorithm>
#include <cmath>
#include <sstream>

namespace reprovip::score {

namespace {

using stats::Affine;
using stats::Point;
using Rotation = std::array<double, 9>;

Result<std::vector<double>> numbers_of(const std::string& text) {
  std::vector<double> values;
  std::istringstream words(text);
  for (std::string word; words >> word;) {
    const auto number = parse_number(word);
    if (!number || !std::isfinite(number->value)) {
      return failure(ErrorKind::data, format("\"{}\" is no finite number", word));
    }
    values.push_back(number->value);
  }
  return values;
}

Rotation of_versor(double x, double y, double z) {
  const double w = std::sqrt(std::max(0.0, 1 - x * x - y * y - z * z));
  return {1 - 2 * (y * y + z * z), 2 * (x * y - z * w),     2 * (x * z + y * w),
          2 * (x * y + z * w),     1 - 2 * (x * x + z * z), 2 * (y * z - x * w),
          2 * (x * z - y * w),     2 * (y * z + x * w),     1 - 2 * (x * x + y * y)};
}

Rotation product(const Rotation& a, const Rotation& b) {
  Rotation result{};
  for (std::size_t row = 0; row < 3; ++row) {
    for (std::size_t column = 0; column < 3; ++column) {
      for (std::size_t k = 0; k < 3; ++k) {
        result[3 * row + column] += a[3 * row + k] * b[3 * k + column];
      }
    }
  }
  return result;
}

// Z X Y, or Z Y X when the file says so.
Rotation of_angles(double x, double y, double z, bool zyx) {
  const Rotation rx = {1, 0, 0, 0, std::cos(x), -std::sin(x), 0, std::sin(x), std::cos(x)};
  const Rotation ry = {std::cos(y), 0, std::sin(y), 0, 1, 0, -std::sin(y), 0, std::cos(y)};
  const Rotation rz = {std::cos(z), -std::sin(z), 0, std::sin(z), std::cos(z), 0, 0, 0, 1};
  return product(rz, zyx ? product(ry, rx) : product(rx, ry));
}

// x → M (x - centre) + centre + translation
Affine around(const Rotation& matrix, const Point& translation, const Point& centre) {
  Affine result{};
  for (std::size_t row = 0; row < 3; ++row) {
    result[4 * row + 3] = translation[row] + centre[row];
    for (std::size_t column = 0; column < 3; ++column) {
      result[4 * row + column] = matrix[3 * row + column];
      result[4 * row + 3] -= matrix[3 * row + column] * centre[column];
    }
  }
  result[15] = 1;
  return result;
}

Point point_at(const std::vector<double>& values, std::size_t first) {
  return {values[first], values[first + 1], values[first + 2]};
}

std::string kind_of(const ItkTransform& transform) {
  return transform.type.substr(0, transform.type.find('_'));
}

bool is_composite(const ItkTransform& transform) {
  return kind_of(transform) == "CompositeTransform";
}

const std::vector<std::pair<std::string, std::size_t>> k_parameters = {
    {"AffineTransform", 12},     {"MatrixOffsetTransformBase", 12}, {"ScalableAffineTransform", 12},
    {"Rigid3DTransform", 12},    {"Euler3DTransform", 6},           {"CenteredEuler3DTransform", 9},
    {"VersorTransform", 3},      {"VersorRigid3DTransform", 6},     {"Similarity3DTransform", 7},
    {"TranslationTransform", 3}, {"IdentityTransform", 0},
};

Result<void> check_parameters(const ItkTransform& transform) {
  const auto kind = kind_of(transform);
  const auto known = std::find_if(k_parameters.begin(), k_parameters.end(),
                                  [&](const auto& one) { return one.first == kind; });
  if (known == k_parameters.end() || !transform.type.ends_with("_3_3")) {
    return failure(
        ErrorKind::data, format("the transform \"{}\" is no linear one of space", transform.type),
        "Affine, MatrixOffset, Euler3D, Versor, VersorRigid3D, Similarity3D, Translation are read");
  }
  if (kind != "IdentityTransform" && transform.parameters.size() != known->second) {
    return failure(ErrorKind::data, format("{} has {} parameters, {} were expected", transform.type,
                                           transform.parameters.size(), known->second));
  }
  const bool centred =
      kind != "IdentityTransform" && kind != "TranslationTransform" && kind != "CenteredEuler3DTransform";
  if (centred && transform.fixed.size() < 3) {
    return failure(ErrorKind::data, format("{} lacks its centre: the file may be cut", transform.type),
                   "it stands in FixedParameters");
  }
  return {};
}

Result<Affine> matrix_of(const ItkTransform& transform) {
  TRY(check_parameters(transform));
  const auto& p = transform.parameters;
  const auto kind = kind_of(transform);
  const auto centre = kind == "CenteredEuler3DTransform" ? point_at(p, 3)
                      : transform.fixed.size() >= 3      ? point_at(transform.fixed, 0)
                                                         : Point{};
  const bool zyx = transform.fixed.size() > 3 && transform.fixed[3] != 0;
  constexpr Rotation k_none = {1, 0, 0, 0, 1, 0, 0, 0, 1};
  if (kind == "IdentityTransform") {
    return around(k_none, {}, {});
  }
  if (kind == "TranslationTransform") {
    return around(k_none, point_at(p, 0), {});
  }
  if (kind == "Euler3DTransform") {
    return around(of_angles(p[0], p[1], p[2], zyx), point_at(p, 3), centre);
  }
  if (kind == "CenteredEuler3DTransform") {
    return around(of_angles(p[0], p[1], p[2], false), point_at(p, 6), centre);
  }
  if (kind == "VersorTransform") {
    return around(of_versor(p[0], p[1], p[2]), {}, centre);
  }
  if (kind == "VersorRigid3DTransform" || kind == "Similarity3DTransform") {
    auto rotation = of_versor(p[0], p[1], p[2]);
    for (auto& element : rotation) {
      element *= p.size() > 6 ? p[6] : 1;
    }
    return around(rotation, point_at(p, 3), centre);
  }
  Rotation matrix{};
  std::copy_n(p.begin(), 9, matrix.begin());
  return around(matrix, point_at(p, 9), centre);
}

} // namespace

Result<std::vector<ItkTransform>> parse_itk_text(const std::string& text) {
  std::vector<ItkTransform> transforms;
  for (const auto& line : lines_of(text)) {
    const auto colon = line.find(':');
    const auto name = trimmed(line.substr(0, colon));
    if (name.empty() || name.starts_with('#')) {
      continue;
    }
    if (colon == std::string::npos || (name != "Transform" && transforms.empty())) {
      return failure(ErrorKind::data, format("the line \"{}\" is none of an ITK transform file", line));
    }
    const auto value = trimmed(line.substr(colon + 1));
    if (name == "Transform") {
      transforms.push_back({value, {}, {}});
    } else if (name == "Parameters") {
      TRY_ASSIGN(transforms.back().parameters, numbers_of(value));
    } else if (name == "FixedParameters") {
      TRY_ASSIGN(transforms.back().fixed, numbers_of(value));
    } else {
      return failure(ErrorKind::data, format("the line \"{}\" is none of an ITK transform file", line));
    }
  }
  return transforms;
}

Result<Affine> itk_matrix(const std::vector<ItkTransform>& transforms) {
  const bool composite = !transforms.empty() && is_composite(transforms.front());
  const std::size_t first = composite ? 1 : 0;
  if (transforms.size() == first) {
    return failure(ErrorKind::data, "there is no transform in the file");
  }
  if (!composite && transforms.size() > 1) {
    return failure(ErrorKind::data, format("there are {} transforms in the file", transforms.size()),
                   "write one, or a CompositeTransform");
  }
  Affine result = {1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1};
  for (std::size_t i = first; i < transforms.size(); ++i) {
    TRY_ASSIGN(const auto matrix, matrix_of(transforms[i]));
    result = stats::product(result, matrix);
  }
  return result;
}

Affine with_axes_flipped(const Affine& a) {
  auto result = a;
  for (std::size_t row = 0; row < 4; ++row) {
    for (std::size_t column = 0; column < 4; ++column) {
      const bool one = (row < 2) != (column < 2);
      result[4 * row + column] = one ? -a[4 * row + column] : a[4 * row + column];
    }
  }
  return result;
}

} // namespace reprovip::score
