#include "harness/plan/design.hpp"

#include "harness/base/format.hpp"
#include "harness/base/suggest.hpp"

#include <algorithm>
#include <optional>

namespace reprovip::plan {

namespace {

// Beyond this a design is a mistake, not a wish.
constexpr std::size_t k_most_conditions = 10'000'000;

using Pair = std::pair<std::size_t, std::uint16_t>; // factor, level

Error at(Error error, const SourcePos& where) {
  error.where = where;
  return error;
}

bool is_star(const model::Protocol& protocol) {
  return protocol.design.kind == model::DesignKind::one_at_a_time;
}

std::optional<std::size_t> factor_index(const model::Protocol& protocol, const std::string& name) {
  for (std::size_t i = 0; i < protocol.factors.size(); ++i) {
    if (protocol.factors[i].name == name) {
      return i;
    }
  }
  return std::nullopt;
}

std::optional<std::uint16_t> level_index(const model::Factor& factor, const std::string& name) {
  for (std::size_t i = 0; i < factor.levels.size(); ++i) {
    if (factor.levels[i].name == name) {
      return static_cast<std::uint16_t>(i);
    }
  }
  return std::nullopt;
}

template <typename Items>
std::vector<std::string> names_of(const Items& items) {
  std::vector<std::string> names;
  names.reserve(items.size());
  for (const auto& item : items) {
    names.push_back(item.name);
  }
  return names;
}

// The pairs of indices that an assignment means; what it names in vain goes to `errors`.
std::vector<Pair> pairs_of(const model::Protocol& protocol, const model::Assignment& assignment,
                           Errors& errors) {
  std::vector<Pair> pairs;
  for (const auto& [name, level_name] : assignment) {
    const auto factor = factor_index(protocol, name);
    if (!factor) {
      errors.push_back(at(make_error(ErrorKind::protocol, format("unknown factor \"{}\" in [design]", name),
                                     suggestion(name, names_of(protocol.factors))),
                          protocol.design.where));
      continue;
    }
    const auto& levels = protocol.factors[*factor].levels;
    if (const auto level = level_index(protocol.factors[*factor], level_name)) {
      pairs.emplace_back(*factor, *level);
    } else {
      errors.push_back(
          at(make_error(ErrorKind::protocol, format("factor \"{}\" has no level \"{}\"", name, level_name),
                        suggestion(level_name, names_of(levels))),
             protocol.design.where));
    }
  }
  return pairs;
}

bool holds(const Levels& levels, const std::vector<Pair>& pairs) {
  return std::ranges::all_of(pairs, [&](const Pair& pair) { return levels[pair.first] == pair.second; });
}

// Counts up like an odometer; false after the last combination.
bool advance(const model::Protocol& protocol, Levels& levels) {
  for (std::size_t i = levels.size(); i-- > 0;) {
    if (++levels[i] < protocol.factors[i].levels.size()) {
      return true;
    }
    levels[i] = 0;
  }
  return false;
}

template <typename Excluded>
std::vector<Levels> full_factorial(const model::Protocol& protocol, const Excluded& is_excluded) {
  std::vector<Levels> kept;
  Levels levels(protocol.factors.size(), 0);
  do {
    if (!is_excluded(levels)) {
      kept.push_back(levels);
    }
  } while (advance(protocol, levels));
  return kept;
}

template <typename Excluded>
std::vector<Levels> one_at_a_time(const model::Protocol& protocol, const Excluded& is_excluded) {
  const auto reference = reference_of(protocol).value_or(Levels(protocol.factors.size(), 0));
  std::vector<Levels> all = {reference};
  for (std::size_t i = 0; i < reference.size(); ++i) {
    for (std::uint16_t level = 0; level < protocol.factors[i].levels.size(); ++level) {
      if (level != reference[i]) {
        all.push_back(reference);
        all.back()[i] = level;
      }
    }
  }
  std::erase_if(all, is_excluded);
  return all;
}

std::optional<Error> too_many(const model::Protocol& protocol) {
  std::size_t count = 1;
  for (const auto& factor : protocol.factors) {
    if (factor.levels.empty()) {
      return at(make_error(ErrorKind::protocol, format("factor \"{}\" has no levels", factor.name)),
                factor.where);
    }
    count = is_star(protocol) ? count + factor.levels.size() : count * factor.levels.size();
    if (count > k_most_conditions || factor.levels.size() > UINT16_MAX) {
      return at(make_error(ErrorKind::protocol, "the factors multiply to more than ten million conditions",
                           "use fewer levels, kind = \"one-at-a-time\" in [design], or split the study"),
                protocol.design.where);
    }
  }
  return std::nullopt;
}

} // namespace

std::optional<Levels> reference_of(const model::Protocol& protocol) {
  if (!protocol.design.reference && !is_star(protocol)) {
    return std::nullopt;
  }
  Errors ignored;
  Levels levels(protocol.factors.size(), 0);
  const auto named = protocol.design.reference.value_or(model::Assignment{});
  for (const auto& [factor, level] : pairs_of(protocol, named, ignored)) {
    levels[factor] = level;
  }
  return levels;
}

Checked<std::vector<Levels>> combinations(const model::Protocol& protocol) {
  if (auto error = too_many(protocol)) {
    return tl::unexpected(Errors{std::move(*error)});
  }
  Errors errors;
  std::vector<std::vector<Pair>> excludes;
  for (const auto& assignment : protocol.design.exclude) {
    excludes.push_back(pairs_of(protocol, assignment, errors));
  }
  if (protocol.design.reference) {
    pairs_of(protocol, *protocol.design.reference, errors);
  }
  if (!errors.empty()) {
    return tl::unexpected(std::move(errors));
  }
  const auto is_excluded = [&](const Levels& levels) {
    return std::ranges::any_of(excludes, [&](const auto& pairs) { return holds(levels, pairs); });
  };
  auto kept =
      is_star(protocol) ? one_at_a_time(protocol, is_excluded) : full_factorial(protocol, is_excluded);
  const auto reference = reference_of(protocol);
  if (kept.empty()) {
    errors.push_back(
        at(make_error(ErrorKind::protocol, "[design] excludes every condition"), protocol.design.where));
  } else if (reference && is_excluded(*reference)) {
    errors.push_back(at(make_error(ErrorKind::protocol, "[design] excludes its own reference",
                                   "factors that reference leaves out stand at their first level"),
                        protocol.design.where));
  }
  if (!errors.empty()) {
    return tl::unexpected(std::move(errors));
  }
  return kept;
}

std::string environment_name(const model::Protocol& protocol, const Levels& levels) {
  std::string name;
  for (std::size_t i = 0; i < levels.size(); ++i) {
    const auto& factor = protocol.factors[i];
    if (factor.levels.size() > 1 && model::is_environmental(factor.source)) {
      name += (name.empty() ? "" : ", ") + factor.name + "=" + factor.levels[levels[i]].name;
    }
  }
  return name;
}

const model::Level* level_with(const model::Protocol& protocol, const Levels& levels,
                               model::FactorEffect effect, std::string_view target) {
  for (std::size_t i = 0; i < levels.size(); ++i) {
    const auto& factor = protocol.factors[i];
    if (factor.effect == effect && (target.empty() || factor.target == target)) {
      return &factor.levels[levels[i]];
    }
  }
  return nullptr;
}

} // namespace reprovip::plan
