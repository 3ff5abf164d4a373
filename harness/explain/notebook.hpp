#pragma once

#include "harness/explain/inquiry.hpp"

#include <map>
#include <set>
#include <utility>

namespace reprovip::explain {

// Asks the lab, remembers what it saw, and writes down every step.
class Notebook {
public:
  Notebook(const Question& question, const Lab& lab, Conclusion& conclusion)
      : m_question(question), m_lab(lab), m_conclusion(conclusion) {}

  // At least `repetitions`, unless it is stopped or impossible.
  const Observed& see(const Toggles& toggles, std::size_t subject, std::size_t repetitions);
  // What is known already.
  const Observed& known(const Toggles& toggles, std::size_t subject) const;
  void note(Kind kind, const Toggles& toggles, std::size_t subject, Answer answer);

  // What the steps that follow switch some of.
  void begin(const Toggles& universe) { m_universe = universe; }
  const Question& question() const { return m_question; }
  Conclusion& conclusion() { return m_conclusion; }
  // Counts what was seen of all.
  void count();

private:
  const Question& m_question;
  const Lab& m_lab;
  Conclusion& m_conclusion;
  Toggles m_universe;
  std::map<std::pair<Toggles, std::size_t>, Observed> m_seen;
};

std::size_t count_classes(const Observed& observed);
inline bool differs(const Observed& observed) {
  return count_classes(observed) > 1;
}

// The two halves of `inquire`: `subject` shows the difference; each fills the conclusion in. `between` may
// find that repetitions of the reference differ: then it returns the subject on which they do.
std::optional<std::size_t> ask_between(Notebook& notebook, const Toggles& universe, std::size_t subject);
void ask_within(Notebook& notebook, std::size_t subject);

// Those of `universe` at these places.
Toggles at_places(const Toggles& universe, const Toggles& places);

} // namespace reprovip::explain
