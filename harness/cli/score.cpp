#include "harness/cli/commands.hpp"
#include "harness/cli/common.hpp"
#include "harness/cli/report_file.hpp"
#include "harness/study/appraise.hpp"
#include "harness/study/saved.hpp"

#include <algorithm>

namespace reprovip::cli {

namespace {

Checked<model::ExitCode> score_one(const Arguments& arguments, const std::string& protocol,
                                   ReportNames& names) {
  TRY_ASSIGN(auto request, request_from(arguments, protocol));
  TRY_ASSIGN(auto store, open_store(arguments, store::Access::write));
  TRY_ASSIGN(auto plan, study::plan_request(request));
  if (!arguments.has("repeat")) {
    // All that was run is judged: rounds of an adaptive protocol, and what --force added.
    TRY_ASSIGN(request.selection.repeat, checked(study::stored_repetitions(store, plan)));
    request.selection.repeat = std::max(request.selection.repeat, plan.resolved.protocol.repeat.count);
    TRY_ASSIGN(plan, study::plan_request(request));
  }
  TRY_ASSIGN(const auto lock, checked(store.lock(plan.study)));
  TRY(checked(study::save_plan(store, plan, request)));
  TRY_ASSIGN(auto study, checked(study::appraise(store, std::move(plan))));
  study.options = study::options_text(request);
  TRY(checked(study::save_judgement(store, study)));
  add_standings(arguments, study);
  const auto problems = write_reports(names.of(arguments, study.plan.study), study);
  print_summary(arguments, study);
  complain(problems);
  return problems.empty() ? study::exit_code(study)
                          : worst(study::exit_code(study), model::ExitCode::infrastructure);
}

Checked<model::ExitCode> run(const Arguments& arguments) {
  auto code = model::ExitCode::success;
  ReportNames names(arguments.words.size() > 1);
  for (const auto& protocol : arguments.words) {
    TRY_ASSIGN(const auto one, score_one(arguments, protocol, names));
    code = worst(code, one);
  }
  return code;
}

} // namespace

Subcommand score_command() {
  return {.name = "score",
          .doc = "computes and judges again from the stored outputs; runs nothing",
          .words_name = "P",
          .least_words = 1,
          .most_words = 1000,
          .flags = joined(joined(selection_flags(), {history_flag()}), report_flags()),
          .example = "score protocol.toml -v",
          .run = run};
}

} // namespace reprovip::cli
