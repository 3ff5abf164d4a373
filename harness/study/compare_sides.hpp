#pragma once

#include "harness/base/result.hpp"
#include "harness/model/plan.hpp"
#include "harness/model/record.hpp"
#include "harness/study/request.hpp"
#include "harness/sys/files.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace reprovip::study {

// What is to be compared, as it was typed.
struct CompareWords {
  std::vector<std::string> words;    // "P A B", "P FACTOR", "P", or "P Q"
  std::string a;                     // -A: levels of the first, "engine=docker,threads=1"
  std::string b;                     // -B
  std::vector<std::string> subjects; // -s: wildcards
  sys::Path store = ".reprovip";
};

// Some executions of a saved study.
struct CompareSide {
  std::string name; // "docker", "release 2.1", "brain-1a2b3c4d": unlike the other's
  model::Plan plan; // as it was saved
  std::vector<std::optional<model::Record>> records;
  std::vector<bool> counts;                  // of the plan's executions
  std::map<std::string, std::string> chosen; // factors whose level was asked for
  sys::Path store;
};

struct CompareSides {
  CompareSide a;
  CompareSide b;
  std::string factor; // what tells them apart: "engine", "version", "environment", "study"
  model::Source source = model::Source::run;
};

// The two sides that the words mean. A study is named by its id (or its beginning), its protocol's file, the
// folder of its store, or its own folder in a store; levels as "factor=level,...", a factor of two levels by
// its name alone. An error says what is known instead.
Checked<CompareSides> find_sides(const CompareWords& words);

} // namespace reprovip::study
