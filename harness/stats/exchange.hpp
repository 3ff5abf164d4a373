#pragma once

#include <cstdint>
#include <optional>
#include <vector>

namespace reprovip::stats {

// Things of several blocks (executions of subjects), each with a class and a level. Vectors of one length;
// classes of different blocks are not related, those of one stratum are of one block.
struct Exchange {
  std::vector<std::uint32_t> block;
  std::vector<std::uint32_t> stratum; // within which levels may change places
  std::vector<std::uint32_t> level;
  std::vector<std::uint32_t> label; // the class
};

struct ExchangeTest {
  double p = 1;
  bool exact = false; // of every arrangement; else of a seeded sample of them
};

struct ExchangeQuestion {
  std::uint64_t seed = 1;
  std::uint64_t arrangements = 20000; // tables to look at before a sample is taken instead
  std::uint64_t moves = 1000000;      // of one sample: permutations x things, 999 to 9999 permutations
};

// Whether levels lie beside the classes by chance. The statistic is the number of pairs of one block that
// share both level and class; all margins being fixed, it orders arrangements as Rand's index does (Hubert &
// Schultz 1976, British Journal of Mathematical and Statistical Psychology 29; Hubert & Arabie 1985). Under
// the null the levels within a stratum are exchangeable (Good 2005, Permutation, Parametric and Bootstrap
// Tests of Hypotheses, 3.): p is the share of arrangements with at least the observed number. Exact: the
// tables class x level of each stratum with their multiplicities, added up over the strata of a block, then
// over blocks. One stratum, two classes, two levels of half the things each: Fisher's exact test. Sampled:
// (b + 1) / (m + 1) (Phipson & Smyth 2010), m >= 999, no more once 100 have it. Nothing when every
// arrangement has the same number of pairs.
std::optional<ExchangeTest> exchange_test(const Exchange& things, const ExchangeQuestion& question);

} // namespace reprovip::stats
