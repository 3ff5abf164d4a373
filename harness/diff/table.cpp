#include "harness/base/format.hpp"
#include "harness/diff/differ.hpp"
#include "harness/score/reader.hpp"
#include "harness/stats/rigid.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>

namespace reprovip::diff {

namespace {

using score::Number;
using score::Table;
using score::TableCell;

struct CellPair {
  std::string column;
  std::string row;
  TableCell a;
  TableCell b;
};

std::string cell_text(const TableCell& cell) {
  if (const auto* number = std::get_if<Number>(&cell)) {
    return number_text(number->value);
  }
  const auto* text = std::get_if<std::string>(&cell);
  return text == nullptr ? "(empty)" : "\"" + *text + "\"";
}

// The same number printed otherwise is the same.
bool same_cell(const TableCell& a, const TableCell& b) {
  const auto* x = std::get_if<Number>(&a);
  const auto* y = std::get_if<Number>(&b);
  if (x != nullptr && y != nullptr) {
    return x->value == y->value || (std::isnan(x->value) && std::isnan(y->value));
  }
  return a == b;
}

std::optional<double> relative_of(const CellPair& pair) {
  const auto* x = std::get_if<Number>(&pair.a);
  const auto* y = std::get_if<Number>(&pair.b);
  if (x == nullptr || y == nullptr || !std::isfinite(x->value) || !std::isfinite(y->value)) {
    return std::nullopt;
  }
  return relative_difference(x->value, y->value);
}

std::string place_of(const CellPair& pair) {
  return pair.row.empty() ? pair.column : format("{}[{}]", pair.column, pair.row);
}

// Those without a distance first, then the farthest.
void add_cells(std::vector<CellPair> pairs, std::size_t compared, const char* title, const Options& options,
               Difference& difference) {
  std::ranges::stable_sort(pairs, [](const CellPair& x, const CellPair& y) {
    return relative_of(x).value_or(INFINITY) > relative_of(y).value_or(INFINITY);
  });
  Part part;
  part.title = title;
  part.lines.push_back(pairs.empty() ? format("all {} are the same values", compared)
                                     : share_text(pairs.size(), compared) + " differ, farthest first");
  auto json = Json::array();
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    const auto relative = relative_of(pairs[i]);
    if (i < options.most) {
      part.lines.push_back(format("{}: {} | {}{}", place_of(pairs[i]), cell_text(pairs[i].a),
                                  cell_text(pairs[i].b),
                                  relative ? format("  ({:.3g} relative)", *relative) : ""));
      json.push(Json::object({{"column", pairs[i].column},
                              {"row", pairs[i].row},
                              {"a", cell_text(pairs[i].a)},
                              {"b", cell_text(pairs[i].b)},
                              {"relative", relative ? Json(*relative) : Json()}}));
    }
  }
  add_more(part.lines, pairs.size(), options);
  part.json = Json::object({{"different", pairs.size()}, {"of", compared}, {"cells", std::move(json)}});
  difference.parts.push_back(std::move(part));
}

std::vector<std::string> without(const std::vector<std::string>& some,
                                 const std::vector<std::string>& others) {
  std::vector<std::string> left;
  std::ranges::copy_if(some, std::back_inserter(left), [&](const std::string& one) {
    return std::ranges::find(others, one) == others.end();
  });
  return left;
}

void add_unmatched(const char* what, const std::vector<std::string>& a, const std::vector<std::string>& b,
                   const Options& options, Difference& difference) {
  const auto only_a = without(a, b);
  const auto only_b = without(b, a);
  if (only_a.empty() && only_b.empty()) {
    return;
  }
  Part part;
  part.title = what;
  part.lines.push_back(format("{} only in A, {} only in B", only_a.size(), only_b.size()));
  part.json = Json::object({{"only_a", Json::array()}, {"only_b", Json::array()}});
  const auto add = [&](const char* side, const std::vector<std::string>& names, const char* key) {
    auto json = Json::array();
    for (std::size_t i = 0; i < names.size(); ++i) {
      json.push(names[i]);
      if (i < options.most) {
        part.lines.push_back(format("only in {}: {}", side, names[i]));
      }
    }
    add_more(part.lines, names.size(), options);
    part.json.set(key, std::move(json));
  };
  add("A", only_a, "only_a");
  add("B", only_b, "only_b");
  difference.parts.push_back(std::move(part));
}

template <typename T>
Result<std::pair<T, T>> read_both(const Pair& pair) {
  TRY_ASSIGN(auto a, score::read_data(pair.look_a.reader, pair.a.file, pair.a.name, {}));
  TRY_ASSIGN(auto b, score::read_data(pair.look_b.reader, pair.b.file, pair.b.name, {}));
  return std::pair(std::get<T>(std::move(a)), std::get<T>(std::move(b)));
}

std::map<std::string, std::size_t> places_of(const std::vector<std::string>& names) {
  std::map<std::string, std::size_t> places;
  for (std::size_t i = 0; i < names.size(); ++i) {
    places.emplace(names[i], i);
  }
  return places;
}

void compare_values(const score::Data& a, const score::Data& b, const Options& options,
                    Difference& difference) {
  std::map<std::pair<std::string, std::string>, TableCell> of_b;
  for (const auto& value : score::named_values(b, "")) {
    of_b.emplace(std::pair(value.column, value.row), value.cell);
  }
  std::vector<CellPair> pairs;
  std::size_t compared = 0;
  for (const auto& value : score::named_values(a, "")) {
    const auto other = of_b.find({value.column, value.row});
    if (other != of_b.end()) {
      ++compared;
      if (!same_cell(value.cell, other->second)) {
        pairs.push_back({value.column, value.row, value.cell, other->second});
      }
    }
  }
  add_cells(std::move(pairs), compared, "numbers", options, difference);
}

stats::Affine affine_of(const score::Vector& vector) {
  stats::Affine affine{};
  for (std::size_t i = 0; i < affine.size(); ++i) {
    affine[i] = vector.values[i].value;
  }
  return affine;
}

// No value differs, and yet the bytes do: the lines say how.
Result<void> add_writing(const Pair& pair, const Options& options, Difference& difference) {
  difference.parts.back().lines.front() += ", written otherwise";
  return diff_texts(pair, options, difference);
}

} // namespace

Result<void> diff_tables(const Pair& pair, const Options& options, Difference& difference) {
  TRY_ASSIGN(const auto tables, read_both<Table>(pair));
  const auto& [a, b] = tables;
  add_unmatched("columns", a.columns, b.columns, options, difference);
  add_unmatched("rows", a.keys, b.keys, options, difference);
  const auto columns = places_of(b.columns);
  const auto rows = places_of(b.keys);
  std::vector<CellPair> pairs;
  std::size_t compared = 0;
  for (std::size_t r = 0; r < a.keys.size(); ++r) {
    const auto row = rows.find(a.keys[r]);
    for (std::size_t c = 0; row != rows.end() && c < a.columns.size(); ++c) {
      const auto column = columns.find(a.columns[c]);
      if (column == columns.end()) {
        continue;
      }
      ++compared;
      const auto& other = b.rows[row->second][column->second];
      if (!same_cell(a.rows[r][c], other)) {
        pairs.push_back({a.columns[c], a.keys[r], a.rows[r][c], other});
      }
    }
  }
  const bool only_written = pairs.empty() && difference.parts.empty();
  add_cells(std::move(pairs), compared, "cells", options, difference);
  return only_written ? add_writing(pair, options, difference) : Result<void>{};
}

Result<void> diff_numbers(const Pair& pair, const Options& options, Difference& difference) {
  TRY_ASSIGN(const auto vectors, read_both<score::Vector>(pair));
  const auto& [a, b] = vectors;
  if (a.lines != b.lines || a.columns != b.columns) {
    difference.parts.push_back({"shape",
                                {format("{}×{} | {}×{}", a.lines, a.columns, b.lines, b.columns)},
                                Json::object({{"lines_a", a.lines},
                                              {"columns_a", a.columns},
                                              {"lines_b", b.lines},
                                              {"columns_b", b.columns}})});
  }
  compare_values(a, b, options, difference);
  return {};
}

Result<void> diff_transforms(const Pair& pair, const Options& options, Difference& difference) {
  TRY_ASSIGN(const auto vectors, read_both<score::Vector>(pair));
  const auto a = affine_of(vectors.first);
  const auto b = affine_of(vectors.second);
  Part part;
  part.title = "motion";
  part.json = Json::object();
  constexpr double k_radius = 80; // of a head, mm, as FSL takes it
  const auto rms = stats::rms_deviation(a, b, {0, 0, 0}, k_radius);
  part.lines.push_back(rms ? format("rms deviation {:.6g} mm in a ball of 80 mm around the origin", *rms)
                           : "A is singular: no rms deviation");
  part.json.set("rms_deviation_mm", rms ? Json(*rms) : Json());
  const auto motion_a = stats::decompose(a);
  const auto motion_b = stats::decompose(b);
  if (motion_a && motion_b) {
    const auto turned = stats::rotation_part(a);
    const auto other = stats::rotation_part(b);
    const double angle = stats::angle_between(*turned, *other) * 180 / std::numbers::pi;
    const double far = std::hypot(motion_b->translation[0] - motion_a->translation[0],
                                  motion_b->translation[1] - motion_a->translation[1],
                                  motion_b->translation[2] - motion_a->translation[2]);
    part.lines.push_back(format("translations {:.6g} mm apart, rotations {:.6g} degrees", far, angle));
    part.json.set("translation_mm", far);
    part.json.set("rotation_degrees", angle);
    constexpr std::array<const char*, 3> k_axes = {"x", "y", "z"};
    for (std::size_t i = 0; i < 3; ++i) {
      part.lines.push_back(format("t{0}: {1:.6g} | {2:.6g} mm, r{0}: {3:.6g} | {4:.6g} rad", k_axes[i],
                                  motion_a->translation[i], motion_b->translation[i], motion_a->rotation[i],
                                  motion_b->rotation[i]));
    }
  } else {
    part.lines.emplace_back("one of the two mirrors or is singular: it has no rotation");
  }
  difference.parts.push_back(std::move(part));
  auto elements_a = vectors.first;
  auto elements_b = vectors.second;
  // As numbers only: tx to rz are said above.
  elements_a.transform = false;
  elements_b.transform = false;
  compare_values(elements_a, elements_b, options, difference);
  return {};
}

} // namespace reprovip::diff
