#pragma once

#include "harness/cli/subcommand.hpp"
#include "harness/model/study.hpp"
#include "harness/store/store.hpp"
#include "harness/study/request.hpp"

#include <string>
#include <vector>

// What several subcommands share: flags, and what they mean.
namespace reprovip::cli {

std::vector<Flag> selection_flags(); // -K -e -s -c -x --partition --shares --set --profile --data --store ...
std::vector<Flag> report_flags();    // --junit FILE ... --color -q -v
Flag history_flag();                 // --history DIR, of add_standings
std::vector<Flag> joined(std::vector<Flag> a, const std::vector<Flag>& b);

Checked<study::Request> request_from(const Arguments& arguments, const std::string& protocol);
// A store that is there: only `run` makes one.
Checked<store::Store> open_store(const Arguments& arguments, store::Access access);

// The stores that a repeated flag names, or the usual one; each must be there.
Result<std::vector<sys::Path>> stores_of(const Arguments& arguments, const std::string& flag);
// Since when the criteria have their status, by the study's store and those of --history. What is wrong with
// history is said, and the study shown without it.
void add_standings(const Arguments& arguments, model::Study& study);

// A device, a pipe or a link stays what it is and is written to; "-" is standard output.
Result<void> write_bytes(const std::string& file, const std::string& bytes);
// Columns of the terminal; a pipe has room for 120.
int screen_width();
// Writes every report that a flag asks for, and the pictures beside those that have some; --html DIR/ is a
// site, whose index is refreshed. Says in `study.place` where they go and what GitLab calls the place
// (CI_PROJECT_DIR, CI_JOB_URL). A report that cannot be written is a problem, never a lost result.
Errors write_reports(const Arguments& arguments, model::Study& study);
// The summary on standard output, as -q, -v and --color say.
void print_summary(const Arguments& arguments, const model::Study& study);

void print(const std::string& text);
void complain(const Errors& problems);
void note(const std::vector<std::string>& notes); // a line each, on standard error

} // namespace reprovip::cli
