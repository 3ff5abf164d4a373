#pragma once

#include <cstdint>
#include <span>

namespace reprovip::explain {

// Chances of what was seen if what is blamed had no effect. Of several subjects they multiply.

// `a` executions of one kind and `b` of another gave one class each, the other's not; the first of each is
// taken for a prediction of the others. If both kinds had the same classes with the same chances, the others
// would all be as predicted with at most max q^(a-1) (1-q)^(b-1) over q: with 2 and 2 1/4, with 4 and 4 1/64.
// 1 when a or b is 1 at most.
double chance_of_split(std::uint64_t a, std::uint64_t b);
// `others` of the `b` were not of the class that all `a` have: the chance that these are all among the `b`,
// C(b, others) / C(a + b, others), Fisher's exact test.
double chance_of_others(std::uint64_t a, std::uint64_t b, std::uint64_t others);

// Of executions `reference` lists the size of every class, `alike` more gave all the same one: class
// `like` of the reference, or none of them (`like` = its size). Exact, of a permutation test: the share of
// all ways to draw `alike` executions from all of them in which they are of one class. 1 when alike < 2.
double chance_of_alike(std::span<const std::uint64_t> reference, std::size_t like, std::uint64_t alike);
// The fewest executions alike, of a class that the reference lacks, for a chance of at most `chance`; `most`
// + 1 when these are not enough.
std::uint64_t alike_needed(std::span<const std::uint64_t> reference, double chance, std::uint64_t most);

// All of these executions gave the class of their subject's first: upper limit, at this confidence, of the
// chance that one does not. `after_first` = executions - subjects. 1 when there is none.
double difference_at_most(std::uint64_t after_first, double confidence);

} // namespace reprovip::explain
