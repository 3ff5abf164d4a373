#include "harness/cli/list_factors.hpp"

#include "harness/base/format.hpp"
#include "harness/model/builtin_factors.hpp"

#include <algorithm>
#include <array>
#include <vector>

namespace reprovip::cli {

namespace {

using Row = std::array<std::string, 4>;

std::vector<Row> rows() {
  auto factors = model::builtin_factors();
  std::ranges::stable_sort(factors, {}, &model::BuiltinFactor::source);
  std::vector<Row> all = {{"<a parameter>", "method", "values that the application takes",
                           "a parameter of the application takes the level as its value"}};
  for (const auto& factor : factors) {
    all.push_back({factor.name, std::string(model::to_string(factor.source)), factor.levels, factor.doc});
  }
  all.push_back({"<factor.NAME>", "(as given)", "as you name them",
                 "your own: sets env, arg, param, image, wrapper or application"});
  return all;
}

} // namespace

std::string factors_table() {
  auto all = rows();
  all.insert(all.begin(), Row{"factor", "source", "levels", "what a level does"});
  std::array<std::size_t, 3> widths{};
  for (const auto& row : all) {
    for (std::size_t i = 0; i < widths.size(); ++i) {
      widths.at(i) = std::max(widths.at(i), row.at(i).size());
    }
  }
  std::string text;
  for (const auto& row : all) {
    text += format("{:<{}}  {:<{}}  {:<{}}  {}\n", row[0], widths[0], row[1], widths[1], row[2], widths[2],
                   row[3]);
  }
  return text;
}

} // namespace reprovip::cli
