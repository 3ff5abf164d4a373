#include "harness/study/compare_sides.hpp"

#include "harness/base/format.hpp"
#include "harness/base/suggest.hpp"
#include "harness/base/wildcard.hpp"
#include "harness/plan/condition_text.hpp"
#include "harness/store/store.hpp"
#include "harness/study/appraise.hpp"
#include "harness/study/saved.hpp"

#include <algorithm>
#include <filesystem>
#include <set>

namespace reprovip::study {

namespace {

namespace fs = std::filesystem;
using Assignment = std::map<std::string, std::string>;

tl::unexpected<Errors> mistake(std::string message, std::string advice = {}) {
  return tl::unexpected(Errors{make_error(ErrorKind::usage, std::move(message), std::move(advice))});
}

// Where a study is: a store and an id in it ("" = its last one).
struct Place {
  sys::Path store;
  std::string id;
};

bool is_id_of(const std::string& id, const std::string& name) {
  constexpr std::size_t k_digits = 8;
  return id.size() == name.size() + 1 + k_digits && id.starts_with(name + "-");
}

// The study of a protocol that was saved last.
Checked<Place> place_of_protocol(const std::string& word, const sys::Path& root) {
  Request request;
  request.protocol = word;
  request.store = root;
  TRY_ASSIGN(const auto protocol, read_request(request));
  TRY_ASSIGN(const auto store, checked(store::Store::open(root, store::Access::read)));
  auto known = store.studies();
  std::erase_if(known, [&](const std::string& id) { return !is_id_of(id, protocol.name); });
  if (known.empty()) {
    return mistake(format("nothing of \"{}\" is in {}", protocol.name, root.string()),
                   format("`reprovip run {}` first, or name its store with --store", word));
  }
  return Place{root, latest_study(store, known)};
}

Checked<Place> place_of(const std::string& word, const sys::Path& root) {
  if (word == "baseline" || word.starts_with("baseline:")) {
    return mistake(
        "a baseline has no executions to compare with",
        "`reprovip baseline diff` holds a study to it; or name a study: its id, protocol, store or folder");
  }
  std::error_code ignored;
  if (fs::is_directory(word, ignored)) {
    if (fs::exists(sys::Path(word) / "store.json", ignored)) {
      return Place{word, ""};
    }
    if (fs::exists(sys::Path(word) / "plan.json", ignored)) {
      const auto folder = fs::canonical(word, ignored);
      return Place{folder.parent_path().parent_path(), folder.filename().string()};
    }
    return mistake(format("\"{}\" is neither a store nor a study in one", word),
                   "results at hand become a study by `reprovip import`; `reprovip diff` compares folders");
  }
  if (fs::exists(word, ignored)) {
    return place_of_protocol(word, root);
  }
  return Place{root, word};
}

Checked<CompareSide> load_side(const std::string& word, const CompareWords& words) {
  TRY_ASSIGN(const auto place, place_of(word, words.store));
  TRY_ASSIGN(const auto store, checked(store::Store::open(place.store, store::Access::read)));
  CompareSide side;
  side.store = store.root();
  TRY_ASSIGN(side.plan, load_plan(store, place.id));
  std::vector<std::string> warnings;
  TRY_ASSIGN(side.records, checked(records_of(store, side.plan, warnings)));
  side.counts.assign(side.plan.executions.size(), true);
  return side;
}

std::string levels_text(const model::Protocol& protocol) {
  std::string text;
  for (const auto& factor : protocol.factors) {
    if (factor.levels.size() < 2) {
      continue;
    }
    text += (text.empty() ? "" : "; ") + factor.name + "=";
    for (std::size_t i = 0; i < factor.levels.size(); ++i) {
      text += (i == 0 ? "" : "|") + factor.levels[i].name;
    }
  }
  return text.empty() ? "it has no factor of two levels" : "it has " + text;
}

// "engine=docker,threads=1"; a level that the study does not have is an error.
Checked<Assignment> read_levels(const std::string& text, const model::Protocol& protocol) {
  Assignment levels;
  const auto words = text.empty() ? std::vector<std::string>{} : plan::split_condition(protocol, text);
  for (const auto& word : words) {
    const auto equals = word.find('=');
    const auto name = word.substr(0, equals);
    const auto* factor = model::find_factor(protocol, name);
    if (equals == std::string::npos || factor == nullptr) {
      return mistake(format("\"{}\" is no level of \"{}\"", word, protocol.name),
                     "write factor=level; " + levels_text(protocol));
    }
    std::vector<std::string> known;
    for (const auto& level : factor->levels) {
      known.push_back(level.name);
    }
    const auto level = word.substr(equals + 1);
    if (std::ranges::find(known, level) == known.end()) {
      return mistake(format("\"{}\" has no level \"{}\"", name, level), suggestion(level, known));
    }
    if (!levels.emplace(name, level).second) {
      return mistake(format("\"{}\" is given twice in \"{}\"", name, text),
                     "a side has one level of a factor");
    }
  }
  return levels;
}

const std::string& level_name(const model::Plan& plan, std::uint32_t execution, std::size_t factor) {
  const auto& condition = plan.conditions[plan.cells[plan.executions[execution].cell].condition];
  return model::level_of(plan, condition, factor).name;
}

Checked<void> choose(CompareSide& side, const Assignment& chosen) {
  side.chosen = chosen;
  const auto& factors = side.plan.resolved.protocol.factors;
  for (std::uint32_t i = 0; i < side.plan.executions.size(); ++i) {
    for (std::size_t f = 0; f < factors.size(); ++f) {
      const auto wanted = chosen.find(factors[f].name);
      side.counts[i] =
          side.counts[i] && (wanted == chosen.end() || level_name(side.plan, i, f) == wanted->second);
    }
  }
  if (std::ranges::find(side.counts, true) == side.counts.end()) {
    return mistake(format("no execution of {} has these levels together", side.plan.study));
  }
  return {};
}

Checked<void> keep_subjects(CompareSide& side, const std::vector<std::string>& patterns) {
  if (patterns.empty()) {
    return {};
  }
  for (std::uint32_t i = 0; i < side.plan.executions.size(); ++i) {
    const auto& id = side.plan.resolved.subjects[side.plan.cells[side.plan.executions[i].cell].subject].id;
    side.counts[i] = side.counts[i] && std::ranges::any_of(patterns, [&](const std::string& pattern) {
                       return wildcard_match(pattern, id);
                     });
  }
  if (std::ranges::find(side.counts, true) == side.counts.end()) {
    return mistake(format("no subject of {} matches -s", side.plan.study));
  }
  return {};
}

std::string text_of(const Assignment& levels) {
  std::string text;
  for (const auto& [factor, level] : levels) {
    text += (text.empty() ? "" : ", ") + factor + "=" + level;
  }
  return text;
}

model::Source source_of(const model::Protocol& protocol, const Assignment& a, const Assignment& b) {
  auto source = model::Source::run;
  for (const auto& factor : protocol.factors) {
    const auto x = a.find(factor.name);
    const auto y = b.find(factor.name);
    if ((x == a.end() ? "" : x->second) != (y == b.end() ? "" : y->second)) {
      source = std::min(source, factor.source); // in the order of the levels A, B, C
    }
  }
  return source;
}

// The two levels that "engine", or nothing when only one factor has two, stands for.
Checked<std::pair<std::string, std::string>> two_levels_of(const model::Protocol& protocol,
                                                           const std::string& name) {
  std::vector<const model::Factor*> found;
  for (const auto& factor : protocol.factors) {
    if (factor.levels.size() == 2 && (name.empty() || factor.name == name)) {
      found.push_back(&factor);
    }
  }
  if (found.size() != 1) {
    return mistake(name.empty() ? format("which two levels of \"{}\" are to be compared?", protocol.name)
                                : format("\"{}\" is no factor of two levels of \"{}\"", name, protocol.name),
                   format("write `reprovip compare P factor=one factor=other`; {}", levels_text(protocol)));
  }
  const auto& factor = *found.front();
  return std::pair(factor.name + "=" + factor.levels[0].name, factor.name + "=" + factor.levels[1].name);
}

Checked<CompareSides> sides_of_levels(CompareSide whole, const std::string& a, const std::string& b) {
  const auto& protocol = whole.plan.resolved.protocol;
  TRY_ASSIGN(const auto levels_a, read_levels(a, protocol));
  TRY_ASSIGN(const auto levels_b, read_levels(b, protocol));
  if (levels_a == levels_b) {
    return mistake(format("both sides are \"{}\"", text_of(levels_a)), levels_text(protocol));
  }
  CompareSides sides;
  sides.source = source_of(protocol, levels_a, levels_b);
  const bool one_factor =
      levels_a.size() == 1 && levels_b.size() == 1 && levels_a.begin()->first == levels_b.begin()->first;
  sides.factor = one_factor ? levels_a.begin()->first : "environment";
  sides.a = whole;
  sides.b = std::move(whole);
  TRY(choose(sides.a, levels_a));
  TRY(choose(sides.b, levels_b));
  sides.a.name = one_factor ? levels_a.begin()->second : text_of(levels_a);
  sides.b.name = one_factor ? levels_b.begin()->second : text_of(levels_b);
  return sides;
}

// What the executions that count have in common, as far as all of them do.
template <typename Get>
std::string only_value(const CompareSide& side, Get get) {
  std::set<std::string> seen;
  for (std::size_t i = 0; i < side.records.size(); ++i) {
    if (side.counts[i] && side.records[i]) {
      seen.insert(get(*side.records[i]));
    }
  }
  return seen.size() == 1 ? *seen.begin() : std::string{};
}

void name_studies(CompareSides& sides) {
  const auto version = [](const model::Record& record) { return record.application_version; };
  const auto engine = [](const model::Record& record) { return record.engine; };
  const auto identity = [](const model::Record& record) { return record.identity; };
  const auto host = [](const model::Record& record) { return record.host.hex; };
  const auto version_a = only_value(sides.a, version);
  const auto version_b = only_value(sides.b, version);
  if (!version_a.empty() && !version_b.empty() && version_a != version_b) {
    sides.factor = "version";
    sides.source = model::Source::software;
    sides.a.name = version_a;
    sides.b.name = version_b;
    return;
  }
  sides.factor = "study";
  const bool same_place = only_value(sides.a, engine) == only_value(sides.b, engine) &&
                          only_value(sides.a, identity) == only_value(sides.b, identity);
  sides.source = !same_place                                              ? model::Source::deployment
                 : only_value(sides.a, host) != only_value(sides.b, host) ? model::Source::machine
                                                                          : model::Source::run;
  const auto& name_a = sides.a.plan.resolved.protocol.name;
  const auto& name_b = sides.b.plan.resolved.protocol.name;
  sides.a.name = name_a == name_b ? sides.a.plan.study : name_a;
  sides.b.name = name_a == name_b ? sides.b.plan.study : name_b;
  if (sides.a.name == sides.b.name) {
    sides.a.name += " in " + sides.a.store.string();
    sides.b.name += " in " + sides.b.store.string();
  }
}

Checked<CompareSides> sides_of_studies(const CompareWords& words) {
  CompareSides sides;
  TRY_ASSIGN(sides.a, load_side(words.words[0], words));
  TRY_ASSIGN(sides.b, load_side(words.words[1], words));
  TRY_ASSIGN(const auto levels_a, read_levels(words.a, sides.a.plan.resolved.protocol));
  TRY_ASSIGN(const auto levels_b, read_levels(words.b, sides.b.plan.resolved.protocol));
  TRY(choose(sides.a, levels_a));
  TRY(choose(sides.b, levels_b));
  if (sides.a.plan.study == sides.b.plan.study && sides.a.store == sides.b.store) {
    if (levels_a == levels_b) {
      return mistake(format("both are study \"{}\"", sides.a.plan.study),
                     levels_text(sides.a.plan.resolved.protocol));
    }
    return sides_of_levels(sides.a, words.a, words.b);
  }
  name_studies(sides);
  return sides;
}

Checked<CompareSides> sides_of(const CompareWords& words) {
  const auto& given = words.words;
  const bool has_levels = !words.a.empty() || !words.b.empty();
  if (given.size() == 2 && !has_levels && given[1].find('=') == std::string::npos) {
    // The second is a study, or a factor of the first.
    auto whole = load_side(given[0], words);
    std::error_code ignored;
    if (!whole || fs::exists(given[1], ignored) ||
        model::find_factor(whole->plan.resolved.protocol, given[1]) == nullptr) {
      return sides_of_studies(words);
    }
    TRY_ASSIGN(const auto levels, two_levels_of(whole->plan.resolved.protocol, given[1]));
    return sides_of_levels(std::move(*whole), levels.first, levels.second);
  }
  if (given.size() == 2 && has_levels) {
    return sides_of_studies(words);
  }
  TRY_ASSIGN(auto whole, load_side(given[0], words));
  if (given.size() == 3 && !has_levels) {
    return sides_of_levels(std::move(whole), given[1], given[2]);
  }
  if (given.size() == 1 && has_levels) {
    if (words.a.empty() || words.b.empty()) {
      return mistake("one side has no levels", "give both -A and -B");
    }
    return sides_of_levels(std::move(whole), words.a, words.b);
  }
  if (given.size() == 1) {
    TRY_ASSIGN(const auto levels, two_levels_of(whole.plan.resolved.protocol, ""));
    return sides_of_levels(std::move(whole), levels.first, levels.second);
  }
  return mistake("the words name no two sides",
                 "write `reprovip compare P engine=docker engine=guix`, or two studies; " +
                     levels_text(whole.plan.resolved.protocol));
}

} // namespace

Checked<CompareSides> find_sides(const CompareWords& words) {
  TRY_ASSIGN(auto sides, sides_of(words));
  TRY(keep_subjects(sides.a, words.subjects));
  TRY(keep_subjects(sides.b, words.subjects));
  return sides;
}

} // namespace reprovip::study
