// Reads tables from standard input and prints what our metrics make of them, for other programs to compare.
// A table is a line "table ROWS COLUMNS", then the numbers; the answer is a line "metric field value ..." per
// metric, ended by a line ".".

#include "harness/score/metric.hpp"

#include <cstdio>
#include <iostream>
#include <string>

namespace {

using reprovip::score::Finding;
using reprovip::score::Options;
using reprovip::score::Sample;
using reprovip::score::ValuesMetric;

Sample read_sample(std::istream& stream, std::uint32_t rows, std::uint32_t columns) {
  Sample sample;
  sample.columns = columns;
  for (std::uint32_t row = 0; row < rows; ++row) {
    auto& target = sample.targets.emplace_back();
    target.name = std::to_string(row);
    for (std::uint32_t column = 0; column < columns; ++column) {
      double value = 0;
      stream >> value;
      target.observations.push_back({value, 0, column});
    }
  }
  return sample;
}

void print(const std::string& name, const Finding& finding) {
  std::printf("%s estimate %.17g", name.c_str(), finding.estimate.value_or(0));
  if (finding.interval) {
    std::printf(" low %.17g high %.17g", finding.interval->low, finding.interval->high);
  }
  for (const auto& [field, value] : finding.fields) {
    std::printf(" %s %.17g", field.c_str(), value);
  }
  std::printf("\n");
}

void run(const std::string& name, const std::string& kind, const Options& options, const Sample& sample) {
  const auto plugin = reprovip::score::find_metric(kind)->make(options);
  print(name, std::get<std::unique_ptr<ValuesMetric>>(*plugin)->of(sample));
}

} // namespace

int main() {
  std::string word;
  std::uint32_t rows = 0;
  std::uint32_t columns = 0;
  while (std::cin >> word >> rows >> columns) {
    const auto sample = read_sample(std::cin, rows, columns);
    for (const std::string form : {"1", "A", "C", "1k", "Ak", "Ck"}) {
      run("icc" + form, "icc", {{"form", form}}, sample);
    }
    run("icc1_rho", "icc", {{"form", std::string("1")}, {"rho0", 0.5}}, sample);
    run("nu", "nu", {}, sample);
    run("wsd", "wsd", {}, sample);
    run("value", "value", {}, sample);
    std::printf(".\n");
  }
  return 0;
}
