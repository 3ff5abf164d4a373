#pragma once

#include "harness/exec/text.hpp"

#include <sched.h>

namespace reprovip::exec {

// "0-3,5"; false: not such a list.
bool parse_cpus(std::string_view list, cpu_set_t& set);

} // namespace reprovip::exec
