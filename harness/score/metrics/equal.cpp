#include "harness/base/format.hpp"
#include "harness/score/metrics/comparison.hpp"
#include "harness/score/metrics/metrics.hpp"
#include "harness/voxels/geometry.hpp"

#include <algorithm>
#include <map>

namespace reprovip::score {

namespace {

using model::OptionType;

// What keeps two outputs from being compared value by value; "" when nothing does.
using Obstacle = std::string;

Obstacle no_column(const std::string& column) {
  return format("there is no column \"{}\"", column);
}

void compare_cells(const TableCell& a, const TableCell& b, Comparison& comparison) {
  const auto* x = std::get_if<Number>(&a);
  const auto* y = std::get_if<Number>(&b);
  if (x != nullptr && y != nullptr) {
    comparison.add(x->value, y->value, false);
  } else if (a == b) {
    comparison.add_equal();
  } else {
    comparison.add_unmatched();
  }
}

std::map<std::string, std::size_t> positions(const std::vector<std::string>& names) {
  std::map<std::string, std::size_t> result;
  for (std::size_t i = 0; i < names.size(); ++i) {
    result.emplace(names[i], i);
  }
  return result;
}

// Cells of `a` by key and column, never by line; what `a` alone has counts as a difference.
void compare_rows(const Table& a, const Table& b, const std::string& column, bool pairs,
                  Comparison& comparison) {
  const auto rows = positions(b.keys);
  const auto columns = positions(b.columns);
  for (std::size_t c = 0; c < a.columns.size(); ++c) {
    if (!column.empty() && a.columns[c] != column) {
      continue;
    }
    const auto other_column = columns.find(a.columns[c]);
    for (std::size_t r = 0; r < a.rows.size(); ++r) {
      const auto other_row = rows.find(a.keys[r]);
      if (other_column == columns.end() || other_row == rows.end()) {
        comparison.add_unmatched();
      } else if (pairs) {
        compare_cells(a.rows[r][c], b.rows[other_row->second][other_column->second], comparison);
      }
    }
  }
}

Obstacle compare(const Table& a, const Table& b, const std::string& column, Comparison& comparison) {
  compare_rows(a, b, column, true, comparison);
  compare_rows(b, a, column, false, comparison);
  return comparison.values() == 0 && !column.empty() ? no_column(column) : "";
}

Obstacle compare(const Vector& a, const Vector& b, const std::string& column, Comparison& comparison) {
  if (a.lines != b.lines || a.values.size() != b.values.size()) {
    return format("{} numbers in {} lines, and {} in {}", a.values.size(), a.lines, b.values.size(), b.lines);
  }
  for (std::size_t i = 0; i < a.values.size(); ++i) {
    if (column.empty() || column == std::to_string(i % a.columns + 1)) {
      comparison.add(a.values[i].value, b.values[i].value, false);
    }
  }
  return comparison.values() == 0 && !column.empty() ? no_column(column) : "";
}

Obstacle compare(const Image& a, const Image& b, const std::string& column, Comparison& comparison) {
  if (!column.empty()) {
    return no_column(column) + ": this is an image";
  }
  if (a.dims != b.dims || a.components != b.components) {
    return "the images have different dimensions";
  }
  const bool single = a.datatype == "float32" && b.datatype == "float32";
  for (std::size_t i = 0; i < a.values.size(); ++i) {
    comparison.add(a.values[i], b.values[i], single);
  }
  return "";
}

Obstacle compare(const Text& a, const Text& b, const std::string& column, Comparison& comparison) {
  if (!column.empty()) {
    return no_column(column) + ": this is text";
  }
  a.text == b.text ? comparison.add_equal() : comparison.add_unmatched();
  return "";
}

Obstacle compare(const Bytes& a, const Bytes& b, const std::string& column, Comparison& comparison) {
  if (!column.empty()) {
    return no_column(column) + ": these are bytes";
  }
  a.bytes == b.bytes ? comparison.add_equal() : comparison.add_unmatched();
  return "";
}

Obstacle compare_any(const Data& a, const Data& b, const std::string& column, Comparison& comparison) {
  return std::visit(
      [&](const auto& one) -> Obstacle {
        const auto* other = std::get_if<std::decay_t<decltype(one)>>(&b);
        return other == nullptr ? "one is not of the same kind as the other"
                                : compare(one, *other, column, comparison);
      },
      a);
}

// Where the voxels of two images of one shape lie, when that differs.
std::optional<std::string> moved(const Data& a, const Data& b) {
  const auto* x = std::get_if<Image>(&a);
  const auto* y = std::get_if<Image>(&b);
  return x != nullptr && y != nullptr ? voxels::grid_difference(*x, *y) : std::nullopt;
}

class EqualMetric : public PairMetric {
public:
  EqualMetric(Tolerance tolerance, bool exact) : m_tolerance(tolerance), m_exact(exact) {}

  std::vector<std::pair<std::string, Finding>> of(const Data& a, const Data& b,
                                                  const std::string& column) const override {
    Comparison comparison(m_tolerance);
    const auto obstacle = compare_any(a, b, column, comparison);
    if (!obstacle.empty()) {
      auto finding = undefined(obstacle);
      finding.decision = false;
      return {{"", finding}};
    }
    return {{"", finding_of(comparison, moved(a, b))}};
  }

  Finding identity() const override {
    Finding finding;
    finding.estimate = 0;
    finding.decision = true;
    finding.fields = {{"n_different", 0}, {"n_unmatched", 0}, {"n_not_finite", 0},
                      {"max_abs", 0},     {"max_rel", 0},     {"max_ulp", 0}};
    return finding;
  }

  bool is_worse(const Finding& a, const Finding& b) const override { return *a.estimate > *b.estimate; }
  bool is_maximum(const std::string& /*field*/) const override { return true; }

private:
  // The estimate and the largest distances stand only when every value has one.
  Finding finding_of(const Comparison& comparison, const std::optional<std::string>& geometry) const {
    const auto unmatched = static_cast<double>(comparison.unmatched());
    Finding finding;
    finding.decision = m_exact ? comparison.different() == 0 : comparison.within_tolerance();
    finding.fields = {{"n_values", static_cast<double>(comparison.values())},
                      {"n_unmatched", unmatched},
                      {"n_not_finite", static_cast<double>(comparison.not_finite())}};
    if (geometry) {
      // Voxels of the same index are then not the same place: neither distances nor differences count.
      finding.decision = false;
      finding.reason = *geometry;
      return finding;
    }
    finding.fields.emplace_back("n_different", static_cast<double>(comparison.different()));
    if (comparison.unmatched() > 0) {
      finding.reason = format("{} of {} values have no distance: not finite, text, or in one of the two only",
                              comparison.unmatched(), comparison.values());
      return finding;
    }
    finding.estimate = comparison.max_abs();
    finding.fields.insert(finding.fields.end(), {{"max_abs", comparison.max_abs()},
                                                 {"max_rel", comparison.max_rel()},
                                                 {"max_ulp", comparison.max_ulp()}});
    return finding;
  }

  Tolerance m_tolerance;
  bool m_exact;
};

Result<MetricPlugin> make(const Options& options) {
  const auto absolute = number_option(options, "atol");
  const auto relative = number_option(options, "rtol");
  const Tolerance tolerance{absolute.value_or(0), relative.value_or(0)};
  if (!(tolerance.absolute >= 0) || !(tolerance.relative >= 0)) {
    return failure(ErrorKind::protocol, "\"atol\" and \"rtol\" must not be negative");
  }
  return MetricPlugin(std::make_unique<EqualMetric>(tolerance, !absolute && !relative));
}

} // namespace

MetricEntry equal_metric() {
  MetricEntry entry;
  entry.declaration = {
      "equal",
      "numeric equality of outputs: the largest absolute difference of the worst pair",
      {{"atol", OptionType::number, "", "passes when |a-b| <= max(atol, rtol max(|a|,|b|)) everywhere", {}},
       {"rtol", OptionType::number, "", "see atol; without both: passes when no value differs", {}}},
      {"n_values", "n_different", "n_unmatched", "n_not_finite", "max_abs", "max_rel", "max_ulp"}};
  entry.version = 3;
  entry.formula =
      "max_abs = max |a - b|; max_rel = max |a - b| / max(|a|, |b|); max_ulp = representable numbers "
      "between a and b, in float32 when both images are; n_different, n_unmatched (absent, text or not "
      "finite in one of the two), n_not_finite of these; NaN equals NaN, -0 equals 0";
  entry.source =
      "tolerances symmetric, either suffices (as numdiff, not NumPy's isclose); rows are joined by key";
  entry.inputs = "two outputs of one kind: tables, matrices, images, text, bytes";
  entry.unit = "of the value";
  entry.range = "from 0";
  entry.undefined = "shapes, spacing, origin or direction differ, there is no such column, or a value is not "
                    "finite, text or absent in one of "
                    "the two only: decision is then no";
  entry.default_per = "study";
  entry.make = make;
  return entry;
}

} // namespace reprovip::score
