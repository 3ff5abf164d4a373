#include "harness/score/metrics/terms.hpp"

#include "harness/base/format.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <set>

namespace reprovip::score {

namespace {

constexpr std::size_t k_crossed = 3; // factors, above which pairs of them would be too many terms

std::vector<std::string> pieces(const std::string& text, char separator) {
  std::vector<std::string> result(1);
  for (const char c : text) {
    if (c == separator) {
      result.emplace_back();
    } else if (c != ' ') {
      result.back() += c;
    }
  }
  std::erase(result, "");
  return result;
}

std::vector<std::string> all_terms(const Sample& sample) {
  const bool many = sample.targets.size() > 1;
  std::vector<std::string> terms(many ? 1 : 0, "subject");
  for (const auto& factor : sample.factors) {
    terms.push_back(factor.name);
  }
  for (std::size_t i = 0; many && i < sample.factors.size(); ++i) {
    terms.push_back("subject:" + sample.factors[i].name);
  }
  for (std::size_t i = 0; sample.factors.size() <= k_crossed && i < sample.factors.size(); ++i) {
    for (std::size_t j = i + 1; j < sample.factors.size(); ++j) {
      terms.push_back(format("{}:{}", sample.factors[i].name, sample.factors[j].name));
    }
  }
  return terms;
}

// Which number of an observation's key a name stands for: 0 is the target, then its factors.
std::optional<std::size_t> place_of(const Sample& sample, const std::string& name) {
  if (name == "subject") {
    return 0;
  }
  const auto found = std::find_if(sample.factors.begin(), sample.factors.end(),
                                  [&](const SampleFactor& factor) { return factor.name == name; });
  return found == sample.factors.end()
             ? std::nullopt
             : std::optional(static_cast<std::size_t>(found - sample.factors.begin()) + 1);
}

using Key = std::vector<std::uint32_t>;

std::vector<Key> keys_of(const Sample& sample) {
  std::vector<Key> keys;
  for (std::uint32_t target = 0; target < sample.targets.size(); ++target) {
    for (const auto& observation : sample.targets[target].observations) {
      auto& key = keys.emplace_back(Key{target});
      key.insert(key.end(), observation.levels.begin(), observation.levels.end());
      key.resize(sample.factors.size() + 1, 0);
    }
  }
  return keys;
}

stats::Term term_of(const std::string& name, const std::vector<std::size_t>& places,
                    const std::vector<Key>& keys) {
  stats::Term term{name, {}, 0};
  std::map<Key, std::uint32_t> levels;
  for (const auto& key : keys) {
    Key part;
    for (const auto place : places) {
      part.push_back(key[place]);
    }
    term.level.push_back(levels.emplace(part, static_cast<std::uint32_t>(levels.size())).first->second);
  }
  term.levels = static_cast<std::uint32_t>(levels.size());
  return term;
}

// Of a pair of terms that are both there already: their levels meet too little for more than themselves, as
// when one is changed at a time.
bool never_combined(const stats::Term& term, const std::vector<stats::Term>& others) {
  const auto names = pieces(term.name, ':');
  if (names.size() != 2) {
    return false;
  }
  const auto named = [&](const std::string& name) {
    return std::find_if(others.begin(), others.end(),
                        [&](const stats::Term& other) { return other.name == name; });
  };
  const auto a = named(names[0]);
  const auto b = named(names[1]);
  return a != others.end() && b != others.end() &&
         term.levels + stats::common(*a, *b).levels == a->levels + b->levels;
}

// "" when the term can be estimated beside the others.
std::string why_left_out(const stats::Term& term, const std::vector<stats::Term>& others) {
  if (term.levels == 1) {
    return format("{} left out: it has one level", term.name);
  }
  if (term.levels == term.level.size()) {
    return format("{} cannot be told from run: one execution of each", term.name);
  }
  for (const auto& other : others) {
    if (other.levels == term.levels && stats::refines(term, other)) {
      return format("{} cannot be told from {}", term.name, other.name);
    }
  }
  return never_combined(term, others)
             ? format("{} left out: its levels were not combined with each other", term.name)
             : "";
}

} // namespace

std::vector<std::string> split_terms(const std::string& text) {
  return pieces(text, ',');
}

std::vector<std::string> names_in(const std::vector<std::string>& terms) {
  std::vector<std::string> names;
  for (const auto& term : terms) {
    const auto more = pieces(term, ':');
    names.insert(names.end(), more.begin(), more.end());
  }
  return names;
}

SampleEffects effects_of(const Sample& sample, const std::vector<std::string>& terms) {
  SampleEffects result;
  for (const auto& target : sample.targets) {
    for (const auto& observation : target.observations) {
      result.effects.values.push_back(observation.value);
    }
  }
  const auto keys = keys_of(sample);
  for (const auto& name : terms.empty() ? all_terms(sample) : terms) {
    std::vector<std::size_t> places;
    for (const auto& piece : pieces(name, ':')) {
      const auto place = place_of(sample, piece);
      if (!place) {
        result.reason = format("the group has no factor \"{}\" of more than one level", piece);
        return result;
      }
      places.push_back(*place);
    }
    auto term = term_of(name, places, keys);
    if (auto note = why_left_out(term, result.effects.terms); !note.empty()) {
      result.notes.push_back(std::move(note));
      continue;
    }
    result.effects.terms.push_back(std::move(term));
  }
  return result;
}

Sample with_every_condition(const Sample& sample) {
  using Conditions = std::set<std::vector<std::uint32_t>>;
  const auto conditions_of = [](const Target& target) {
    Conditions conditions;
    for (const auto& observation : target.observations) {
      conditions.insert(observation.levels);
    }
    return conditions;
  };
  Conditions all;
  for (const auto& target : sample.targets) {
    all.merge(conditions_of(target));
  }
  auto part = sample;
  std::erase_if(part.targets,
                [&](const Target& target) { return conditions_of(target).size() < all.size(); });
  return part;
}

} // namespace reprovip::score
