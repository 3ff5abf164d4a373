#pragma once

#include "harness/model/record.hpp"
#include "harness/vip/answers.hpp"

#include <map>
#include <string>

namespace reprovip::vip {

// Whether an execution that is over succeeded, by its jobs and not by its status: VIP says Finished when one
// of several jobs has ended well. Exit code 50 of a job is the tool's failure, every other the
// infrastructure's. Without times and facts.
model::Ending judge(const Execution& execution);

// Nobody knows more of its end than `reason`: it may be tried again.
model::Ending lost(std::string reason);

// What a log tells of the machine: the CPU, when the program has printed /proc/cpuinfo.
std::map<std::string, std::string> facts_in_log(std::string_view log);

} // namespace reprovip::vip
