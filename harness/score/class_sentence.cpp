#include "harness/base/format.hpp"
#include "harness/score/classes.hpp"

#include <algorithm>

namespace reprovip::score {

namespace {

std::string counted(std::uint32_t count, const std::string& one, const std::string& many) {
  return format("{} {}", count, count == 1 ? one : many);
}

std::uint32_t subjects_with_output(const model::OutputClasses& classes) {
  return static_cast<std::uint32_t>(
      std::count_if(classes.subjects.begin(), classes.subjects.end(),
                    [](const model::SubjectClasses& subject) { return !subject.canonical.empty(); }));
}

// Two executions of one cell have different outputs.
bool differs_within_cell(const Scene& scene, const model::OutputClasses& classes) {
  std::map<std::uint32_t, Digest> seen;
  for (const auto& subject : classes.subjects) {
    for (const auto& one : subject.canonical) {
      for (const auto execution : one.executions) {
        const auto [found, is_new] = seen.emplace(scene.plan().executions[execution].cell, one.digest);
        if (!is_new && found->second != one.digest) {
          return true;
        }
      }
    }
  }
  return false;
}

bool all_different(const model::OutputClasses& classes) {
  return std::all_of(
      classes.subjects.begin(), classes.subjects.end(), [](const model::SubjectClasses& subject) {
        return std::all_of(subject.canonical.begin(), subject.canonical.end(),
                           [](const model::OutputClass& one) { return one.executions.size() == 1; });
      });
}

std::string cause(const Scene& scene, const model::OutputClasses& classes) {
  std::vector<std::string> exact;
  std::vector<std::string> explaining;
  for (const auto& alignment : classes.alignments) {
    if (splits_exactly(alignment)) {
      exact.push_back(alignment.factor);
    } else if (alignment.explains) {
      explaining.push_back(alignment.factor);
    }
  }
  if (!exact.empty() || !explaining.empty()) {
    const auto& names = exact.empty() ? explaining : exact;
    const std::string more =
        names.size() > 1 ? format(" (and {})", fmt::join(names.begin() + 1, names.end(), ", ")) : "";
    return (exact.empty() ? ", explained by " : ", split exactly by ") + names.front() + more;
  }
  if (differs_within_cell(scene, classes)) {
    return all_different(classes) ? ", every execution differs: the run itself is a source"
                                  : ", also between repetitions: the run itself is a source";
  }
  return ", each repeated too little to tell what splits them";
}

} // namespace

std::string describe_classes(const Scene& scene, const model::OutputClasses& classes) {
  const auto missing = classes.missing == 0 ? "" : format("; missing in {}", classes.missing);
  if (classes.executions == 0) {
    return "no execution has it" + missing;
  }
  const auto subjects = subjects_with_output(classes);
  auto text = format("{} of {} → ", counted(classes.executions, "execution", "executions"),
                     counted(subjects, "subject", "subjects"));
  if (classes.classes > 1) {
    text += format("{}{} distinct outputs{}", subjects > 1 ? "at most " : "", classes.classes,
                   subjects > 1 ? " a subject" : "");
    return text + cause(scene, classes) + missing;
  }
  text += subjects > 1 ? "1 distinct output a subject" : "1 distinct output";
  if (classes.classes_raw > 1) {
    text += format("; the files differ ({} distinct) only in what is ignored", classes.classes_raw);
    text += classes.ignored.empty() ? "" : format(": {}", fmt::join(classes.ignored, ", "));
  }
  return text + missing;
}

} // namespace reprovip::score
