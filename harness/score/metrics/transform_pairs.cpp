#include "harness/score/metrics/transform_pairs.hpp"

#include "harness/base/format.hpp"
#include "harness/score/metrics/metrics.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <sstream>

namespace reprovip::score {

namespace {

using stats::Affine;

std::optional<Affine> matrix_of(const Data& data) {
  const auto* vector = std::get_if<Vector>(&data);
  if (vector == nullptr || vector->lines != 4 || vector->columns != 4) {
    return std::nullopt;
  }
  Affine matrix{};
  std::transform(vector->values.begin(), vector->values.end(), matrix.begin(),
                 [](const Number& number) { return number.value; });
  return stats::is_affine(matrix) ? std::optional(matrix) : std::nullopt;
}

void add_parameters(const Affine& a, const Affine& b, Finding& finding) {
  const auto& names = transform_fields();
  double square = 0;
  for (std::size_t axis = 0; axis < 3; ++axis) {
    const double difference = std::abs(a[4 * axis + 3] - b[4 * axis + 3]);
    finding.fields.emplace_back(names[axis], difference);
    square += difference * difference;
  }
  finding.fields.emplace_back("translation", std::sqrt(square));
  const auto x = stats::decompose(a);
  const auto y = stats::decompose(b);
  if (!x || !y) {
    finding.notes.emplace_back("a transform mirrors or is singular: it has no rotation part");
    return;
  }
  for (std::size_t axis = 0; axis < 3; ++axis) {
    const double turn = std::abs(std::remainder(x->rotation[axis] - y->rotation[axis], 2 * std::numbers::pi));
    finding.fields.emplace_back(names[3 + axis], turn);
  }
  const double angle = stats::angle_between(*stats::rotation_part(a), *stats::rotation_part(b));
  finding.fields.emplace_back("rotation_deg", angle * 180 / std::numbers::pi);
}

} // namespace

const std::vector<std::string>& transform_fields() {
  static const std::vector<std::string> names = {"tx", "ty", "tz",          "rx",
                                                 "ry", "rz", "translation", "rotation_deg"};
  return names;
}

Rows TransformPairMetric::of(const Data& a, const Data& b, const std::string&) const {
  const auto x = matrix_of(a);
  const auto y = matrix_of(b);
  Finding finding;
  if (!x || !y) {
    return {{"", undefined("this is no 4×4 transform with the last line 0 0 0 1: set read = \"transform\"")}};
  }
  add_parameters(*x, *y, finding);
  measure(*x, *y, finding);
  if (finding.estimate && !std::isfinite(*finding.estimate)) {
    return {{"", undefined("the transforms are too far apart for a double")}};
  }
  return {{"", std::move(finding)}};
}

Finding TransformPairMetric::identity() const {
  Finding finding;
  finding.estimate = 0;
  for (const auto& name : transform_fields()) {
    finding.fields.emplace_back(name, 0);
  }
  return finding;
}

Result<std::optional<stats::Point>> point_option(const Options& options, const std::string& name) {
  auto text = text_option(options, name, "");
  if (text.empty()) {
    return std::optional<stats::Point>();
  }
  std::replace_if(
      text.begin(), text.end(), [](char c) { return c == ',' || c == '[' || c == ']'; }, ' ');
  std::istringstream words(text);
  std::vector<double> values;
  for (std::string word; words >> word;) {
    const auto number = parse_number(word);
    values.push_back(number ? number->value : std::nan(""));
  }
  if (values.size() != 3 ||
      !std::all_of(values.begin(), values.end(), [](double x) { return std::isfinite(x); })) {
    return failure(ErrorKind::protocol, format("\"{}\" must be three numbers, mm", name),
                   "like \"90, 126, 72\"");
  }
  return std::optional(stats::Point{values[0], values[1], values[2]});
}

MetricEntry transform_entry(model::PluginDecl declaration, const char* formula, const char* source) {
  MetricEntry entry;
  entry.declaration = std::move(declaration);
  const auto& fields = transform_fields();
  entry.declaration.names.insert(entry.declaration.names.end(), fields.begin(), fields.end());
  entry.formula =
      std::string(formula) +
      "; tx ty tz (mm) rx ry rz (rad): |differences| of the parameters, FSL's Rx Ry Rz of the polar "
      "factor; translation: their length; rotation_deg: angle from one rotation to the other";
  entry.source = source;
  entry.inputs = "two 4×4 transforms in mm of one space (reader \"transform\")";
  entry.unit = "mm";
  entry.range = "from 0";
  entry.undefined = "no 4×4 matrix with the last line 0 0 0 1";
  entry.default_per = "study";
  return entry;
}

} // namespace reprovip::score
