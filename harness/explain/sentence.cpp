#include "harness/base/format.hpp"
#include "harness/explain/explanation.hpp"

#include <algorithm>

namespace reprovip::explain {

namespace {

std::string count_of(std::size_t count, const char* one) {
  return format("{} {}{}", count, one, count == 1 ? "" : "s");
}

std::string names(const Explanation& explanation, const Toggles& toggles, const char* last) {
  std::string text;
  for (std::size_t i = 0; i < toggles.size(); ++i) {
    text += i == 0 ? "" : i + 1 == toggles.size() ? last : ", ";
    text += explanation.candidates[toggles[i]];
  }
  return text;
}

std::string percent(double share) {
  constexpr double k_two_digits = 0.995; // above, they would be written 1e+02
  return share >= k_two_digits ? "100" : format("{:.2g}", 100 * share);
}

// The least sure cause speaks for all.
std::string evidence(const Conclusion& found) {
  double chance = 0;
  std::size_t tried = 0;
  std::size_t effective = 0;
  for (const auto& cause : found.causes) {
    chance = std::max(chance, cause.chance);
    tried = std::max(tried, cause.subjects);
    effective = std::max(effective, cause.effective);
  }
  const auto subjects = effective < tried ? format("{} of {}", effective, count_of(tried, "subject"))
                                          : count_of(tried, "subject");
  return format("{}, {}, confidence {:.3g}", count_of(found.executions, "execution"), subjects, 1 - chance);
}

std::string causes_of(const Explanation& explanation, const Conclusion& found, const char* together) {
  std::string text;
  for (const auto& cause : found.causes) {
    text += text.empty() ? "" : "; and ";
    text += names(explanation, cause.toggles, " with ");
    text += cause.toggles.size() > 1 ? together : "";
  }
  return text;
}

// "threads" of "threads: 2 → 1".
std::string factor_of(const std::string& candidate) {
  return candidate.substr(0, std::min(candidate.find(": "), candidate.find(" → ")));
}

std::string not_sure(const Explanation& explanation, const Conclusion& found) {
  return found.sure ? "" : format("; less sure than the {} asked for", explanation.confidence);
}

// An execution that fails has no output that could be in a class.
std::string what_they_do(const std::vector<Cause>& causes) {
  std::vector<std::string> effects;
  for (const auto& cause : causes) {
    auto effect = cause.failed.empty() ? "moves it to another class"
                                       : format("makes executions fail ({})", cause.failed);
    if (std::ranges::find(effects, effect) == effects.end()) {
      effects.push_back(std::move(effect));
    }
  }
  return format(": {} {}", causes.size() > 1 ? "each alone" : "that", fmt::join(effects, " or "));
}

std::string between(const Explanation& explanation, const std::string& output, const Conclusion& found) {
  auto text = format("{} differs {}because of {}", output, found.sure ? "" : "probably ",
                     causes_of(explanation, found, " (only together)"));
  text += what_they_do(found.causes);
  const bool random = std::ranges::any_of(
      found.causes, [](const Cause& cause) { return cause.random && cause.failed.empty(); });
  text += random ? ", where repetitions also differ among themselves" : "";
  text += found.innocent.empty() ? "" : ", nothing else that was tried does";
  return text + format(" ({})", evidence(found)) + not_sure(explanation, found);
}

std::string within(const Explanation& explanation, const std::string& output, const Conclusion& found) {
  if (found.causes.empty()) {
    return format("repetitions of {} differ, and go on to differ whatever was tried ({}, {} classes)", output,
                  count_of(found.executions, "execution"), found.classes);
  }
  std::string factors;
  std::string settings;
  for (const auto& cause : found.causes) {
    for (const auto toggle : cause.toggles) {
      const auto& name = explanation.candidates[toggle];
      factors += (factors.empty()                   ? ""
                  : toggle == cause.toggles.front() ? " or "
                                                    : " and ") +
                 factor_of(name);
    }
    settings += (settings.empty() ? "" : ", or ") + names(explanation, cause.toggles, " and ");
  }
  const bool several = found.causes.front().toggles.size() > 1;
  auto text = format("repetitions of {} differ {}because of {}: {} make{} them identical{}", output,
                     found.sure ? "" : "probably ", factors, settings, several ? "" : "s",
                     several ? ", only together" : "");
  text += found.innocent.empty() ? "" : ", nothing else that was tried does";
  return text + format(" ({})", evidence(found)) + not_sure(explanation, found);
}

} // namespace

bool is_explained(const OutputExplanation& output) {
  const auto& found = output.conclusion;
  return output.failed.empty() && found.complete &&
         (found.kind == Kind::nothing_differs || (!found.causes.empty() && found.sure));
}

std::string sentence(const Explanation& explanation, const OutputExplanation& output) {
  const auto& found = output.conclusion;
  if (found.executions == 0) {
    return format("{}: no execution has it", output.output);
  }
  if (!output.failed.empty() && found.kind == Kind::nothing_differs) {
    return format("{}: nothing to compare: executions of the reference fail: {}", output.output,
                  output.failed);
  }
  if (found.kind == Kind::nothing_differs) {
    return format(
        "{}: nothing differs{}: {}, {}, {} each; at most {} % of executions differ (confidence {:.3g})",
        output.output, found.complete ? "" : " so far", count_of(found.executions, "execution"),
        count_of(found.subjects, "subject"), "1 class", percent(found.at_most), explanation.confidence);
  }
  if (!found.open.empty() && found.causes.empty()) {
    const auto what = found.kind == Kind::within ? "repetitions of " + output.output + " differ"
                                                 : output.output + " differs";
    const auto held = found.held.empty()
                          ? ""
                          : format("{}, perhaps together with ", names(explanation, found.held, " and "));
    return format("{}; to blame is {}one of: {}", what, held, names(explanation, found.open, ", "));
  }
  return found.kind == Kind::between ? between(explanation, output.output, found)
                                     : within(explanation, output.output, found);
}

} // namespace reprovip::explain
