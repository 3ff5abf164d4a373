#include "harness/explain/evidence.hpp"
#include "harness/explain/notebook.hpp"

#include <algorithm>

namespace reprovip::explain {

namespace {

// How many of `observed` are not of this class.
std::uint64_t count_other(const Observed& observed, const std::string& reference) {
  return static_cast<std::uint64_t>(
      std::ranges::count_if(observed.classes, [&](const auto& one) { return one != reference; }));
}

// Executions of the reference's class among those after the first that is not.
std::uint64_t count_same_after_other(const Observed& observed, const std::string& reference) {
  const auto first =
      std::ranges::find_if(observed.classes, [&](const auto& one) { return one != reference; });
  return static_cast<std::uint64_t>(std::count(first, observed.classes.end(), reference));
}

class Between {
public:
  Between(Notebook& notebook, const Toggles& universe, std::size_t subject)
      : m_notebook(notebook), m_universe(universe), m_subject(subject) {}

  std::optional<std::size_t> run() {
    auto& conclusion = m_notebook.conclusion();
    const auto search = find_causes(m_universe.size(), [this](const Toggles& places) {
      return answer(at_places(m_universe, places), m_subject);
    });
    conclusion.held = at_places(m_universe, search.held);
    conclusion.open = at_places(m_universe, search.open);
    Toggles blamed;
    for (const auto& places : search.causes) {
      Cause cause;
      cause.toggles = at_places(m_universe, places);
      blamed.insert(blamed.end(), cause.toggles.begin(), cause.toggles.end());
      m_failed = static_cast<std::size_t>(std::ranges::count_if(conclusion.causes, [&](const Cause& other) {
        return other.chance > 1 - m_notebook.question().confidence;
      }));
      if (const auto unsteady = confirm(cause)) {
        return unsteady;
      }
      conclusion.sure = conclusion.sure && cause.chance <= 1 - m_notebook.question().confidence;
      conclusion.causes.push_back(std::move(cause));
    }
    std::ranges::sort(blamed);
    if (search.rest_is_innocent) {
      std::ranges::set_difference(m_universe, blamed, std::back_inserter(conclusion.innocent));
    }
    return std::nullopt;
  }

private:
  Answer answer(const Toggles& toggles, std::size_t subject) {
    const auto& reference = m_notebook.see({}, subject, 1);
    const auto seen = m_notebook.see(toggles, subject, 1);
    auto answer = Answer::same;
    if (!seen.impossible.empty() || !reference.impossible.empty()) {
      answer = Answer::unknown;
    } else if (seen.classes.empty() || reference.classes.empty()) {
      return Answer::stopped;
    } else if (count_other(seen, reference.classes.front()) > 0) {
      answer = Answer::moved;
    }
    m_notebook.note(Kind::between, toggles, subject, answer);
    return answer;
  }

  // On other subjects first, then all of them once more, as long as that is needed and can be had. Gives the
  // subject whose reference turned out to differ from itself.
  std::optional<std::size_t> confirm(Cause& cause) {
    const auto& question = m_notebook.question();
    std::vector<std::size_t> subjects = {m_subject};
    for (std::size_t i = 0; i < question.subjects && subjects.size() < question.confirm; ++i) {
      if (i != m_subject) {
        subjects.push_back(i);
      }
    }
    for (std::size_t count = 1; count <= k_most; ++count) {
      for (const auto subject : subjects) {
        if (cause.subjects == subjects.size() && cause.chance <= 1 - question.confidence) {
          return std::nullopt;
        }
        const auto& reference = m_notebook.see({}, subject, count);
        if (differs(reference)) {
          return subject;
        }
        m_notebook.see(cause.toggles, subject, count);
        weigh(cause, subjects);
      }
      if (!m_notebook.conclusion().complete) {
        break;
      }
    }
    return std::nullopt;
  }

  // Where it moves nothing it has no part in the evidence. What accuses does not count: on each subject the
  // reference's first execution, and those of the cause up to the first of another class.
  void weigh(Cause& cause, const std::vector<std::size_t>& subjects) {
    cause = Cause{.toggles = std::move(cause.toggles)};
    double split = 1;
    double random = 1;
    for (const auto subject : subjects) {
      const auto& reference = m_notebook.known({}, subject);
      const auto& seen = m_notebook.known(cause.toggles, subject);
      if (reference.classes.empty() || seen.classes.empty()) {
        continue;
      }
      ++cause.subjects;
      const auto others = count_other(seen, reference.classes.front());
      m_notebook.note(Kind::between, cause.toggles, subject, others > 0 ? Answer::moved : Answer::same);
      if (others == 0) {
        continue;
      }
      ++cause.effective;
      cause.random = cause.random || differs(seen);
      cause.failed = cause.failed.empty() ? seen.failed : cause.failed;
      cause.executions += reference.classes.size() + seen.classes.size();
      const auto after = reference.classes.size() - 1;
      const auto same = count_same_after_other(seen, reference.classes.front());
      split *= same > 0 ? 0 : 1 / chance_of_split(reference.classes.size(), others);
      random /= chance_of_random(after, others - 1, same);
    }
    const double odds = k_split * split + (1 - k_split) * random;
    cause.chance = std::min(1.0, 1 / (odds * share_of_between(m_failed)));
  }

  static constexpr double k_split = 2.0 / 3; // that what it moves is moved always, before anything is seen
  static constexpr std::size_t k_most = 24;
  Notebook& m_notebook;
  const Toggles& m_universe;
  std::size_t m_subject;
  std::size_t m_failed = 0; // causes that were named before and did not reach the confidence
};

} // namespace

std::optional<std::size_t> ask_between(Notebook& notebook, const Toggles& universe, std::size_t subject) {
  return Between(notebook, universe, subject).run();
}

} // namespace reprovip::explain
