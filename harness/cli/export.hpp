#pragma once

#include "harness/cli/subcommand.hpp"
#include "harness/model/study.hpp"
#include "harness/store/store.hpp"

namespace reprovip::cli {

// One way to hand a study to other programs: its flag, and what writes it. One file each.
struct ExportForm {
  Flag flag;
  Errors (*write)(const Arguments& arguments, const store::Store& store, const model::Study& study);
};
ExportForm table_form();

} // namespace reprovip::cli
