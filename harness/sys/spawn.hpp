#pragma once

#include "harness/sys/process.hpp"

#include <sys/types.h>

namespace reprovip::sys {

// Starts `command` with the open files `out` and `err` as its streams; < 0: /dev/null. In a process group of
// its own, with no signal blocked or handled, no other open file, and SIGTERM when the calling thread ends.
// Any failure, also to execute the program, is an error here.
Result<pid_t> spawn(const Command& command, int out, int err);

// For `out_file` and `err_file`: a new or emptied file.
Result<int> open_stream(const std::optional<Path>& file);

ExitStatus exit_status_from(int wait_status);

} // namespace reprovip::sys
