#include "harness/score/data.hpp"

#include "harness/stats/rigid.hpp"
#include "harness/stats/sums.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>

namespace reprovip::score {

namespace {

const model::Value* find(const Options& options, const std::string& name) {
  const auto found = options.find(name);
  return found == options.end() ? nullptr : &found->second;
}

int digits_in(std::string_view mantissa) {
  int digits = 0;
  bool significant = false;
  for (const char c : mantissa) {
    if (c == 'e' || c == 'E') {
      break;
    }
    significant = significant || (c >= '1' && c <= '9');
    digits += significant && c >= '0' && c <= '9' ? 1 : 0;
  }
  return std::max(digits, 1);
}

bool has_number(const Table& table, std::size_t column) {
  return std::any_of(table.rows.begin(), table.rows.end(), [column](const std::vector<TableCell>& row) {
    return std::holds_alternative<Number>(row[column]);
  });
}

std::vector<NamedValue> of_table(const Table& table, const std::string& wanted) {
  std::vector<NamedValue> values;
  for (std::size_t column = 0; column < table.columns.size(); ++column) {
    if (wanted.empty() ? !has_number(table, column) : table.columns[column] != wanted) {
      continue;
    }
    for (std::size_t row = 0; row < table.rows.size(); ++row) {
      values.push_back({table.columns[column], table.keys[row], table.rows[row][column]});
    }
  }
  return values;
}

// One of the six parameters; translations have the digits that the file prints.
std::optional<NamedValue> of_transform(const Vector& vector, const std::string& wanted) {
  static const std::vector<std::string> names = {"tx", "ty", "tz", "rx", "ry", "rz"};
  const auto found = std::find(names.begin(), names.end(), wanted);
  if (!vector.transform || found == names.end()) {
    return std::nullopt;
  }
  const auto index = static_cast<std::size_t>(found - names.begin());
  if (index < 3) {
    return NamedValue{wanted, "", vector.values[4 * index + 3]};
  }
  stats::Affine matrix{};
  std::transform(vector.values.begin(), vector.values.end(), matrix.begin(),
                 [](const Number& number) { return number.value; });
  const auto motion = stats::decompose(matrix);
  return NamedValue{wanted, "", Number{motion ? motion->rotation[index - 3] : std::nan(""), 0}};
}

std::vector<NamedValue> of_vector(const Vector& vector, const std::string& wanted) {
  if (auto parameter = of_transform(vector, wanted)) {
    return {std::move(*parameter)};
  }
  std::vector<NamedValue> values;
  const bool is_matrix = vector.lines > 1 && vector.columns > 1;
  for (std::size_t i = 0; i < vector.values.size(); ++i) {
    const auto line = std::to_string((is_matrix ? i / vector.columns : i) + 1);
    const auto column = is_matrix ? std::to_string(i % vector.columns + 1) : std::string();
    if (wanted.empty() || wanted == column) {
      values.push_back({column, line, vector.values[i]});
    }
  }
  return values;
}

double voxel_volume(const Image& image) {
  double volume = 1;
  for (std::size_t axis = 0; axis < std::min<std::size_t>(image.spacing.size(), 3); ++axis) {
    volume *= image.spacing[axis];
  }
  return volume;
}

std::vector<NamedValue> of_labels(const Image& image, const std::string& wanted) {
  std::map<long, std::size_t> counts;
  for (const double value : image.values) {
    ++counts[static_cast<long>(value)];
  }
  const std::string column = wanted.empty() ? "volume" : wanted;
  std::vector<NamedValue> values;
  for (const auto& [label, count] : counts) {
    if (label == 0 || (column != "volume" && column != "voxels")) {
      continue;
    }
    const double scale = column == "volume" ? voxel_volume(image) : 1;
    values.push_back({column, std::to_string(label), Number{static_cast<double>(count) * scale, 0}});
  }
  return values;
}

std::vector<NamedValue> of_image(const Image& image, const std::string& wanted) {
  const bool finite = std::all_of(image.values.begin(), image.values.end(),
                                  [](double value) { return std::isfinite(value); });
  const std::string column = wanted.empty() ? "mean" : wanted;
  // One voxel that is no number makes the mean none: it is never dropped.
  if (!finite || image.values.empty()) {
    return {{column, "", Number{std::nan(""), 0}}};
  }
  const auto summary = stats::moments(image.values);
  if (column == "mean") {
    return {{column, "", Number{summary.mean, 0}}};
  }
  if (column == "sd" && summary.count > 1) {
    return {{column, "", Number{std::sqrt(summary.variance()), 0}}};
  }
  if (column == "min" || column == "max") {
    return {{column, "", Number{column == "min" ? summary.minimum : summary.maximum, 0}}};
  }
  return {};
}

} // namespace

std::string text_option(const Options& options, const std::string& name, const std::string& fallback) {
  const auto* value = find(options, name);
  return value == nullptr ? fallback : model::to_text(*value);
}

std::optional<double> number_option(const Options& options, const std::string& name) {
  const auto* value = find(options, name);
  const auto number = value == nullptr ? std::nullopt : parse_number(model::to_text(*value));
  return number ? std::optional(number->value) : std::nullopt;
}

double number_option(const Options& options, const std::string& name, double fallback) {
  return number_option(options, name).value_or(fallback);
}

bool flag_option(const Options& options, const std::string& name, bool fallback) {
  return text_option(options, name, fallback ? "true" : "false") == "true";
}

std::string describe_options(const Options& options) {
  std::string text;
  for (const auto& [name, value] : options) {
    text += (text.empty() ? "" : ", ") + name + "=" + model::to_text(value);
  }
  return text;
}

std::optional<Number> parse_number(std::string_view text) {
  if (text.starts_with('+')) {
    text.remove_prefix(1);
  }
  if (text.empty() || text.front() == '+') {
    return std::nullopt;
  }
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (end != text.data() + text.size() || error == std::errc::invalid_argument) {
    return std::nullopt;
  }
  // Too large or too small for a double: strtod says which.
  if (error == std::errc::result_out_of_range) {
    value = std::strtod(std::string(text).c_str(), nullptr);
  }
  return Number{value, std::isfinite(value) ? digits_in(text) : 0};
}

std::vector<NamedValue> named_values(const Data& data, const std::string& column) {
  if (const auto* table = std::get_if<Table>(&data)) {
    return of_table(*table, column);
  }
  if (const auto* vector = std::get_if<Vector>(&data)) {
    return of_vector(*vector, column);
  }
  if (const auto* image = std::get_if<Image>(&data)) {
    return image->labels ? of_labels(*image, column) : of_image(*image, column);
  }
  return {};
}

} // namespace reprovip::score
