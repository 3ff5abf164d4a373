#pragma once

#include "harness/sys/clock.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace reprovip::store {

// A process that writes: `start` is when it started, in clock ticks since the boot (proc(5), field 22), so
// that a process id used again is another writer. `host` is 8 hex digits over the host's name.
struct Writer {
  std::string host;
  std::int64_t pid = 0;
  std::uint64_t start = 0;
};

// This process.
Writer this_writer();

// Sorts by start; unique across writers; tells who writes it:
// "<UTC milliseconds>-<host>-<pid>-<start>-<8 random hex digits>".
std::string make_attempt_id(sys::UtcMillis now, const Writer& writer);
// The writer in an attempt's id; nothing when it is not such an id.
std::optional<Writer> writer_of(std::string_view attempt);

// Of a writer on another host nothing is known.
enum class Life { alive, dead, unknown };
Life life_of(const Writer& writer);

} // namespace reprovip::store
