#pragma once

#include "harness/model/study.hpp"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

// A study as tidy tables: one row an observation, one column a variable, for pandas, R and spreadsheets.
namespace reprovip::report {

struct TableColumn {
  std::string name;
  std::string type; // of Frictionless Table Schema: string integer number boolean datetime
  std::string unit; // "" = none, or told by another column
  std::string doc;
};

// Where the bytes of a table go, a part at a time: it may have millions of rows.
using Sink = std::function<void(std::string_view)>;

struct TidyTable {
  std::string name; // "values": of values.csv
  std::string doc;
  std::vector<TableColumn> (*columns)(const model::Study& study);
  // `values`: what stands in the table of values; the others do not look at it.
  void (*write)(const model::Study& study, const model::Observations& values, const Sink& sink);
};
// values executions scores
const std::vector<TidyTable>& tables();
const TidyTable* find_table(const std::string& name);

// The description of all of them: a Frictionless Data Package (datapackage.json), each field with its unit.
std::string data_package(const model::Study& study);

} // namespace reprovip::report
