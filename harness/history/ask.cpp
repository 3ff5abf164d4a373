#include "harness/base/format.hpp"
#include "harness/base/suggest.hpp"
#include "harness/base/wildcard.hpp"
#include "harness/history/history.hpp"
#include "harness/history/lines.hpp"
#include "harness/history/queries.hpp"

#include <algorithm>

namespace reprovip::history {

namespace {

constexpr const char* k_metric_doc = "estimates, bars are their intervals";

struct BuiltIn {
  Askable askable;
  std::string points; // what a point is
  Result<std::vector<Item>> (*items)(Union& all, const std::vector<bool>& wanted);
};

const std::vector<BuiltIn>& tables() {
  static const std::vector<BuiltIn> all = {
      {{"verdict", "what each criterion came to, and the study"}, "verdicts of the criteria", verdict_items},
      {{"wall", "wall time of an execution, by condition"},
       "median wall time of the executions that succeeded, bars from the first to the third quartile",
       wall_items},
      {{"memory", "peak memory of an execution, by condition"},
       "largest peak memory of the executions that succeeded, bars from their median",
       memory_items},
      {{"failures", "executions in which the application failed"},
       "executions in which the application failed",
       failure_items},
  };
  return all;
}

bool matches(const std::string& pattern, const std::string& text) {
  return pattern.empty() || wildcard_match(pattern, text);
}

Error nothing_known(const Question& question, const std::vector<Askable>& known) {
  std::vector<std::string> names;
  for (const auto& one : known) {
    names.push_back(one.name);
  }
  return make_error(ErrorKind::usage, format("no study has a metric \"{}\"", question.metric),
                    suggestion(question.metric, names));
}

Result<std::vector<Askable>> askable_of(Union& all) {
  auto found = std::vector<Askable>();
  std::map<std::string, std::uint32_t> metrics;
  for (auto& index : all.indices) {
    TRY_ASSIGN(auto rows, index.database().prepare(k_metrics));
    for (;;) {
      TRY_ASSIGN(const bool more, rows.next());
      if (!more) {
        break;
      }
      metrics[rows.text(0)] += static_cast<std::uint32_t>(rows.integer(1));
    }
  }
  for (const auto& one : built_in()) {
    found.push_back({one.name, one.doc, static_cast<std::uint32_t>(all.studies.size())});
  }
  for (const auto& [name, studies] : metrics) {
    found.push_back({name, "a metric of the protocols", studies});
  }
  return found;
}

// A study stays in the answer when a line speaks of it.
void keep_spoken_of(model::History& history) {
  std::vector<std::uint32_t> number(history.studies.size(), 0);
  for (const auto& line : history.lines) {
    for (const auto& point : line.points) {
      number[point.study] = 1;
    }
  }
  std::vector<model::HistoryStudy> kept;
  for (std::size_t i = 0; i < number.size(); ++i) {
    if (number[i] != 0) {
      number[i] = static_cast<std::uint32_t>(kept.size());
      kept.push_back(std::move(history.studies[i]));
    }
  }
  history.studies = std::move(kept);
  for (auto& line : history.lines) {
    for (auto& point : line.points) {
      point.study = number[point.study];
    }
  }
}

} // namespace

const std::vector<Askable>& built_in() {
  static const std::vector<Askable> all = [] {
    std::vector<Askable> names;
    for (const auto& one : tables()) {
      names.push_back(one.askable);
    }
    return names;
  }();
  return all;
}

Result<std::vector<Askable>> askable(const Stores& stores, std::vector<std::string>& notes) {
  TRY_ASSIGN(auto all, open_all(stores, notes));
  return askable_of(all);
}

Result<model::History> ask(const Stores& stores, const Question& question) {
  model::History history;
  history.metric = question.metric;
  history.alpha = question.alpha;
  TRY_ASSIGN(auto all, open_all(stores, history.notes));
  std::vector<bool> wanted;
  for (const auto& study : all.studies) {
    wanted.push_back(matches(question.protocol, study.protocol));
  }
  const auto own =
      std::ranges::find_if(tables(), [&](const auto& one) { return one.askable.name == question.metric; });
  history.doc = own == tables().end() ? k_metric_doc : own->points;
  TRY_ASSIGN(auto items,
             own == tables().end() ? metric_items(all, wanted, question.metric) : own->items(all, wanted));
  if (items.empty() && own == tables().end()) {
    TRY_ASSIGN(const auto known, askable_of(all));
    if (std::ranges::find(known, question.metric, &Askable::name) == known.end()) {
      return tl::unexpected(nothing_known(question, known));
    }
  }
  std::erase_if(items, [&](const Item& item) { return !matches(question.value, item.value); });
  history.lines = make_lines(all, items);
  TRY(add_thresholds(all, question.metric, history.lines));
  for (auto& line : history.lines) {
    mark_changes(line, question.alpha);
  }
  history.studies = std::move(all.studies);
  keep_spoken_of(history);
  return history;
}

} // namespace reprovip::history
