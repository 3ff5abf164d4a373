#include "harness/plan/select.hpp"

#include "harness/base/format.hpp"
#include "harness/base/suggest.hpp"
#include "harness/base/wildcard.hpp"
#include "harness/plan/condition_text.hpp"
#include "harness/plan/subjects.hpp"

#include <algorithm>
#include <limits>
#include <optional>

namespace reprovip::plan {

namespace {

constexpr auto k_dropped = std::numeric_limits<std::uint32_t>::max();

// "engine=docker,threads=1": for each factor that it names the levels that match.
struct ConditionPattern {
  std::string text;
  std::vector<std::pair<std::size_t, std::vector<bool>>> parts;

  bool matches(const model::Condition& condition) const {
    return std::ranges::all_of(parts,
                               [&](const auto& part) { return part.second[condition.levels[part.first]]; });
  }
};

template <typename Items, typename Name>
std::vector<std::string> names(const Items& items, Name name) {
  std::vector<std::string> texts;
  texts.reserve(items.size());
  for (const auto& item : items) {
    texts.push_back(item.*name);
  }
  return texts;
}

class PatternReader {
public:
  PatternReader(const model::Plan& plan, Errors& errors) : m_plan(plan), m_errors(errors) {}

  std::optional<ConditionPattern> condition(const std::string& text) {
    ConditionPattern pattern{.text = text, .parts = {}};
    for (const auto& part : split_condition(m_plan.resolved.protocol, text)) {
      if (!add_part(part, pattern)) {
        return std::nullopt;
      }
    }
    const auto matches = [&](const auto& condition) { return pattern.matches(condition); };
    if (std::ranges::none_of(m_plan.conditions, matches)) {
      report(format("no condition matches \"{}\"", text),
             "the design excludes it; `reprovip list` shows conditions");
      return std::nullopt;
    }
    return pattern;
  }

  std::optional<std::string> subject(const std::string& text) {
    const auto ids = names(m_plan.resolved.subjects, &model::Subject::id);
    if (std::ranges::none_of(ids, [&](const auto& id) { return is_subject(text, id); })) {
      report(format("no subject matches \"{}\"", text), suggestion(text, ids));
      return std::nullopt;
    }
    return text;
  }

  void report(std::string message, std::string advice) {
    m_errors.push_back(make_error(ErrorKind::usage, std::move(message), std::move(advice)));
  }

  static bool is_subject(const std::string& pattern, const std::string& id) {
    return wildcard_match(pattern, id) || wildcard_match(pattern, label_of(id));
  }

private:
  bool add_part(const std::string& part, ConditionPattern& pattern) {
    const auto& factors = m_plan.resolved.protocol.factors;
    const auto [name, wanted] = factor_and_level(part);
    const auto found = std::ranges::find(factors, name, &model::Factor::name);
    if (part.find('=') == std::string::npos) {
      report(format("\"{}\" is no condition", pattern.text),
             "write factor=level, or factor=level,factor=level");
      return false;
    }
    if (found == factors.end()) {
      report(format("unknown factor \"{}\" in \"{}\"", name, pattern.text),
             suggestion(name, names(factors, &model::Factor::name)));
      return false;
    }
    std::vector<bool> levels;
    for (const auto& level : found->levels) {
      levels.push_back(means_level(wanted, level.name));
    }
    if (std::ranges::find(levels, true) == levels.end()) {
      report(format("factor \"{}\" has no level \"{}\"", name, wanted),
             suggestion(wanted, names(found->levels, &model::Level::name)));
      return false;
    }
    pattern.parts.emplace_back(static_cast<std::size_t>(found - factors.begin()), std::move(levels));
    return true;
  }

  const model::Plan& m_plan;
  Errors& m_errors;
};

struct Wanted {
  std::vector<std::string> subjects;
  std::vector<std::string> not_subjects;
  std::vector<ConditionPattern> conditions;
  std::vector<ConditionPattern> not_conditions;
};

Wanted read_patterns(const model::Plan& plan, const Selection& selection, Errors& errors) {
  Wanted wanted;
  PatternReader reader(plan, errors);
  const auto keep = [](auto pattern, auto& patterns) {
    if (pattern) {
      patterns.push_back(std::move(*pattern));
    }
  };
  for (const auto& text : selection.subjects) {
    keep(reader.subject(text), wanted.subjects);
  }
  for (const auto& text : selection.environments) {
    keep(reader.condition(text), wanted.conditions);
  }
  for (const auto& text : selection.exclude) {
    if (text.find('=') != std::string::npos) {
      keep(reader.condition(text), wanted.not_conditions);
    } else {
      keep(reader.subject(text), wanted.not_subjects);
    }
  }
  if (selection.partitions == 0 || selection.partition == 0 || selection.partition > selection.partitions) {
    reader.report(format("there is no partition {}/{}", selection.partition, selection.partitions),
                  "write --partition i/n with 1 <= i <= n");
  }
  return wanted;
}

// For each item its place among those kept, or k_dropped.
template <typename Items, typename Keep>
std::vector<std::uint32_t> keep_only(Items& items, const Keep& is_kept) {
  std::vector<std::uint32_t> places;
  Items kept;
  for (auto& item : items) {
    const bool keeps = is_kept(item);
    places.push_back(keeps ? static_cast<std::uint32_t>(kept.size()) : k_dropped);
    if (keeps) {
      kept.push_back(std::move(item));
    }
  }
  items = std::move(kept);
  return places;
}

void keep_used_environments(model::Plan& plan) {
  std::vector<bool> used(plan.environments.size(), false);
  for (const auto& condition : plan.conditions) {
    used[condition.environment] = true;
  }
  std::size_t at = 0;
  const auto places = keep_only(plan.environments, [&](const auto&) { return used[at++]; });
  for (auto& condition : plan.conditions) {
    condition.environment = places[condition.environment];
  }
}

} // namespace

Checked<void> select_cells(model::Plan& plan, const Selection& selection) {
  Errors errors;
  const auto wanted = read_patterns(plan, selection, errors);
  if (!errors.empty()) {
    return tl::unexpected(std::move(errors));
  }
  const auto any_subject = [](const auto& patterns, const std::string& id) {
    return std::ranges::any_of(patterns,
                               [&](const auto& text) { return PatternReader::is_subject(text, id); });
  };
  std::uint32_t index = 0;
  const auto subjects = keep_only(plan.resolved.subjects, [&](const model::Subject& subject) {
    const bool is_wanted = (wanted.subjects.empty() || any_subject(wanted.subjects, subject.id)) &&
                           !any_subject(wanted.not_subjects, subject.id);
    if (!is_wanted) {
      return false;
    }
    const auto share = selection.shares.find(subject.id);
    const auto partition =
        share != selection.shares.end() ? share->second : index++ % selection.partitions + 1;
    return partition == selection.partition;
  });
  const auto any_condition = [](const auto& patterns, const model::Condition& condition) {
    return std::ranges::any_of(patterns, [&](const auto& pattern) { return pattern.matches(condition); });
  };
  const auto conditions = keep_only(plan.conditions, [&](const model::Condition& condition) {
    return (wanted.conditions.empty() || any_condition(wanted.conditions, condition)) &&
           !any_condition(wanted.not_conditions, condition);
  });
  keep_used_environments(plan);
  for (auto& cell : plan.cells) {
    cell.subject = subjects[cell.subject];
    cell.condition = conditions[cell.condition];
  }
  std::erase_if(plan.cells,
                [](const auto& cell) { return cell.subject == k_dropped || cell.condition == k_dropped; });
  return {};
}

} // namespace reprovip::plan
