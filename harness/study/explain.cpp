#include "harness/study/explain.hpp"

#include "harness/base/format.hpp"
#include "harness/base/suggest.hpp"
#include "harness/study/appraise.hpp"
#include "harness/study/saved.hpp"
#include "harness/study/spread.hpp"

#include <algorithm>
#include <filesystem>

namespace reprovip::study {

namespace {

Checked<std::vector<std::string>> choose_outputs(const model::Protocol& protocol,
                                                 const std::vector<std::string>& wanted) {
  std::vector<std::string> known;
  for (const auto& output : protocol.outputs) {
    known.push_back(output.id);
  }
  for (const auto& id : wanted) {
    if (std::ranges::find(known, id) == known.end()) {
      return tl::unexpected(
          Errors{make_error(ErrorKind::usage, format("no output \"{}\" in {}", id, protocol.file.string()),
                            suggestion(id, known))});
    }
  }
  return wanted.empty() ? known : wanted;
}

explain::Question question_of(const model::Plan& plan, const Candidates& candidates,
                              const ExplainOptions& options) {
  explain::Question question;
  question.subjects = plan.resolved.subjects.size();
  question.others = candidates.others;
  question.steady = candidates.steady;
  question.repetitions = std::max(2U, plan.resolved.protocol.repeat.count);
  question.confidence = options.confidence;
  return question;
}

std::string name_of(const LevelNames& levels, const model::Protocol& protocol) {
  std::string name;
  for (const auto& factor : protocol.factors) {
    if (factor.levels.size() > 1) {
      name += (name.empty() ? "" : ", ") + factor.name + "=" + levels.at(factor.name);
    }
  }
  return name;
}

// A study that nothing but this command ran is one that reports can read, as an interrupted run is.
Checked<void> save(store::Store& store, const model::Plan& plan, const Request& request,
                   const explain::Explanation& explanation) {
  std::error_code ignored;
  if (!std::filesystem::exists(store.study_directory(plan.study) / "plan.json", ignored)) {
    TRY(checked(save_plan(store, plan, request)));
    TRY_ASSIGN(const auto study, checked(appraise(store, plan)));
    TRY(checked(save_judgement(store, study)));
  }
  return checked(
      store.write_study_file(plan.study, "explain.json", dump(explain::to_json(explanation), 1) + "\n"));
}

} // namespace

Checked<ExplainResult> explain(const Request& request, const ExplainOptions& options,
                               launch::Progress& progress) {
  TRY_ASSIGN(const auto protocol, read_request(request));
  TRY(check_runs(protocol));
  TRY_ASSIGN(const auto plan, plan_request(request));
  if (plan.cells.empty()) {
    return ExplainResult{.exit = model::ExitCode::nothing_selected};
  }
  TRY_ASSIGN(const auto outputs, choose_outputs(plan.resolved.protocol, options.outputs));
  TRY_ASSIGN(auto reference, levels_of(plan, options.from));
  TRY_ASSIGN(const auto candidates, list_candidates(request, plan, {reference, options.to, options.probes}));
  TRY_ASSIGN(auto store, checked(store::Store::open(request.store, store::Access::write)));
  store.set_durable(options.run.durable);
  TRY_ASSIGN(const auto lock, checked(store.lock(plan.study)));
  TRY(checked(store.clean(plan)));

  ExplainResult result;
  auto& explanation = result.explanation;
  explanation.study = plan.study;
  explanation.reference = name_of(reference, plan.resolved.protocol);
  explanation.confidence = options.confidence;
  explanation.dropped = candidates.dropped;
  for (const auto& candidate : candidates.all) {
    explanation.candidates.push_back(describe(candidate));
  }
  for (const auto& subject : plan.resolved.subjects) {
    explanation.subjects.push_back(subject.id);
  }
  Laboratory laboratory(store, request, plan, std::move(reference), candidates.all, options.run,
                        options.budget, progress);
  const auto question = question_of(plan, candidates, options);
  for (const auto& output : outputs) {
    const auto observe = [&](const explain::Toggles& toggles, std::size_t subject, std::size_t repetitions) {
      return laboratory.observe(output, toggles, subject, repetitions);
    };
    explanation.outputs.push_back({output, explain::inquire(question, observe), {}, {}});
    if (const auto failed = observe({}, explanation.outputs.back().conclusion.subject, 0).failed;
        !failed.empty()) {
      explanation.outputs.back().failed = failed;
      result.exit = model::ExitCode::execution_failed;
    }
  }
  for (auto& output : explanation.outputs) {
    if (options.spread > 0 && output.conclusion.classes > 1) {
      const auto lines = describe_spread(laboratory, store, plan, output.output, candidates.all,
                                         options.spread, options.confidence);
      output.notes.insert(output.notes.end(), lines.begin(), lines.end());
    }
  }
  explanation.ran = laboratory.ran();
  explanation.looked_at = static_cast<std::uint32_t>(laboratory.looked_at());
  explanation.stopped = laboratory.stopped() != model::ExitCode::success;
  explanation.spent = laboratory.is_spent() && !explanation.stopped;
  TRY(checked(store.flush()));
  TRY(save(store, plan, request, explanation));
  result.problems = laboratory.problems();
  const bool explained = std::ranges::all_of(explanation.outputs, explain::is_explained);
  result.exit = worst(result.exit, laboratory.stopped());
  result.exit = worst(result.exit, explained ? model::ExitCode::success : model::ExitCode::inconclusive);
  return result;
}

} // namespace reprovip::study
