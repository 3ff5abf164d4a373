#include "harness/base/format.hpp"
#include "harness/base/suggest.hpp"
#include "harness/cli/commands.hpp"
#include "harness/cli/common.hpp"
#include "harness/cli/list_factors.hpp"
#include "harness/cli/list_metrics.hpp"
#include "harness/study/vocabulary.hpp"

#include <algorithm>

namespace reprovip::cli {

namespace {

std::string plugins_text(const std::vector<model::PluginDecl>& plugins) {
  std::string text;
  for (const auto& plugin : plugins) {
    text += format("{:<16} {}\n", plugin.name, plugin.doc);
    for (const auto& option : plugin.options) {
      const auto fallback =
          option.fallback.empty() ? std::string{} : format(" (default {})", option.fallback);
      text += format("    {:<16} {}{}\n", option.name, option.doc, fallback);
    }
  }
  return text;
}

std::string factors_text(const model::Protocol& protocol) {
  std::string text;
  for (const auto& factor : protocol.factors) {
    std::string levels;
    for (const auto& level : factor.levels) {
      levels += (levels.empty() ? "" : ", ") + level.name;
    }
    text += format("{:<16} {:<12} {}\n", factor.name, model::to_string(factor.source), levels);
  }
  return text;
}

std::string criteria_text(const model::Protocol& protocol) {
  std::string text;
  for (const auto& criterion : protocol.criteria) {
    const auto& on = criterion.metric.empty() ? criterion.output : criterion.metric;
    text += format("{:<20} {:<5} {}: {}\n", criterion.id, model::to_string(criterion.severity), on,
                   criterion.require_text);
  }
  return text;
}

std::string metrics_text(const model::Protocol& protocol) {
  std::string text;
  for (const auto& metric : protocol.metrics) {
    const auto on = metric.column.empty() ? metric.output : metric.output + "." + metric.column;
    text += format("{:<20} {:<10} on {}\n", metric.id, metric.kind, on);
  }
  return text;
}

std::string environments_text(const model::Plan& plan) {
  std::string text;
  for (const auto& environment : plan.environments) {
    text += (environment.empty() ? "(one environment)" : environment) + "\n";
  }
  return text;
}

std::string subjects_text(const model::Plan& plan) {
  std::string text;
  for (const auto& subject : plan.resolved.subjects) {
    text += subject.id + "\n";
  }
  return text;
}

std::string cells_text(const model::Plan& plan) {
  std::string text;
  for (const auto& cell : plan.cells) {
    text += format("{} {} {}\n", cell.key.brief(), plan.resolved.subjects[cell.subject].id,
                   model::describe(plan, plan.conditions[cell.condition], true));
  }
  return text;
}

struct Listing {
  std::string name;
  std::string (*built_in)(const model::Vocabulary& vocabulary); // null: needs a protocol
  std::string (*of_protocol)(const model::Protocol& protocol);  // null: none
  std::string (*of_plan)(const model::Plan& plan);              // null: none
};

const std::vector<Listing>& listings() {
  static const std::vector<Listing> all = {
      {"engines", [](const model::Vocabulary& v) { return plugins_text(v.engines); }, nullptr, nullptr},
      {"launchers", [](const model::Vocabulary& v) { return plugins_text(v.launchers); }, nullptr, nullptr},
      {"factors", [](const model::Vocabulary&) { return factors_table(); }, factors_text, nullptr},
      {"metrics", [](const model::Vocabulary& v) { return plugins_text(v.metrics); }, metrics_text, nullptr},
      {"readers", [](const model::Vocabulary& v) { return plugins_text(v.readers); }, nullptr, nullptr},
      {"normalisers", [](const model::Vocabulary& v) { return plugins_text(v.normalisers); }, nullptr,
       nullptr},
      {"criteria", nullptr, criteria_text, nullptr},
      {"environments", nullptr, nullptr, environments_text},
      {"subjects", nullptr, nullptr, subjects_text},
      {"cells", nullptr, nullptr, cells_text}};
  return all;
}

std::vector<std::string> listing_names() {
  std::vector<std::string> names;
  for (const auto& listing : listings()) {
    names.push_back(listing.name);
  }
  return names;
}

Checked<const Listing*> find_listing(const std::string& what) {
  for (const auto& listing : listings()) {
    if (listing.name == what) {
      return &listing;
    }
  }
  return tl::unexpected(Errors{make_error(ErrorKind::usage, format("nothing to list called \"{}\"", what),
                                          suggestion(what, listing_names()))});
}

// All metrics, or the one of this kind; nothing when the word is rather a protocol's file.
Checked<MetricEntries> entries_of(const std::string& kind) {
  MetricEntries entries;
  for (const auto& entry : score::metric_table()) {
    if (kind.empty() || kind == entry.declaration.name) {
      entries.push_back(&entry);
    }
  }
  const bool is_file = kind.ends_with(".toml") || kind.find('/') != std::string::npos;
  if (entries.empty() && !is_file) {
    return tl::unexpected(Errors{make_error(ErrorKind::usage, format("there is no metric \"{}\"", kind),
                                            suggestion(kind, model::names_of(study::vocabulary().metrics)))});
  }
  return entries;
}

std::string documented(const Arguments& arguments, const MetricEntries& entries) {
  return arguments.has("json")       ? documentation_json(entries)
         : arguments.has("markdown") ? documentation_markdown(entries)
                                     : documentation_text(entries);
}

Checked<model::ExitCode> run(const Arguments& arguments) {
  if (arguments.words.front() == "metrics") {
    TRY_ASSIGN(const auto entries, entries_of(arguments.words.size() > 1 ? arguments.words[1] : ""));
    if (!entries.empty()) {
      print(documented(arguments, entries));
      return model::ExitCode::success;
    }
  }
  TRY_ASSIGN(const auto* listing, find_listing(arguments.words.front()));
  if (arguments.words.size() == 1) {
    if (listing->built_in == nullptr) {
      return tl::unexpected(
          Errors{make_error(ErrorKind::usage, format("\"list {}\" needs a protocol", listing->name),
                            format("write `reprovip list {} PROTOCOL`", listing->name))});
    }
    print(listing->built_in(study::vocabulary()));
    return model::ExitCode::success;
  }
  TRY_ASSIGN(const auto request, request_from(arguments, arguments.words[1]));
  if (listing->of_protocol != nullptr) {
    TRY_ASSIGN(const auto protocol, study::read_request(request));
    print(listing->of_protocol(protocol));
    return model::ExitCode::success;
  }
  if (listing->of_plan == nullptr) {
    return tl::unexpected(
        Errors{make_error(ErrorKind::usage, format("\"list {}\" takes no protocol", listing->name))});
  }
  TRY_ASSIGN(const auto plan,
             listing->name == "cells" ? study::plan_request(request) : study::plan_names(request));
  print(listing->of_plan(plan));
  return plan.cells.empty() ? model::ExitCode::nothing_selected : model::ExitCode::success;
}

} // namespace

Subcommand list_command() {
  return {.name = "list",
          .doc = "engines, launchers, factors, metrics [KIND], readers, normalisers; with a protocol: "
                 "factors, metrics, "
                 "criteria, environments, subjects, cells",
          .words_name = "WHAT",
          .least_words = 1,
          .most_words = 2,
          .flags = joined(selection_flags(),
                          {{"json", 0, "", "metrics as JSON"}, {"markdown", 0, "", "metrics as Markdown"}}),
          .example = "list metrics dice",
          .choices = listing_names(),
          .choices_after = {{"metrics", model::names_of(study::vocabulary().metrics)}},
          .run = run};
}

} // namespace reprovip::cli
