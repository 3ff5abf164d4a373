#include "harness/score/look_at.hpp"

#include "harness/score/reader.hpp"
#include "harness/stats/rigid.hpp"

#include <algorithm>
#include <cmath>
#include <set>

namespace reprovip::score {

namespace {

constexpr std::size_t k_most_labels = 64;

bool holds_labels(const Image& image) {
  if (image.labels) {
    return true;
  }
  if (image.components != 1) {
    return false;
  }
  std::set<double> seen;
  double last = -1; // neighbours are alike: the set is asked seldom
  for (const double value : image.values) {
    if (value == last) {
      continue;
    }
    if (!(value >= 0) || value != std::floor(value) || value > 1e6) {
      return false;
    }
    last = value;
    if (seen.insert(value).second && seen.size() > k_most_labels) {
      return false;
    }
  }
  return 4 * seen.size() <= image.values.size();
}

bool is_matrix(const Vector& vector) {
  std::vector<double> elements;
  for (const auto& number : vector.values) {
    elements.push_back(number.value);
  }
  return vector.transform || (vector.lines == 4 && vector.columns == 4 && stats::is_affine(elements));
}

struct NatureOf {
  Nature operator()(const Table&) const { return Nature::table; }
  Nature operator()(const Vector& vector) const {
    return is_matrix(vector) ? Nature::transform : Nature::numbers;
  }
  Nature operator()(const Image& image) const { return holds_labels(image) ? Nature::labels : Nature::image; }
  Nature operator()(const Text&) const { return Nature::text; }
  Nature operator()(const Bytes&) const { return Nature::bytes; }
};

bool may_be_matrix(const std::string& name) {
  return name.ends_with(".mat") || name.ends_with(".txt") || name.ends_with(".xfm");
}

} // namespace

std::string_view to_string(Nature nature) {
  switch (nature) {
  case Nature::labels:
    return "labels";
  case Nature::image:
    return "image";
  case Nature::transform:
    return "transform";
  case Nature::numbers:
    return "numbers";
  case Nature::table:
    return "table";
  case Nature::text:
    return "text";
  case Nature::bytes:
    break;
  }
  return "bytes";
}

Nature nature_of(const Data& data) {
  return std::visit(NatureOf{}, data);
}

Look look_at(const sys::Path& file, const std::string& name, const std::string& reader,
             const Options& options) {
  const auto first = reader.empty() ? reader_for(name) : reader;
  const auto data = read_data(first, file, name, options);
  const auto nature = data ? nature_of(*data) : Nature::bytes;
  if (reader.empty() && may_be_matrix(name) && (nature == Nature::bytes || nature == Nature::text)) {
    if (const auto matrix = read_data("transform", file, name, {}); matrix) {
      return {"transform", Nature::transform, {}};
    }
  }
  if (!data) {
    return {"bytes", Nature::bytes, one_line(data.error())};
  }
  return {reader.empty() && nature == Nature::labels ? "labels" : first, nature, {}};
}

} // namespace reprovip::score
