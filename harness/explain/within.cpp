#include "harness/explain/evidence.hpp"
#include "harness/explain/notebook.hpp"

#include <algorithm>

namespace reprovip::explain {

namespace {

// Sizes of the reference's classes, by class.
struct Sizes {
  std::vector<std::string> names;
  std::vector<std::uint64_t> counts;

  explicit Sizes(const Observed& observed) {
    for (const auto& one : observed.classes) {
      const auto at = place(one);
      if (at == names.size()) {
        names.push_back(one);
        counts.push_back(0);
      }
      ++counts[at];
    }
  }
  std::size_t place(const std::string& name) const {
    return static_cast<std::size_t>(std::ranges::find(names, name) - names.begin());
  }
};

class Within {
public:
  Within(Notebook& notebook, std::size_t subject)
      : m_notebook(notebook), m_universe(notebook.question().steady), m_subject(subject) {}

  void run() {
    auto& conclusion = m_notebook.conclusion();
    strengthen_reference();
    m_notebook.note(Kind::within, {}, m_subject, Answer::same);
    // What was identical by chance and is so no more changes the search; what is known costs nothing again.
    for (int round = 0; round < k_rounds; ++round) {
      conclusion.causes.clear();
      conclusion.sure = true;
      const auto search = find_causes(
          m_universe.size(), [this](const Toggles& places) { return answer(at_places(m_universe, places)); });
      conclusion.held = at_places(m_universe, search.held);
      conclusion.open = at_places(m_universe, search.open);
      conclusion.innocent.clear();
      if (search.rest_is_innocent) {
        add_innocent(search);
      }
      if (confirm_all(search)) {
        return;
      }
    }
  }

private:
  static constexpr double k_screening = 0.05;
  static constexpr std::size_t k_most = 24;
  static constexpr std::size_t k_most_reference = 12;
  static constexpr int k_rounds = 4;

  double level() const { return 1 - m_notebook.question().confidence; }

  // What is compared with a reference that differs seldom takes many executions: the reference gets its
  // share.
  void strengthen_reference() {
    for (std::size_t count = 2; count <= k_most_reference; ++count) {
      const auto& seen = m_notebook.see({}, m_subject, count);
      const Sizes sizes(seen);
      const auto needed = alike_needed(sizes.counts, k_screening, k_most);
      if (seen.stopped || needed < seen.classes.size()) {
        return;
      }
    }
  }

  double chance(const Toggles& toggles, std::size_t subject) const {
    const auto& seen = m_notebook.known(toggles, subject);
    const Sizes sizes(m_notebook.known({}, subject));
    if (seen.classes.empty() || differs(seen) || !seen.failed.empty() || sizes.counts.size() < 2) {
      return 1;
    }
    return chance_of_alike(sizes.counts, sizes.place(seen.classes.front()), seen.classes.size());
  }

  // Identical until chance is unlikely at this level, or seen to differ.
  Answer identical(const Toggles& toggles, std::size_t subject, double tries, double wanted) {
    for (std::size_t count = 2; count <= k_most; ++count) {
      const auto& seen = m_notebook.see(toggles, subject, count);
      if (!seen.impossible.empty() || !seen.failed.empty()) {
        return Answer::unknown;
      }
      if (differs(seen)) {
        return Answer::same;
      }
      if (chance(toggles, subject) * tries <= wanted) {
        return Answer::moved;
      }
      if (seen.stopped) {
        return Answer::stopped;
      }
    }
    return Answer::moved;
  }

  Answer answer(const Toggles& toggles) {
    const auto answer = identical(toggles, m_subject, 1, k_screening);
    if (answer != Answer::stopped) {
      m_notebook.note(Kind::within, toggles, m_subject, answer);
    }
    return answer;
  }

  void add_innocent(const Search& search) {
    Toggles blamed;
    for (const auto& cause : search.causes) {
      blamed.insert(blamed.end(), cause.begin(), cause.end());
    }
    for (std::size_t i = 0; i < m_universe.size(); ++i) {
      if (std::ranges::find(blamed, i) == blamed.end()) {
        m_notebook.conclusion().innocent.push_back(m_universe[i]);
      }
    }
  }

  // False when a cause failed: its repetitions differ after all.
  bool confirm_all(const Search& search) {
    auto& conclusion = m_notebook.conclusion();
    const auto tries = static_cast<double>(std::max<std::size_t>(1, search.asked)) / share_of_within();
    for (const auto& places : search.causes) {
      Cause cause;
      cause.toggles = at_places(m_universe, places);
      confirm_elsewhere(cause.toggles);
      // The subject of the search takes what the others have left to show.
      const auto others = product(cause.toggles, false);
      if (identical(cause.toggles, m_subject, tries * others, level()) == Answer::same) {
        m_notebook.note(Kind::within, cause.toggles, m_subject, Answer::same);
        return false;
      }
      m_notebook.note(Kind::within, cause.toggles, m_subject, Answer::moved);
      weigh(cause, tries);
      conclusion.sure = conclusion.sure && cause.chance <= level();
      conclusion.causes.push_back(std::move(cause));
    }
    return true;
  }

  std::vector<std::size_t> others() const {
    const auto& question = m_notebook.question();
    std::vector<std::size_t> subjects;
    for (std::size_t i = 0; i < question.subjects && subjects.size() + 1 < question.confirm; ++i) {
      if (i != m_subject) {
        subjects.push_back(i);
      }
    }
    return subjects;
  }

  void confirm_elsewhere(const Toggles& toggles) {
    for (const auto subject : others()) {
      const auto& reference = m_notebook.see({}, subject, 2);
      if (!differs(reference)) {
        m_notebook.see({}, subject, std::max<std::size_t>(3, m_notebook.question().repetitions));
      }
      m_notebook.note(Kind::within, {}, subject,
                      differs(m_notebook.known({}, subject)) ? Answer::same : Answer::unknown);
      const auto& seen = m_notebook.see(toggles, subject, 2);
      m_notebook.note(Kind::within, toggles, subject,
                      seen.classes.size() < 2 || !seen.failed.empty() ? Answer::unknown
                      : differs(seen)                                 ? Answer::same
                                                                      : Answer::moved);
    }
  }

  double product(const Toggles& toggles, bool with_own) const {
    double all = with_own ? chance(toggles, m_subject) : 1;
    for (const auto subject : others()) {
      all *= chance(toggles, subject);
    }
    return all;
  }

  void weigh(Cause& cause, double tries) const {
    cause.chance = std::min(1.0, tries * product(cause.toggles, true));
    auto subjects = others();
    subjects.push_back(m_subject);
    for (const auto subject : subjects) {
      const auto& seen = m_notebook.known(cause.toggles, subject);
      const auto& reference = m_notebook.known({}, subject);
      if (seen.classes.size() < 2 || !differs(reference)) {
        continue;
      }
      ++cause.subjects;
      if (!differs(seen)) {
        ++cause.effective;
        cause.executions += seen.classes.size() + reference.classes.size();
      }
    }
  }

  Notebook& m_notebook;
  const Toggles& m_universe;
  std::size_t m_subject;
};

} // namespace

void ask_within(Notebook& notebook, std::size_t subject) {
  Within(notebook, subject).run();
}

} // namespace reprovip::explain
