#pragma once

#include "harness/study/compare.hpp"
#include "harness/study/compare_union.hpp"

namespace reprovip::study {

SharedClasses shared_classes(const CompareUnion& both, const model::OutputDecl& output);
// What the classes alone say: identical, or why they cannot decide it; nothing where numbers are to be asked.
struct ClassesSay {
  Likeness likeness = Likeness::inconclusive;
  std::string reason;
};
std::optional<ClassesSay> concluded_by_classes(const SharedClasses& classes, score::Nature nature,
                                               const CompareSides& sides);
// "the same outputs for 2 of 3 subjects".
std::string same_text(const SharedClasses& classes);

} // namespace reprovip::study
