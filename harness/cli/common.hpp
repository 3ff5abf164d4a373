#pragma once

#include "harness/cli/subcommand.hpp"
#include "harness/model/study.hpp"
#include "harness/store/store.hpp"
#include "harness/study/request.hpp"

#include <string>
#include <vector>

// What several subcommands share: flags, and what they mean.
namespace reprovip::cli {

std::vector<Flag> selection_flags(); // -K -e -s -c -x --partition --order-seed --set --profile --data --store
std::vector<Flag> report_flags();    // --junit FILE ... --color -q -v
std::vector<Flag> joined(std::vector<Flag> a, const std::vector<Flag>& b);

Checked<study::Request> request_from(const Arguments& arguments, const std::string& protocol);
// A store that is there: only `run` makes one.
Checked<store::Store> open_store(const Arguments& arguments, store::Access access);

// Writes every report that a flag asks for. A report that cannot be written is a problem, never a lost
// result.
Errors write_reports(const Arguments& arguments, const model::Study& study);
// The summary on standard output, as -q, -v and --color say.
void print_summary(const Arguments& arguments, const model::Study& study);

void print(const std::string& text);
void complain(const Errors& problems);

} // namespace reprovip::cli
