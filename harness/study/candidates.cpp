#include "harness/study/candidates.hpp"

#include "harness/base/format.hpp"
#include "harness/base/suggest.hpp"
#include "harness/model/builtin_factors.hpp"
#include "harness/plan/condition_text.hpp"
#include "harness/plan/design.hpp"
#include "harness/plan/order.hpp"

#include <algorithm>
#include <array>

namespace reprovip::study {

namespace {

struct Probe {
  const char* factor;
  const char* level;
};
// What can differ from one repetition to the next, held still.
constexpr std::array<Probe, 7> k_steady = {{{"threads", "1"},
                                            {"affinity", "0"},
                                            {"aslr", "off"},
                                            {"readdir", "sorted"},
                                            {"clock", "2020-01-01T00:00:00Z"},
                                            {"hostname", "reprovip"},
                                            {"rounding", "nearest"}}};
// What one machine or moment has and another has not. Of several levels of a factor each has its turn.
constexpr std::array<Probe, 10> k_moving = {{{"cpu", "-avx2"},
                                             {"cpu", "-avx512"},
                                             {"threads", "2"},
                                             {"threads", "1"},
                                             {"timezone", "Pacific/Auckland"},
                                             {"umask", "077"},
                                             {"hostname", "elsewhere"},
                                             {"readdir", "reversed"},
                                             {"clock", "+24h"},
                                             {"aslr", "off"}}};

using Set = std::pair<std::string, std::string>;

// As TOML: a whole number, or text.
std::string toml_value(const std::string& text) {
  const bool number = !text.empty() && text.size() < 10 &&
                      text.find_first_not_of("0123456789") == std::string::npos &&
                      (text == "0" || text.front() != '0');
  if (number) {
    return text;
  }
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      quoted += '\\';
    }
    quoted += c;
  }
  return quoted + "\"";
}

std::vector<std::string> level_names(const model::Factor& factor) {
  std::vector<std::string> names;
  for (const auto& level : factor.levels) {
    names.push_back(level.name);
  }
  return names;
}

bool has_level(const model::Factor& factor, const std::string& name) {
  return std::ranges::find(factor.levels, name, &model::Level::name) != factor.levels.end();
}

class Lister {
public:
  Lister(const Request& request, const model::Plan& plan, const Wanted& wanted)
      : m_request(request), m_plan(plan), m_protocol(plan.resolved.protocol), m_wanted(wanted) {}

  Checked<Candidates> run() {
    if (m_wanted.to.empty()) {
      add_design();
    } else {
      TRY(add_path());
    }
    TRY(add_asked());
    add_seed();
    for (const auto& probe : k_steady) {
      add_steady(probe.factor, probe.level);
    }
    for (auto& set : m_found.others) {
      std::ranges::sort(set);
    }
    std::ranges::sort(m_found.steady);
    return std::move(m_found);
  }

private:
  std::size_t add(Candidate candidate) {
    const auto same = std::ranges::find_if(m_found.all, [&](const Candidate& one) {
      return one.factor == candidate.factor && one.to == candidate.to;
    });
    if (same != m_found.all.end()) {
      return static_cast<std::size_t>(same - m_found.all.begin());
    }
    m_found.all.push_back(std::move(candidate));
    return m_found.all.size() - 1;
  }

  Candidate own_level(const std::string& factor, const std::string& level) const {
    return {.factor = factor, .from = m_wanted.from.at(factor), .to = level, .sets = {}};
  }

  // Round r has the r-th other level of every factor that has so many.
  void add_design() {
    for (const auto& factor : m_protocol.factors) {
      std::size_t round = 0;
      for (const auto& level : level_names(factor)) {
        if (level != m_wanted.from.at(factor.name)) {
          const auto candidate = add(own_level(factor.name, level));
          add_to_round(round++, candidate);
          if (round == 1 && !is_steady_probe(factor.name)) {
            m_found.steady.push_back(candidate);
          }
        }
      }
    }
  }

  Checked<void> add_path() {
    TRY_ASSIGN(const auto to, levels_of(m_plan, m_wanted.to));
    std::vector<std::size_t> path;
    for (const auto& factor : m_protocol.factors) {
      // What --to does not name stays as it is at the start.
      if (to.at(factor.name) != m_wanted.from.at(factor.name) && names_factor(m_wanted.to, factor.name)) {
        path.push_back(add(own_level(factor.name, to.at(factor.name))));
      }
    }
    if (path.empty()) {
      return tl::unexpected(Errors{make_error(ErrorKind::usage, "--from and --to are the same condition",
                                              "name a level in which they differ")});
    }
    m_found.steady = path;
    m_found.others.push_back(std::move(path));
    return {};
  }

  bool names_factor(const std::string& text, const std::string& factor) const {
    return std::ranges::any_of(plan::split_condition(m_protocol, text),
                               [&](const std::string& part) { return part.starts_with(factor + "="); });
  }

  void add_to_round(std::size_t round, std::size_t candidate) {
    if (m_found.others.size() <= round) {
      m_found.others.resize(round + 1);
    }
    m_found.others[round].push_back(candidate);
  }

  Checked<void> add_asked() {
    for (const auto& text : m_wanted.probes) {
      if (text == "builtin") {
        for (const auto& probe : k_moving) {
          add_moving(probe.factor, probe.level);
        }
        continue;
      }
      const auto at = text.find('=');
      if (at == std::string::npos || at == 0) {
        return tl::unexpected(Errors{make_error(ErrorKind::usage, format("--probe cannot be \"{}\"", text),
                                                "write FACTOR=LEVEL, or builtin")});
      }
      const auto dropped = m_found.dropped.size();
      add_moving(text.substr(0, at), text.substr(at + 1));
      if (m_found.dropped.size() > dropped) {
        return tl::unexpected(
            Errors{make_error(ErrorKind::usage, format("cannot switch {}", m_found.dropped.back()))});
      }
    }
    return {};
  }

  void add_moving(const std::string& factor, const std::string& level) {
    if (const auto candidate = probe(factor, level)) {
      std::size_t round = 0;
      while (round < m_found.others.size() && has_factor(m_found.others[round], factor)) {
        if (std::ranges::find(m_found.others[round], *candidate) != m_found.others[round].end()) {
          return;
        }
        ++round;
      }
      add_to_round(round, *candidate);
    }
  }

  void add_steady(const std::string& factor, const std::string& level) {
    if (has_factor(m_found.steady, factor)) {
      return;
    }
    if (const auto candidate = probe(factor, level)) {
      m_found.steady.push_back(*candidate);
    }
  }

  bool has_factor(const std::vector<std::size_t>& set, const std::string& factor) const {
    return std::ranges::any_of(set, [&](std::size_t one) { return m_found.all[one].factor == factor; });
  }

  static bool is_steady_probe(const std::string& factor) {
    return std::ranges::any_of(k_steady, [&](const Probe& probe) { return probe.factor == factor; });
  }

  // Nothing when it stands at this level already, or cannot be switched.
  std::optional<std::size_t> probe(const std::string& factor, const std::string& level) {
    const auto* const own = model::find_factor(m_protocol, factor);
    const auto* const builtin = model::find_builtin_factor(factor);
    const auto from = m_wanted.from.find(factor);
    Candidate candidate{.factor = factor,
                        .from = from != m_wanted.from.end() ? from->second
                                : builtin != nullptr        ? std::string(model::neutral_level(*builtin))
                                                            : "",
                        .to = level,
                        .sets = {}};
    if (candidate.from == level) {
      return std::nullopt;
    }
    if (own == nullptr || !has_level(*own, level)) {
      candidate.sets.emplace_back("factors." + factor, with_level(own, level));
    }
    if (const auto why = refusal(candidate.sets); !why.empty()) {
      m_found.dropped.push_back(format("{}={}: {}", factor, level, why));
      return std::nullopt;
    }
    return add(std::move(candidate));
  }

  // The levels there are stay, since the design may speak of them.
  static std::string with_level(const model::Factor* own, const std::string& level) {
    std::string list;
    for (const auto& name : own == nullptr ? std::vector<std::string>{} : level_names(*own)) {
      list += toml_value(name) + ", ";
    }
    return "[" + list + toml_value(level) + "]";
  }

  std::string refusal(const std::vector<Set>& sets) const {
    auto request = m_request;
    request.read.sets.insert(request.read.sets.end(), sets.begin(), sets.end());
    const auto protocol = read_request(request);
    return protocol ? "" : one_line(protocol.error().front());
  }

  // A seed that is not given, or another one for each repetition.
  void add_seed() {
    auto fixed = m_protocol;
    fixed.repeat.seed = model::SeedPolicy::fixed;
    if (m_protocol.repeat.seed == model::SeedPolicy::fixed || !plan::takes_seed(fixed, fixed.application) ||
        std::ranges::any_of(m_protocol.factors, [](const model::Factor& factor) {
          return factor.effect == model::FactorEffect::seed;
        })) {
      return;
    }
    m_found.steady.push_back(add({.factor = "seed",
                                  .from = std::string(model::to_string(m_protocol.repeat.seed)),
                                  .to = "fixed",
                                  .sets = {{"repeat.seed", "fixed"}},
                                  .is_factor = false}));
  }

  const Request& m_request;
  const model::Plan& m_plan;
  const model::Protocol& m_protocol;
  const Wanted& m_wanted;
  Candidates m_found;
};

Error no_level(const model::Factor& factor, const std::string& level) {
  return make_error(ErrorKind::usage, format("factor \"{}\" has no level \"{}\"", factor.name, level),
                    suggestion(level, level_names(factor)));
}

} // namespace

std::string describe(const Candidate& candidate) {
  return candidate.from.empty() ? format("{} → {}", candidate.factor, candidate.to)
                                : format("{}: {} → {}", candidate.factor, candidate.from, candidate.to);
}

Checked<LevelNames> levels_of(const model::Plan& plan, const std::string& text) {
  const auto& protocol = plan.resolved.protocol;
  const auto reference = plan::reference_of(protocol);
  const auto& first = plan.conditions.front().levels;
  LevelNames names;
  for (std::size_t i = 0; i < protocol.factors.size(); ++i) {
    const auto& factor = protocol.factors[i];
    names[factor.name] = factor.levels[reference ? (*reference)[i] : first[i]].name;
  }
  Errors errors;
  const auto parts = text.empty() ? std::vector<std::string>{} : plan::split_condition(protocol, text);
  for (const auto& part : parts) {
    const auto at = part.find('=');
    const auto* const factor = model::find_factor(protocol, part.substr(0, at));
    if (at == std::string::npos || factor == nullptr) {
      std::vector<std::string> known;
      for (const auto& one : protocol.factors) {
        known.push_back(one.name);
      }
      errors.push_back(make_error(ErrorKind::usage, format("\"{}\" names no level of a factor", part),
                                  suggestion(part.substr(0, at), known)));
    } else if (!has_level(*factor, part.substr(at + 1))) {
      errors.push_back(no_level(*factor, part.substr(at + 1)));
    } else {
      names[factor->name] = part.substr(at + 1);
    }
  }
  if (!errors.empty()) {
    return tl::unexpected(std::move(errors));
  }
  return names;
}

Checked<Candidates> list_candidates(const Request& request, const model::Plan& plan, const Wanted& wanted) {
  return Lister(request, plan, wanted).run();
}

} // namespace reprovip::study
