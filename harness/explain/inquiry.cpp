#include "harness/explain/inquiry.hpp"

#include "harness/explain/evidence.hpp"
#include "harness/explain/notebook.hpp"

#include <algorithm>

namespace reprovip::explain {

namespace {

class Inquiry {
public:
  Inquiry(const Question& question, const Lab& lab, Conclusion& conclusion)
      : m_question(question), m_conclusion(conclusion), m_notebook(question, lab, conclusion) {}

  void run() {
    // Two of the reference and one of each other on every subject; then all as often as the study says.
    if (!look(2, 1)) {
      look(m_question.repetitions, m_question.repetitions);
    }
    m_notebook.count();
    if (m_conclusion.kind == Kind::nothing_differs) {
      m_conclusion.at_most =
          difference_at_most(m_conclusion.executions - m_conclusion.subjects, m_question.confidence);
    }
  }

private:
  // True when the question is settled, or no more may be asked.
  bool look(std::size_t reference, std::size_t other) {
    for (std::size_t subject = 0; subject < m_question.subjects; ++subject) {
      const auto& seen = m_notebook.see({}, subject, reference);
      m_notebook.note(Kind::between, {}, subject, Answer::same);
      if (differs(seen)) {
        within(subject);
        return true;
      }
      bool moved = false;
      for (const auto& toggles : m_question.others) {
        moved = look_at(toggles, subject, other) || moved;
        if (m_conclusion.kind == Kind::within) {
          return true;
        }
      }
      if (moved || !m_conclusion.complete) {
        return true;
      }
    }
    return false;
  }

  // One of the others on one subject; causes that are known are left out of it.
  bool look_at(const Toggles& toggles, std::size_t subject, std::size_t repetitions) {
    const auto reference = m_notebook.see({}, subject, 1);
    const auto seen = m_notebook.see(toggles, subject, repetitions);
    add_tried(toggles);
    m_notebook.begin(toggles);
    if (seen.classes.empty() || reference.classes.empty()) {
      m_notebook.note(Kind::between, toggles, subject, Answer::unknown);
      return seen.impossible.empty() ? false : between(toggles, subject);
    }
    const bool moves =
        std::ranges::any_of(seen.classes, [&](const auto& one) { return one != reference.classes.front(); });
    m_notebook.note(Kind::between, toggles, subject, moves ? Answer::moved : Answer::same);
    if (!moves) {
      add_innocent(toggles);
    }
    return moves && between(toggles, subject);
  }

  bool between(const Toggles& toggles, std::size_t subject) {
    Toggles universe;
    std::ranges::copy_if(toggles, std::back_inserter(universe),
                         [&](std::size_t one) { return !is_blamed(one); });
    const auto causes = m_conclusion.causes.size();
    const auto unsteady = ask_between(m_notebook, universe, subject);
    if (unsteady) {
      within(*unsteady);
      return true;
    }
    if (m_conclusion.causes.size() == causes && m_conclusion.open.empty()) {
      return false;
    }
    m_conclusion.kind = Kind::between;
    m_conclusion.subject = subject;
    return true;
  }

  void within(std::size_t subject) {
    m_conclusion.kind = Kind::within;
    m_conclusion.subject = subject;
    m_conclusion.causes.clear();
    m_conclusion.innocent.clear();
    m_conclusion.tried = m_question.steady;
    m_conclusion.sure = true;
    m_notebook.begin(m_question.steady);
    ask_within(m_notebook, subject);
  }

  bool is_blamed(std::size_t one) const {
    return std::ranges::any_of(m_conclusion.causes, [&](const Cause& cause) {
      return std::ranges::find(cause.toggles, one) != cause.toggles.end();
    });
  }

  static void add(Toggles& all, const Toggles& some) {
    all.insert(all.end(), some.begin(), some.end());
    std::ranges::sort(all);
    all.erase(std::unique(all.begin(), all.end()), all.end());
  }
  void add_tried(const Toggles& toggles) { add(m_conclusion.tried, toggles); }
  void add_innocent(const Toggles& toggles) {
    Toggles clear;
    std::ranges::copy_if(toggles, std::back_inserter(clear),
                         [&](std::size_t one) { return !is_blamed(one); });
    add(m_conclusion.innocent, clear);
  }

  const Question& m_question;
  Conclusion& m_conclusion;
  Notebook m_notebook;
};

} // namespace

Conclusion inquire(const Question& question, const Lab& lab) {
  Conclusion conclusion;
  Inquiry(question, lab, conclusion).run();
  return conclusion;
}

} // namespace reprovip::explain
