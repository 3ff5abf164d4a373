#include "harness/stats/exchange.hpp"

#include "harness/stats/random.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <set>

namespace reprovip::stats {

namespace {

using Counts = std::vector<std::uint32_t>; // class x level, row by row
using Weighted = std::map<Counts, double>; // with the chance of each
using Spread = std::map<std::uint64_t, double>;

constexpr std::uint64_t k_first = 999;  // permutations that are made in any case
constexpr std::uint64_t k_enough = 100; // that reach the observed pairs: p is known well enough

struct Stratum {
  std::vector<std::uint32_t> labels;
  std::vector<std::uint32_t> levels;
};

// Labels and levels counted from 0.
struct Block {
  std::vector<Stratum> strata;
  std::size_t labels = 0;
  std::size_t levels = 0;
};

std::uint32_t numbered(std::map<std::uint32_t, std::uint32_t>& known, std::uint32_t name) {
  return known.emplace(name, static_cast<std::uint32_t>(known.size())).first->second;
}

std::vector<Block> blocks_of(const Exchange& things) {
  std::map<std::uint32_t, std::map<std::uint32_t, std::vector<std::size_t>>> places;
  for (std::size_t i = 0; i < things.block.size(); ++i) {
    places[things.block[i]][things.stratum[i]].push_back(i);
  }
  std::vector<Block> blocks;
  for (const auto& [name, strata] : places) {
    std::map<std::uint32_t, std::uint32_t> labels;
    std::map<std::uint32_t, std::uint32_t> levels;
    auto& block = blocks.emplace_back();
    for (const auto& [stratum, members] : strata) {
      auto& added = block.strata.emplace_back();
      for (const auto i : members) {
        added.labels.push_back(numbered(labels, things.label[i]));
        added.levels.push_back(numbered(levels, things.level[i]));
      }
    }
    block.labels = labels.size();
    block.levels = levels.size();
  }
  return blocks;
}

Counts counted(const std::vector<std::uint32_t>& names, std::size_t size) {
  Counts counts(size, 0);
  for (const auto name : names) {
    ++counts[name];
  }
  return counts;
}

std::uint64_t pairs_of(const Counts& table) {
  std::uint64_t pairs = 0;
  for (const std::uint64_t count : table) {
    pairs += count * (count - std::min<std::uint64_t>(count, 1)) / 2;
  }
  return pairs;
}

double log_factorial(std::uint32_t n) {
  return n < 2 ? 0 : std::lgamma(static_cast<double>(n) + 1);
}

double log_factorials(const Counts& counts) {
  double sum = 0;
  for (const auto count : counts) {
    sum += log_factorial(count);
  }
  return sum;
}

// All tables with the margins of a stratum.
class Tables {
public:
  Tables(const Stratum& stratum, const Block& block, std::uint64_t limit)
      : m_rows(counted(stratum.labels, block.labels)), m_columns(counted(stratum.levels, block.levels)),
        m_table(block.labels * block.levels, 0), m_limit(limit) {
    m_log = log_factorials(m_rows) + log_factorials(m_columns) -
            log_factorial(static_cast<std::uint32_t>(stratum.labels.size()));
  }

  // Nothing when there are more than the limit.
  std::optional<Weighted> all() {
    fill(0, m_rows.empty() ? 0 : m_rows[0]);
    return m_tables.size() > m_limit ? std::nullopt : std::optional(std::move(m_tables));
  }

private:
  // `rest` of the row of this place has not been given out yet. Every count that is tried leads to a table.
  void fill(std::size_t place, std::uint32_t rest) {
    if (m_tables.size() > m_limit) {
      return;
    }
    if (place == m_table.size()) {
      m_tables.emplace(m_table, std::exp(m_log - log_factorials(m_table)));
      return;
    }
    const auto row = place / m_columns.size();
    const auto column = place % m_columns.size();
    const auto most = std::min(rest, m_columns[column]);
    const bool last = row + 1 == m_rows.size();
    for (auto count = last ? most : rest - std::min(rest, right_of(column)); count <= most; ++count) {
      m_table[place] = count;
      m_columns[column] -= count;
      fill(place + 1, column + 1 < m_columns.size() || last ? rest - count : m_rows[row + 1]);
      m_columns[column] += count;
    }
    m_table[place] = 0;
  }

  // What the columns after this one can still take.
  std::uint32_t right_of(std::size_t column) const {
    return std::accumulate(m_columns.begin() + static_cast<std::ptrdiff_t>(column) + 1, m_columns.end(), 0U);
  }

  Counts m_rows;
  Counts m_columns;
  Counts m_table;
  std::uint64_t m_limit;
  double m_log = 0;
  Weighted m_tables;
};

Counts sum_of(Counts a, const Counts& b) {
  for (std::size_t i = 0; i < a.size(); ++i) {
    a[i] += b[i];
  }
  return a;
}

// Of one block; nothing when that takes more than what is left of `budget`.
std::optional<Spread> spread_of(const Block& block, std::uint64_t& budget) {
  Weighted states = {{Counts(block.labels * block.levels, 0), 1.0}};
  for (const auto& stratum : block.strata) {
    const auto tables = Tables(stratum, block, budget / states.size()).all();
    if (!tables) {
      return std::nullopt;
    }
    budget -= std::min(budget, states.size() * tables->size());
    Weighted next;
    for (const auto& [state, chance] : states) {
      for (const auto& [table, share] : *tables) {
        next[sum_of(state, table)] += chance * share;
      }
    }
    states = std::move(next);
  }
  Spread spread;
  for (const auto& [state, chance] : states) {
    spread[pairs_of(state)] += chance;
  }
  return spread;
}

std::uint64_t observed_pairs(const std::vector<Block>& blocks) {
  std::uint64_t pairs = 0;
  for (const auto& block : blocks) {
    Counts table(block.labels * block.levels, 0);
    for (const auto& stratum : block.strata) {
      for (std::size_t i = 0; i < stratum.labels.size(); ++i) {
        ++table[stratum.labels[i] * block.levels + stratum.levels[i]];
      }
    }
    pairs += pairs_of(table);
  }
  return pairs;
}

std::optional<Spread> spread_of(const std::vector<Block>& blocks, std::uint64_t budget) {
  Spread all = {{0, 1.0}};
  for (const auto& block : blocks) {
    const auto one = spread_of(block, budget);
    if (!one || all.size() * one->size() > budget) {
      return std::nullopt;
    }
    budget -= all.size() * one->size();
    Spread next;
    for (const auto& [pairs, chance] : all) {
      for (const auto& [more, share] : *one) {
        next[pairs + more] += chance * share;
      }
    }
    all = std::move(next);
  }
  return all;
}

std::uint64_t shuffled_pairs(std::vector<Block>& blocks, Random& random) {
  for (auto& block : blocks) {
    for (auto& stratum : block.strata) {
      shuffle(std::span(stratum.levels), random);
    }
  }
  return observed_pairs(blocks);
}

std::optional<ExchangeTest> sampled(const std::vector<Block>& blocks, std::uint64_t observed,
                                    std::size_t things, const ExchangeQuestion& question) {
  const auto most = std::clamp<std::uint64_t>(question.moves / things, k_first, 9999);
  std::uint64_t count = 0;
  std::uint64_t reached = 0;
  bool varies = false;
  for (; count < (reached >= k_enough ? k_first : most); ++count) {
    auto shuffled = blocks;
    Random random(question.seed, count);
    const auto pairs = shuffled_pairs(shuffled, random);
    reached += pairs >= observed ? 1U : 0U;
    varies = varies || pairs != observed;
  }
  if (!varies) {
    return std::nullopt;
  }
  return ExchangeTest{static_cast<double>(reached + 1) / static_cast<double>(count + 1), false};
}

// Levels all different, or classes all different: no two things of the block ever share both.
bool has_no_pairs(const Block& block) {
  std::size_t things = 0;
  for (const auto& stratum : block.strata) {
    things += stratum.labels.size();
  }
  return block.labels == things || block.levels == things;
}

bool is_fixed(const Stratum& stratum) {
  const auto alike = [](const std::vector<std::uint32_t>& names) {
    return std::set<std::uint32_t>(names.begin(), names.end()).size() <= 1;
  };
  return alike(stratum.labels) || alike(stratum.levels);
}

bool is_constant(const Block& block) {
  return block.labels < 2 || block.levels < 2 || has_no_pairs(block) ||
         std::all_of(block.strata.begin(), block.strata.end(), is_fixed);
}

} // namespace

std::optional<ExchangeTest> exchange_test(const Exchange& things, const ExchangeQuestion& question) {
  auto blocks = blocks_of(things);
  // What no arrangement changes adds the same to every number of pairs.
  blocks.erase(std::remove_if(blocks.begin(), blocks.end(), is_constant), blocks.end());
  if (blocks.empty()) {
    return std::nullopt;
  }
  const auto observed = observed_pairs(blocks);
  const auto spread = spread_of(blocks, question.arrangements);
  if (!spread) {
    return sampled(blocks, observed, things.block.size(), question);
  }
  if (spread->size() == 1) {
    return std::nullopt;
  }
  double p = 0;
  for (auto at = spread->rbegin(); at != spread->rend() && at->first >= observed; ++at) {
    p += at->second;
  }
  return ExchangeTest{std::min(1.0, p), true};
}

} // namespace reprovip::stats
