#include "harness/base/format.hpp"
#include "harness/score/classes.hpp"

#include <algorithm>

namespace reprovip::score {

namespace {

constexpr double k_level = 0.05;
constexpr std::size_t k_names = 3; // of factors in a row
constexpr std::string_view k_versus = " | ";

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

std::string p_text(const model::Alignment& alignment) {
  if (!alignment.p_adjusted) {
    return format("not tested: {}", alignment.reason);
  }
  const double p = *alignment.p_adjusted;
  const auto text = p < 1e-4 ? std::string("adjusted p < 0.0001") : format("adjusted p = {:.2g}", p);
  return p <= k_level ? text : text + ", too few executions to rule out chance";
}

// "cpu = -avx512" when some levels stand against more others, "threads: 1 | 2", "threads".
std::string with_levels(const model::Alignment& alignment) {
  const auto& split = alignment.split;
  const auto at = split.find(k_versus);
  if (at == std::string::npos) {
    return alignment.factor;
  }
  const bool two_sides = split.find(k_versus, at + 1) == std::string::npos;
  return two_sides && split.find(", ", at) != std::string::npos
             ? format("{} = {}", alignment.factor, split.substr(0, at))
             : format("{}: {}", alignment.factor, split);
}

std::string same_text(const model::Alignment& alignment) {
  const auto& same = alignment.same_as;
  const auto shown = std::min(same.size(), k_names);
  return same.empty()
             ? ""
             : format("same split as {}{}; ",
                      fmt::join(same.begin(), same.begin() + static_cast<std::ptrdiff_t>(shown), ", "),
                      same.size() > shown ? format(" and {} more", same.size() - shown) : "");
}

// What comes after the first of those that explain.
std::string also_text(const std::vector<const model::Alignment*>& named) {
  std::vector<std::string> names;
  for (std::size_t i = 1; i < std::min(named.size(), k_names + 1); ++i) {
    names.push_back(named[i]->factor);
  }
  return names.empty() ? "" : format(", also by {}", fmt::join(names, ", "));
}

// The closest of the factors that explain a part, or how surely none does.
std::string remainder(const model::OutputClasses& classes) {
  const model::Alignment* closest = nullptr;
  for (const auto& alignment : classes.alignments) {
    if (alignment.p_adjusted && (closest == nullptr || *alignment.p_adjusted < *closest->p_adjusted)) {
      closest = &alignment;
    }
  }
  if (closest == nullptr) {
    return "";
  }
  return *closest->p_adjusted <= k_level
             ? format("; {} separates them in part ({})", closest->factor, p_text(*closest))
             : format("; no factor separates them (adjusted p ≥ {:.2g})", *closest->p_adjusted);
}

std::string cause(const Scene& scene, const model::OutputClasses& classes) {
  std::vector<const model::Alignment*> exact;
  std::vector<const model::Alignment*> explaining;
  for (const auto& alignment : classes.alignments) {
    if (is_explanation(alignment)) {
      (splits_exactly(alignment) ? exact : explaining).push_back(&alignment);
    }
  }
  if (!exact.empty() || !explaining.empty()) {
    const auto& named = exact.empty() ? explaining : exact;
    const auto& first = *named.front();
    return format("{}{} ({}{}){}", exact.empty() ? ", explained by " : ", split exactly by ",
                  with_levels(first), same_text(first), p_text(first), also_text(named));
  }
  if (differs_within_cell(scene, classes)) {
    return all_different(classes)
               ? ", every execution differs, not by any factor: the run itself is a source"
               : ", also between repetitions: the run itself is a source" + remainder(classes);
  }
  const auto rest = remainder(classes);
  return rest.empty() ? ", each repeated too little to tell what splits them" : rest;
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
