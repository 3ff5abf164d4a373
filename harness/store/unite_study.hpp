#pragma once

#include "harness/base/result.hpp"
#include "harness/sys/files.hpp"

// Parts of Store::unite: what they come to does not depend on the order, and again changes nothing.
namespace reprovip::store {

bool is_there(const sys::Path& path);

// Copies a file with its time, when it is there. Of two that differ the later stays. Whether it is new.
Result<bool> take_file(const sys::Path& from, const sys::Path& to, sys::Durability durability);

// The folder of a study. Plan, scores, observations and verdicts belong together: all are of the store that
// judged later, and a study that was judged goes before one that was not. Events are those of both.
Result<void> unite_study(const sys::Path& from, const sys::Path& to, sys::Durability durability);

} // namespace reprovip::store
