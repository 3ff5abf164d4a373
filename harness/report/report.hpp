#pragma once

#include "harness/base/result.hpp"
#include "harness/model/study.hpp"

#include <string>
#include <vector>

namespace reprovip::report {

// A file that stands beside a report, which speaks of it.
struct Attachment {
  std::string file; // as the report's own is typed: "out/junit-pictures/retest.png"
  std::string bytes;
};

// A study as bytes. Reads no clock, no disk, no environment: the same study gives the same bytes.
struct ReporterEntry {
  std::string name; // also the flag: --junit FILE
  std::string doc;
  std::string extension;
  std::string (*write)(const model::Study& study);
  bool shows_exhibits = false; // logs, maps and outputs: Study::exhibits
  std::vector<Attachment> (*attachments)(const model::Study& study) = nullptr;
};
const std::vector<ReporterEntry>&
builtin_reporters(); // junit junit-gitlab json csv html markdown codequality openmetrics annotations dotenv
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
