#include "harness/study/seen.hpp"

#include "harness/base/format.hpp"
#include "harness/base/suggest.hpp"
#include "harness/collect/collect.hpp"
#include "harness/plan/invocation.hpp"
#include "harness/score/observe.hpp"
#include "harness/study/find_execution.hpp"
#include "harness/study/import_stage.hpp"
#include "harness/study/import_tree.hpp"
#include "harness/study/imported_runs.hpp"
#include "harness/study/scratch.hpp"
#include "harness/study/vip_result.hpp"

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>

namespace reprovip::study {

namespace {

namespace fs = std::filesystem;

tl::unexpected<Errors> mistake(std::string message, std::string advice = {}) {
  return tl::unexpected(Errors{make_error(ErrorKind::usage, std::move(message), std::move(advice))});
}

// What is known of one execution of a plan.
struct OneOf {
  model::Plan plan;
  std::uint32_t execution = 0;
  model::Record record;
};

baseline::Seen seen_of(const OneOf& one, const score::World& world) {
  std::vector<std::optional<model::Record>> records(one.plan.executions.size());
  records[one.execution] = one.record;
  const auto observations = score::observe(one.plan, records, world);
  baseline::Seen seen;
  seen.subject =
      one.plan.resolved.subjects[one.plan.cells[one.plan.executions[one.execution].cell].subject].id;
  for (const auto& output : one.record.outputs) {
    const bool present = output.state == model::OutputState::present;
    seen.digests.emplace_back(output.id, present ? output.canonical.hex : "");
  }
  for (const auto& series : observations.series) {
    if (const auto& value = series.values[one.execution]) {
      seen.values.push_back({series.output, series.column, series.row, *value});
    }
  }
  return seen;
}

Checked<baseline::Seen> see_stored(const ResultWords& words) {
  TRY_ASSIGN(const auto store, checked(store::Store::open(words.request.store, store::Access::read)));
  TRY_ASSIGN(auto found, find_execution(store, words.result));
  if (!model::is_complete(found.record)) {
    return mistake(
        format("{} has no whole result: it {}", words.result, model::to_string(found.record.ending.outcome)),
        "verify one that succeeded");
  }
  const score::World world{.open = [&store](const Digest& digest) { return store.object(digest); }};
  const OneOf one{std::move(found.plan), found.execution, found.record};
  auto seen = seen_of(one, world);
  seen.name = words.result;
  seen.levels = found.record.levels;
  seen.cell = found.record.cell.hex;
  seen.repetition = found.record.repetition;
  return seen;
}

// A folder of files that are read where they were copied to.
class FolderReading {
public:
  FolderReading(const ResultWords& words, sys::Path scratch)
      : m_words(words), m_folder(words.result), m_scratch(std::move(scratch)) {}

  Checked<baseline::Seen> see() {
    TRY_ASSIGN(auto protocol, read_request(m_words.request));
    auto one = protocol.import ? read_imported(std::move(protocol)) : read_run();
    if (!one) {
      return tl::unexpected(std::move(one).error());
    }
    const score::World world{
        .open = [this](const Digest& digest) -> Result<sys::Path> { return m_scratch / digest.hex; }};
    auto seen = seen_of(*one, world);
    seen.name = m_words.result;
    seen.levels.insert(m_words.levels.begin(), m_words.levels.end());
    for (const auto& [factor, level] : m_levels) {
      seen.levels.emplace(factor, level);
    }
    if (std::ranges::none_of(seen.digests, [](const auto& digest) { return !digest.second.empty(); })) {
      return mistake(
          format("\"{}\" has no output of \"{}\"", m_words.result, one->plan.resolved.protocol.name),
          "name the folder in which its outputs are: " + outputs_text(one->plan));
    }
    return seen;
  }

private:
  static std::string outputs_text(const model::Plan& plan) {
    std::string text;
    for (const auto& output : plan.resolved.protocol.outputs) {
      text += (text.empty() ? "" : ", ") + output.path;
    }
    return text;
  }

  collect::KeepObject keep() const {
    return [this](const sys::Path& file, const Digest& digest) -> Result<void> {
      std::error_code error;
      fs::copy_file(file, m_scratch / digest.hex, fs::copy_options::skip_existing, error);
      if (error) {
        return failure(ErrorKind::environment,
                       format("cannot copy \"{}\": {}", file.string(), error.message()));
      }
      return {};
    };
  }

  static model::Record succeeded(std::vector<model::Output> outputs) {
    model::Record record;
    record.ending.outcome = model::Outcome::succeeded;
    record.outputs = std::move(outputs);
    return record;
  }

  // What the protocol's application would have left in its folder.
  Checked<OneOf> read_run() {
    auto request = m_words.request;
    request.selection.repeat = 1;
    if (!m_words.subject.empty()) {
      request.selection.subjects = {m_words.subject};
    }
    TRY_ASSIGN(auto plan, plan_names(request));
    if (plan.executions.empty()) {
      return mistake("the protocol has no such execution");
    }
    if (plan.resolved.subjects.size() > 1) {
      return mistake(format("the protocol has {} subjects", plan.resolved.subjects.size()),
                     "say with --subject whose result it is");
    }
    TRY_ASSIGN(const auto invocation, checked(plan::make_invocation(plan, 0)));
    TRY_ASSIGN(auto outputs, checked(collect::collect_outputs(m_folder, invocation.outputs, keep())));
    return OneOf{std::move(plan), 0, succeeded(std::move(outputs))};
  }

  // The patterns of an import name folders above the result's own: the longest end of them that fits.
  Checked<TreeScan> scan(std::vector<model::OutputDecl> outputs) const {
    for (;;) {
      TRY_ASSIGN(auto scan, scan_tree(m_folder, outputs));
      if (!scan.files.empty()) {
        return scan;
      }
      bool shorter = false;
      for (auto& output : outputs) {
        const auto slash = output.path.find('/');
        if (slash != std::string::npos) {
          output.path = output.path.substr(slash + 1);
          shorter = true;
        }
      }
      if (!shorter) {
        return mistake(format("no file of \"{}\" is an output of the protocol", m_words.result),
                       scan.unmatched.empty() ? std::string("there is no file in it")
                                              : format("its files are like \"{}\"", scan.unmatched.front()));
      }
    }
  }

  // "" when no pattern names subjects.
  Checked<std::string> subject_in(const TreeScan& scan) const {
    std::set<std::string> subjects;
    for (const auto& file : scan.files) {
      const auto found = file.values.find("subject");
      if (found != file.values.end()) {
        subjects.insert(found->second);
      }
    }
    if (!m_words.subject.empty()) {
      if (!subjects.empty() && !subjects.contains(m_words.subject)) {
        return mistake(
            format("\"{}\" has nothing of \"{}\"", m_words.result, m_words.subject),
            suggestion(m_words.subject, std::vector<std::string>(subjects.begin(), subjects.end())));
      }
      return m_words.subject;
    }
    if (subjects.size() > 1) {
      return mistake(format("\"{}\" has results of {} subjects", m_words.result, subjects.size()),
                     "say with --subject which one is meant");
    }
    return subjects.empty() ? std::string("all") : *subjects.begin();
  }

  Checked<OneOf> read_imported(model::Protocol protocol) {
    TRY_ASSIGN(const auto found, scan(protocol.outputs));
    TRY_ASSIGN(const auto subject, subject_in(found));
    RunFiles files;
    ImportShape shape;
    shape.subjects = {subject};
    shape.repetitions = 1;
    for (const auto& file : found.files) {
      const auto whose = file.values.find("subject");
      if (whose != file.values.end() && whose->second != subject) {
        continue;
      }
      if (!files.emplace(file.output, file).second) {
        return mistake(format("\"{}\" has more than one execution: two files are its \"{}\"", m_words.result,
                              file.output),
                       "name the folder of one");
      }
    }
    for (const auto& factor : protocol.factors) {
      auto level = level_in(files, factor.name);
      shape.levels[factor.name] = {level.value_or("unknown")};
      if (level) {
        m_levels.emplace(factor.name, std::move(*level));
      }
    }
    TRY_ASSIGN(auto outputs,
               checked(imported_outputs(protocol.outputs, files, m_folder, m_scratch / "work", keep())));
    plan::Selection selection;
    selection.subjects = {subject};
    selection.repeat = 1;
    TRY_ASSIGN(auto plan, plan_imported(std::move(protocol), shape, selection, TruthLook::names_only));
    if (plan.executions.empty()) {
      return mistake("the protocol has no such execution");
    }
    return OneOf{std::move(plan), 0, succeeded(std::move(outputs))};
  }

  static std::optional<std::string> level_in(const RunFiles& files, const std::string& factor) {
    for (const auto& [output, file] : files) {
      const auto found = file.values.find(factor);
      if (found != file.values.end()) {
        return found->second;
      }
    }
    return std::nullopt;
  }

  const ResultWords& m_words;
  sys::Path m_folder;
  sys::Path m_scratch;
  model::Assignment m_levels; // that the paths say
};

} // namespace

Checked<baseline::Seen> see_result(const ResultWords& words) {
  std::error_code ignored;
  if (words.result.starts_with("vip:")) {
    TRY_ASSIGN(const auto scratch, checked(Scratch::make()));
    TRY_ASSIGN(const auto fetched, fetch_vip_result(words, scratch.path() / "vip"));
    TRY_ASSIGN(auto seen, FolderReading(fetched, scratch.path()).see());
    seen.name = words.result;
    return seen;
  }
  if (fs::is_directory(words.result, ignored)) {
    TRY_ASSIGN(const auto scratch, checked(Scratch::make()));
    return FolderReading(words, scratch.path()).see();
  }
  if (names_execution(words.result)) {
    return see_stored(words);
  }
  return mistake(
      format("\"{}\" is no folder and names no execution", words.result),
      "name a folder with the outputs of one execution, <cell>/r<repetition> of the store, or vip:EXECUTION");
}

} // namespace reprovip::study
