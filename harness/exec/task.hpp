#pragma once

namespace reprovip::exec {

// `reprovip-exec task SPOOL INDEX [--once] [--detach]`: takes a claim on the task, runs it as `run` does, in
// this process, and says when its record is on disk. Gives the exit status: 0 once it is, or, with --once,
// when the task is somebody's already; 70 when nothing was started, or its record could not be written, with
// the reason on standard error. With --detach 0 as soon as it runs.
int run_task(char** arguments);

} // namespace reprovip::exec
