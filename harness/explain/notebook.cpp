#include "harness/explain/notebook.hpp"

#include <algorithm>

namespace reprovip::explain {

const Observed& Notebook::see(const Toggles& toggles, std::size_t subject, std::size_t repetitions) {
  auto& seen = m_seen[{toggles, subject}];
  if (seen.classes.size() < repetitions && seen.impossible.empty()) {
    seen = m_lab(toggles, subject, repetitions);
    m_conclusion.complete = m_conclusion.complete && !seen.stopped;
  }
  return seen;
}

const Observed& Notebook::known(const Toggles& toggles, std::size_t subject) const {
  static const Observed k_nothing;
  const auto found = m_seen.find({toggles, subject});
  return found == m_seen.end() ? k_nothing : found->second;
}

void Notebook::note(Kind kind, const Toggles& toggles, std::size_t subject, Answer answer) {
  const auto& seen = known(toggles, subject);
  Step step{kind,
            toggles,
            m_universe,
            subject,
            seen.classes.size(),
            count_classes(seen),
            answer,
            seen.impossible.empty() ? seen.failed : seen.impossible};
  auto& steps = m_conclusion.steps;
  const auto same = std::ranges::find_if(steps, [&](const Step& one) {
    return one.kind == kind && one.toggles == toggles && one.subject == subject;
  });
  if (same != steps.end()) {
    *same = std::move(step);
  } else {
    steps.push_back(std::move(step));
  }
}

void Notebook::count() {
  std::map<std::size_t, std::set<std::string>> classes;
  m_conclusion.executions = 0;
  for (const auto& [key, seen] : m_seen) {
    m_conclusion.executions += seen.classes.size();
    classes[key.second].insert(seen.classes.begin(), seen.classes.end());
  }
  std::erase_if(classes, [](const auto& one) { return one.second.empty(); });
  m_conclusion.subjects = classes.size();
  for (const auto& [subject, all] : classes) {
    m_conclusion.classes = std::max(m_conclusion.classes, all.size());
  }
}

std::size_t count_classes(const Observed& observed) {
  return std::set<std::string>(observed.classes.begin(), observed.classes.end()).size();
}

Toggles at_places(const Toggles& universe, const Toggles& places) {
  Toggles toggles;
  toggles.reserve(places.size());
  for (const auto place : places) {
    toggles.push_back(universe[place]);
  }
  return toggles;
}

} // namespace reprovip::explain
