#pragma once

#include "harness/model/plan.hpp"
#include "harness/study/request.hpp"

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace reprovip::study {

// One thing that `explain` may switch: a factor to another level than the reference's.
struct Candidate {
  std::string factor;
  std::string from; // "" = not known: the protocol does not set it
  std::string to;
  // What the protocol needs so that the level is there ("factors.aslr" = "off"); empty: it has it.
  std::vector<std::pair<std::string, std::string>> sets;
  bool is_factor = true; // else `sets` is all there is to it: the seed's policy
};
// "threads: 2 → 1".
std::string describe(const Candidate& candidate);

// The levels of a condition, by factor.
using LevelNames = std::map<std::string, std::string>;
// The reference of the design, else its first condition; `text` ("cpu=-fma,threads=2") is laid over it.
Checked<LevelNames> levels_of(const model::Plan& plan, const std::string& text);

// Candidates with the sets of them that `explain` looks at.
struct Candidates {
  std::vector<Candidate> all;
  std::vector<std::vector<std::size_t>> others; // each with all it has, to be compared with the reference
  std::vector<std::size_t> steady;              // that may make repetitions identical
  std::vector<std::string> dropped;             // "aslr=off: why it cannot be switched here"
};
struct Wanted {
  LevelNames from;
  std::string to;                  // "" = every other level of every factor
  std::vector<std::string> probes; // "builtin", or FACTOR=LEVEL
};
// From the levels of the design, and from built-in factors that need nothing to be set up (threads,
// addresses, clock, order of folders, ...): those that steady repetitions always, others when they are asked
// for. What the protocol's reader refuses is dropped with its reason.
Checked<Candidates> list_candidates(const Request& request, const model::Plan& plan, const Wanted& wanted);

} // namespace reprovip::study
