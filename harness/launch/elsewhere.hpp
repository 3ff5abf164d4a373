#pragma once

#include "harness/base/json.hpp"
#include "harness/base/result.hpp"
#include "harness/sys/files.hpp"

namespace reprovip::launch {

// The marker of an attempt that may run, or have run, where this process does not see it. A launcher whose
// jobs outlive it writes it before it submits the job. It goes when the record is written, so that a harness
// that is killed in between finds the job again, and its end. A launcher clears it only of what it was asked
// to stop and has stopped: of that there will be no record. As long as it is there the store keeps the
// attempt, and the next run of the study follows it: also a job whose end was told before.

// `marker` is an object whose "launcher" is the launcher's name; the rest is the launcher's own: the first
// line of the file. Behind it may be whatever the launcher likes, `more`. Whole or absent.
Result<void> write_elsewhere(const sys::Path& attempt, const Json& marker, const std::string& more = {});
// That there is none is fine.
Result<void> clear_elsewhere(const sys::Path& attempt);

} // namespace reprovip::launch
