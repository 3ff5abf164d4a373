#pragma once

#include "harness/explain/search.hpp"

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace reprovip::explain {

// What executions of one output gave: a class each, by repetition; equal text, equal output.
struct Observed {
  std::vector<std::string> classes;
  bool stopped = false;   // not all that were asked for: the budget
  std::string impossible; // why it cannot be run; "" = it can
  std::string failed;     // how one of them failed: that is a class, but no output that can be steady
};
// At least the first `repetitions` executions of a subject with these candidates switched; more when there
// are more already.
using Lab = std::function<Observed(const Toggles& toggles, std::size_t subject, std::size_t repetitions)>;

// Candidates are numbers of the caller's; a candidate is one level of one factor, other than the reference's.
struct Question {
  std::size_t subjects = 1;
  std::vector<Toggles> others; // each to be compared with the reference: which of its parts moves the output?
  Toggles steady;              // those that may make repetitions of the reference identical
  std::size_t repetitions = 3; // how many of each to see before saying that nothing differs
  double confidence = 0.95;
  std::size_t confirm = 3; // subjects on which a cause is to be seen, if there are so many
};

// The smallest set that does it, and how sure that is.
struct Cause {
  Toggles toggles;
  std::size_t subjects = 0;   // on which it was tried
  std::size_t effective = 0;  // on which it did what it is blamed for
  std::size_t executions = 0; // of it and of the reference, on the latter
  double chance = 1;          // of what was seen, if it had no effect
  bool random = false;        // between: its own repetitions differ
  std::string failed;         // between: how an execution of it fails, where it moves the output by failing
};

// `between`: some set of toggles moves the output to another class. `within`: repetitions of the reference
// itself differ; causes make them identical.
enum class Kind { nothing_differs, between, within };

// What one set of toggles gave on one subject, and what that says: `moved` to another class than the
// reference's (between), to repetitions that are identical (within).
struct Step {
  Kind kind = Kind::between;
  Toggles toggles;
  Toggles universe; // of which they are some
  std::size_t subject = 0;
  std::size_t executions = 0;
  std::size_t classes = 0;
  Answer answer = Answer::unknown;
  std::string impossible; // why it cannot be told, or how an execution failed
};

struct Conclusion {
  Kind kind = Kind::nothing_differs;
  std::vector<Cause> causes;
  Toggles open;            // stopped: one of these is to blame,
  Toggles held;            // together with these
  Toggles innocent;        // of what was looked at: switched together they changed nothing
  Toggles tried;           // all that was looked at
  bool complete = true;    // not stopped
  bool sure = true;        // every cause reached the confidence that was asked for
  std::size_t subject = 0; // the difference was seen on it
  std::size_t subjects = 0;
  std::size_t executions = 0; // that were looked at
  std::size_t classes = 0;    // the most of any subject
  double at_most = 1;         // nothing differs: upper limit of the chance that an execution does
  std::vector<Step> steps;    // in order
};

// From what differs to what is to blame, with as few executions as it takes: looks for a difference, first
// between two repetitions of the reference, then with each of `others`, subject by subject; searches for the
// smallest sets behind it (`find_causes`) on the subject where it was seen; then repeats these and the
// reference, on other subjects first, until chance alone would give the same in at most 1 - confidence of
// cases
// (`evidence.hpp`; of `within` times the number of sets that were tried).
Conclusion inquire(const Question& question, const Lab& lab);

} // namespace reprovip::explain
