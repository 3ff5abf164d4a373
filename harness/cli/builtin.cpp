#include "harness/cli/commands.hpp"
#include "harness/cli/subcommand.hpp"

namespace reprovip::cli {

const std::vector<Subcommand>& subcommands() {
  static const std::vector<Subcommand> all = {
      check_command(),  plan_command(),    list_command(),     run_command(),    score_command(),
      report_command(), replay_command(),  explain_command(),  import_command(), metric_command(),
      diff_command(),   compare_command(), baseline_command(), verify_command(), doctor_command(),
      schema_command(), gc_command(),      history_command(),  export_command(), completion_command(),
      man_command(),    init_command(),    ci_command()};
  return all;
}

} // namespace reprovip::cli
