#pragma once

#include "harness/base/result.hpp"
#include "harness/model/study.hpp"

#include <string>
#include <vector>

namespace reprovip::report {

// A study as bytes. Reads no clock, no disk, no environment: the same study gives the same bytes.
struct ReporterEntry {
  std::string name; // also the flag: --junit FILE
  std::string doc;
  std::string extension;
  std::string (*write)(const model::Study& study);
  bool shows_exhibits = false; // logs, maps and outputs: Study::exhibits
};
const std::vector<ReporterEntry>&
builtin_reporters(); // junit junit-gitlab json csv html markdown codequality openmetrics
const ReporterEntry* find_reporter(const std::string& name);

struct ConsoleOptions {
  bool color = false;
  int width = 100;
  int verbosity = 0; // -1 quiet: the verdict line only; 1: every check
  int height = 0;    // rows of the terminal, which less is then shown to fit; 0: any number
};
// The summary that fits a screen.
std::string console(const model::Study& study, const ConsoleOptions& options);

} // namespace reprovip::report
