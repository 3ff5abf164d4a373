#pragma once

#include "harness/store/store.hpp"
#include "harness/sys/clock.hpp"
#include "harness/sys/descriptor.hpp"

#include <atomic>

namespace reprovip::store {

struct Store::State {
  sys::Path root;
  Access access = Access::read;
  // Shared by everybody who writes, taken alone by the collection of garbage: an object that has just been
  // kept and is not yet named by a record must not be swept away.
  sys::Descriptor writers;
  std::atomic<bool> durable{false};
  std::atomic<bool> dirty{false};
  std::atomic<sys::UtcMillis> last_attempt{0};

  sys::Durability durability() const { return durable ? sys::Durability::flushed : sys::Durability::lazy; }
  Result<void> may_write() const;
};

// Waits for nothing: false when somebody else holds it otherwise.
Result<bool> try_lock(const sys::Descriptor& file, int operation, const sys::Path& path);
Result<void> flush_path(const sys::Path& path);

} // namespace reprovip::store
