#pragma once

#include "harness/base/result.hpp"
#include "harness/model/exit_code.hpp"
#include "harness/model/study.hpp"
#include "harness/score/look_at.hpp"
#include "harness/study/compare_fitting.hpp"
#include "harness/study/compare_sides.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace reprovip::study {

enum class Likeness { identical, equivalent, different, inconclusive };
std::string_view to_string(Likeness likeness);
// 0 of identical and equivalent, 1, 5.
model::ExitCode exit_code(Likeness likeness);

// How the outputs of two sides share classes (canonical digests), subject by subject.
struct SharedClasses {
  std::uint32_t subjects = 0; // that have the output on both sides, in some condition
  std::uint32_t same =
      0; // all whose executions are of one class in each condition, or the same by repetition
  std::uint32_t disjoint = 0;  // where no condition has a class that both sides have
  std::uint32_t classes_a = 0; // largest number in a cell
  std::uint32_t classes_b = 0;
  std::uint32_t present_a = 0; // executions
  std::uint32_t present_b = 0;
  std::uint32_t missing_a = 0; // that should have the output and have not
  std::uint32_t missing_b = 0;
  std::uint32_t repetitions = 0; // smallest number of present outputs of a cell
  // At most this is the chance of as many cells whose sides have no class in common, if both sides drew from
  // the same classes: executions change sides within a cell (exact of each: 1 / C(a + b, a), twice when a =
  // b), summed over all choices of as many cells.
  double chance = 1;
};

struct OutputComparison {
  std::string output;
  std::string reader;
  score::Nature nature = score::Nature::bytes;
  SharedClasses classes;
  Likeness likeness = Likeness::inconclusive;
  std::string reason; // one sentence
};

struct CompareOptions {
  Bounds bounds;
  std::map<std::string, std::string> readers; // output → reader, instead of what fits
};

struct Comparison {
  CompareSides sides;
  model::Study study; // both as one, scored and judged: the conclusions are its deciding verdicts
  std::vector<OutputComparison> outputs;
  Likeness likeness = Likeness::inconclusive;
  std::string reason;
  std::vector<std::string> notes;
};

// Makes one study of both sides, gives each output the analyses that fit it, and concludes. Outputs of one
// class everywhere are identical and need no numbers. Of the others each number must be within its bound:
// then they are equivalent; surely beyond it, by Holm among
// all numbers of all outputs (5 %): different; else inconclusive. A pair beyond its bound is no
// difference of the sides when repetitions of one side are half as far apart. What has classes only is
// different when each side repeats itself (two repetitions at least) and they share no class. Nothing is
// run, and nothing is written but the metric cache of A's store.
Checked<Comparison> compare(const CompareWords& words, const CompareOptions& options);

} // namespace reprovip::study
