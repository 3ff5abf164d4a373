#pragma once

#include "harness/model/score.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace reprovip::model {

// One number of an output, as each execution gave it.
struct Series {
  std::string output;
  std::string column; // "" of an output that has no columns
  std::string row;
  // By execution of the plan. Absent where the execution has no such finite number.
  std::vector<std::optional<double>> values;
};
// "amplitudes.Amplitude[NAA]", as value_name(Score) calls it.
std::string value_name(const Series& series);

// The numbers behind the scores: what plots, tables and baselines are made of.
struct Observations {
  int schema = 1;
  std::string study;
  std::vector<Series> series;        // by output, column and row, in order of first appearance
  std::vector<std::string> left_out; // "amplitudes.Amplitude: 120000 rows, too many to keep"
};

Json to_json(const Observations& observations);
Result<Observations> observations_from_json(const Json& json, const std::string& name);

} // namespace reprovip::model
