#pragma once

#include "harness/study/compare.hpp"

#include <string>

namespace reprovip::cli {

struct CompareTextOptions {
  bool all = false;   // every value, not only those that say most
  bool quiet = false; // the conclusion only
};

// The comparison for people: what is compared, classes, numbers, and the conclusion as its last line.
std::string compare_text(const study::Comparison& comparison, const CompareTextOptions& options);

} // namespace reprovip::cli
