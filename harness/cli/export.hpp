#pragma once

#include "harness/cli/subcommand.hpp"
#include "harness/model/study.hpp"
#include "harness/store/store.hpp"

#include <vector>

namespace reprovip::cli {

// One way to hand a study to other programs: its flag, and what writes it. One file each.
struct ExportForm {
  Flag flag;
  Errors (*write)(const Arguments& arguments, const store::Store& store, const model::Study& study);
  std::vector<Flag> more; // of this form only
};
ExportForm table_form();
ExportForm crate_form();
ExportForm boutiques_form();
ExportForm cite_form();

} // namespace reprovip::cli
