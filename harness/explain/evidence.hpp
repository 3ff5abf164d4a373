#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace reprovip::explain {

// Chances of what was seen if what is blamed had no effect. Of several subjects they multiply.

// `a` executions of one kind and `b` of another gave one class each, the other's not; the first of each is
// taken for a prediction of the others. If both kinds had the same classes with the same chances, the others
// would all be as predicted with at most max q^(a-1) (1-q)^(b-1) over q: with 2 and 2 1/4, with 4 and 4 1/64.
// 1 when a or b is 1 at most.
double chance_of_split(std::uint64_t a, std::uint64_t b);
// The same where what is blamed makes the output random: after the first of each kind all `reference` were of
// its class, of the other kind `others` were not and `same` were. Likelihood with one chance of that class
// for both kinds, at most, over the one with chance 1 for the reference and an unknown one, uniform, for the
// other kind. As `chance_of_split` it holds whenever one stops looking (Wasserman, Ramdas & Balakrishnan
// 2020, Universal inference, PNAS 117:16880). May exceed 1.
double chance_of_random(std::uint64_t reference, std::uint64_t others, std::uint64_t same);

// A share of the error for each thing that may be named in vain, all shares together 1: the chance that was
// found counts divided by its share. 1/2 for the first accusation between; 1/3 for what is within; what is
// left for accusations after `failed` that did not reach the confidence (those that did pass their share on:
// Wiens & Dmitrienko 2005, the fallback procedure).
double share_of_between(std::size_t failed);
double share_of_within();

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
