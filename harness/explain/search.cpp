#include "harness/explain/search.hpp"

#include <algorithm>
#include <map>
#include <numeric>
#include <optional>

namespace reprovip::explain {

namespace {

Toggles united(const Toggles& a, Toggles::const_iterator first, Toggles::const_iterator last) {
  Toggles all(first, last);
  all.insert(all.end(), a.begin(), a.end());
  std::ranges::sort(all);
  return all;
}

Toggles without(const Toggles& all, const Toggles& some) {
  Toggles left;
  std::ranges::set_difference(all, some, std::back_inserter(left));
  return left;
}

class Searcher {
public:
  Searcher(const Oracle& oracle, Search& search) : m_oracle(oracle), m_search(search) {}

  // `universe` moves: its causes, one after the other. `innocent` says whether what is left was seen to stay.
  void find_in(Toggles universe) {
    while (!universe.empty()) {
      const auto cause = first_cause(universe);
      if (!cause) {
        return;
      }
      m_search.causes.push_back(*cause);
      universe = without(universe, *cause);
      m_search.rest_is_innocent = universe.empty();
      if (universe.empty() || !moves_still(universe)) {
        return;
      }
    }
  }

  // All together do not move, or cannot be had: each half by itself.
  void find_apart(const Toggles& universe) {
    if (universe.size() < 2) {
      return;
    }
    const auto middle = universe.begin() + static_cast<std::ptrdiff_t>((universe.size() + 1) / 2);
    for (const auto& half : {Toggles(universe.begin(), middle), Toggles(middle, universe.end())}) {
      const auto answer = ask(half);
      if (answer == Answer::moved) {
        find_in(half);
      } else if (answer == Answer::unknown) {
        find_apart(half);
      }
      if (!m_search.complete) {
        return;
      }
    }
  }

  Answer ask(const Toggles& toggles) {
    if (const auto known = m_known.find(toggles); known != m_known.end()) {
      return known->second;
    }
    const auto answer = m_oracle(toggles);
    if (answer == Answer::stopped) {
      m_search.complete = false;
      return answer;
    }
    ++m_search.asked;
    return m_known[toggles] = answer;
  }

  void stop_with(Toggles held, Toggles open) {
    m_search.held = std::move(held);
    m_search.open = std::move(open);
  }

private:
  bool moves_still(const Toggles& rest) {
    const auto answer = ask(rest);
    m_search.rest_is_innocent = answer == Answer::same;
    if (answer == Answer::stopped) {
      stop_with({}, rest);
    }
    return answer == Answer::moved;
  }

  // held + rest[0, high) moves, held + rest[0, low) does not (or is not known to): as close as answers bring
  // them.
  bool bisect(const Toggles& held, const Toggles& rest, std::size_t& low, std::size_t& high) {
    while (high - low > 1) {
      auto answer = Answer::unknown;
      for (const auto middle : middles(low, high)) {
        const auto end = rest.begin() + static_cast<std::ptrdiff_t>(middle);
        answer = ask(united(held, rest.begin(), end));
        if (answer == Answer::moved) {
          high = middle;
        } else if (answer == Answer::same) {
          low = middle;
        }
        if (answer != Answer::unknown) {
          break;
        }
      }
      if (answer == Answer::stopped || answer == Answer::unknown) {
        return answer == Answer::unknown;
      }
    }
    return true;
  }

  std::optional<Toggles> first_cause(const Toggles& universe) {
    Toggles held;
    Toggles rest = universe;
    while (true) {
      std::size_t low = 0;
      std::size_t high = rest.size();
      const bool ended = bisect(held, rest, low, high);
      const auto from = rest.begin() + static_cast<std::ptrdiff_t>(low);
      const auto to = rest.begin() + static_cast<std::ptrdiff_t>(high);
      if (!ended) {
        stop_with(held, Toggles(from, to));
        return std::nullopt;
      }
      held = united(held, from, to);
      rest.resize(low);
      const auto answer = rest.empty() ? Answer::moved : ask(held);
      if (answer == Answer::moved) {
        return minimal(held);
      }
      if (answer == Answer::stopped) {
        stop_with(held, rest);
        return std::nullopt;
      }
    }
  }

  // Without those that it moves without. Stopped: what was found is still a cause, perhaps not the smallest.
  Toggles minimal(Toggles cause) {
    for (std::size_t i = 0; cause.size() > 1 && i < cause.size();) {
      const auto smaller = without(cause, {cause[i]});
      const auto answer = ask(smaller);
      if (answer == Answer::stopped) {
        break;
      }
      if (answer == Answer::moved) {
        cause = smaller;
      } else {
        ++i;
      }
    }
    return cause;
  }

  const Oracle& m_oracle;
  Search& m_search;
  std::map<Toggles, Answer> m_known;
};

} // namespace

std::vector<std::size_t> middles(std::size_t low, std::size_t high) {
  std::vector<std::size_t> all(high - low - 1);
  std::iota(all.begin(), all.end(), low + 1);
  const auto twice = low + high;
  std::ranges::stable_sort(all, {},
                           [&](std::size_t at) { return 2 * at > twice ? 2 * at - twice : twice - 2 * at; });
  return all;
}

Search find_causes(std::size_t candidates, const Oracle& oracle) {
  Search search;
  Searcher searcher(oracle, search);
  Toggles all(candidates);
  std::iota(all.begin(), all.end(), 0);
  if (all.empty()) {
    search.rest_is_innocent = true;
    return search;
  }
  switch (searcher.ask(all)) {
  case Answer::moved:
    searcher.find_in(all);
    break;
  case Answer::same:
    search.rest_is_innocent = true;
    break;
  case Answer::unknown:
    searcher.find_apart(all);
    search.rest_is_innocent = false;
    break;
  case Answer::stopped:
    searcher.stop_with({}, all);
    break;
  }
  return search;
}

} // namespace reprovip::explain
