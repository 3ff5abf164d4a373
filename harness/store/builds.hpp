#pragma once

#include "harness/base/digest.hpp"
#include "harness/base/result.hpp"
#include "harness/store/store.hpp"

#include <memory>

namespace reprovip::store {

// Builds of applications: `builds/<key>/`. A build is there once its note is, which is written last.
struct BuildPlaces {
  sys::Path directory;
  sys::Path out;  // what the build left
  sys::Path log;  // what it printed, also of one that failed
  sys::Path note; // build.json
};
BuildPlaces build_places(const sys::Path& store, const Digest& key);

// Held while one is made; waits for another process that makes the same.
Result<std::unique_ptr<StudyLock>> lock_build(const sys::Path& store, const Digest& key);

} // namespace reprovip::store
