#pragma once

#include <cstddef>
#include <functional>
#include <vector>

namespace reprovip::explain {

// Numbers of those candidates (0 .. m-1) that are switched, ascending.
using Toggles = std::vector<std::size_t>;

// What came of switching some candidates, all others as in the reference: `same` as with none of them,
// `moved` away from it, `unknown` (it cannot be run), `stopped` (no more may be asked: the budget).
enum class Answer { same, moved, unknown, stopped };
using Oracle = std::function<Answer(const Toggles&)>;

struct Search {
  // Smallest sets that move: none of their parts was seen to. Of two sets each suffices alone; a set of two
  // acts only together. They are disjoint, in the order in which they were found.
  std::vector<Toggles> causes;
  // Stopped before its end: one of these is (also) to blame, together with those of `held`.
  Toggles open;
  Toggles held;
  bool complete = true;          // not stopped
  bool rest_is_innocent = false; // all that is in no cause was switched together, and nothing moved
  std::size_t asked = 0;         // different sets that the oracle answered
};

// The minimal differences that move (1-minimal, as of Zeller & Hildebrandt 2002, IEEE TSE 28:183), found by
// halving: with all switched, the shortest prefix of the candidates that moves is bisected; its last one is
// needed, is held, and what else it needs is looked for before it in the same way. One culprit among m
// candidates costs 1 + ceil(log2 m) + 2 answers at most, c that act together about c times that. Then, as
// long as the rest moves by itself, the next one. No answer is asked for twice. Nothing but the answers is
// assumed for what is found to be needed; that a larger set moves when a smaller one does (monotony) is
// assumed for what is found to be innocent. Candidates between two answers that cannot be had stay together.
Search find_causes(std::size_t candidates, const Oracle& oracle);

// The halves between `low` and `high` (excluded), nearest to the middle first.
std::vector<std::size_t> middles(std::size_t low, std::size_t high);

} // namespace reprovip::explain
