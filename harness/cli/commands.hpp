#pragma once

#include "harness/cli/subcommand.hpp"

namespace reprovip::cli {

// One file each.
Subcommand check_command();
Subcommand ci_command();
Subcommand plan_command();
Subcommand list_command();
Subcommand run_command();
Subcommand score_command();
Subcommand report_command();
Subcommand replay_command();
Subcommand explain_command();
Subcommand import_command();
Subcommand metric_command();
Subcommand doctor_command();
Subcommand schema_command();
Subcommand history_command();
Subcommand export_command();
Subcommand gc_command();
Subcommand init_command();
Subcommand diff_command();
Subcommand compare_command();
Subcommand completion_command();
Subcommand man_command();
Subcommand baseline_command();
Subcommand verify_command();

} // namespace reprovip::cli
