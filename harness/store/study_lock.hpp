#pragma once

#include "harness/store/store.hpp"

namespace reprovip::store {

// The kernel's lock (flock) decides, so that a dead owner holds nothing; the text in the file is for people.
Result<std::unique_ptr<StudyLock>> lock_study(const sys::Path& directory, const std::string& study);

// `process 12 on "host" since 2026-...`, of a lock that somebody holds; "" when nobody does.
std::string holder_of(const sys::Path& directory);

} // namespace reprovip::store
