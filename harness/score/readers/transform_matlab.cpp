#include "harness/score/readers/transform_formats.hpp"

#include <cmath>
#include <cstdint>
#include <cstring>
#include <optional>
#include <utility>

namespace reprovip::score {

namespace {

// Of MATLAB 4: type 0 (full matrix of little-endian doubles), rows, columns, no imaginary part, name.
struct MatlabHeader {
  std::int32_t type = 0;
  std::int32_t rows = 0;
  std::int32_t columns = 0;
  std::int32_t imaginary = 0;
  std::int32_t name_length = 0;

  bool is_usable() const {
    return type == 0 && rows >= 0 && rows <= 64 && columns >= 0 && columns <= 64 && imaginary == 0 &&
           name_length > 1 && name_length <= 256;
  }
};

// Nothing when `bytes` does not begin with a matrix.
std::optional<std::pair<std::string, std::vector<double>>> take_matrix(std::string_view& bytes) {
  MatlabHeader header;
  if (bytes.size() < sizeof header) {
    return std::nullopt;
  }
  std::memcpy(&header, bytes.data(), sizeof header);
  if (!header.is_usable()) {
    return std::nullopt;
  }
  const auto name_length = static_cast<std::size_t>(header.name_length);
  const auto count = static_cast<std::size_t>(header.rows) * static_cast<std::size_t>(header.columns);
  if (bytes.size() < sizeof header + name_length + count * sizeof(double)) {
    return std::nullopt;
  }
  bytes.remove_prefix(sizeof header);
  std::pair<std::string, std::vector<double>> matrix(bytes.substr(0, name_length - 1), count);
  bytes.remove_prefix(name_length);
  if (count > 0) {
    std::memcpy(matrix.second.data(), bytes.data(), count * sizeof(double));
  }
  bytes.remove_prefix(count * sizeof(double));
  return matrix;
}

} // namespace

bool is_itk_matlab(std::string_view bytes) {
  const auto matrix = take_matrix(bytes);
  return matrix && matrix->first.find("Transform") != std::string::npos;
}

Result<std::vector<ItkTransform>> parse_itk_matlab(std::string_view bytes) {
  std::vector<ItkTransform> transforms;
  while (!bytes.empty()) {
    auto matrix = take_matrix(bytes);
    if (!matrix || (transforms.empty() && matrix->first == "fixed")) {
      return failure(ErrorKind::data, "the MATLAB file is cut or holds something else than transforms");
    }
    for (const double value : matrix->second) {
      if (!std::isfinite(value)) {
        return failure(ErrorKind::data, "a parameter is not finite");
      }
    }
    if (matrix->first == "fixed") {
      transforms.back().fixed = std::move(matrix->second);
    } else {
      transforms.push_back({matrix->first, std::move(matrix->second), {}});
    }
  }
  return transforms;
}

} // namespace reprovip::score
