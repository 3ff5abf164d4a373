#pragma once

#include "harness/base/digest.hpp"
#include "harness/base/json.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace reprovip::model {

// How one attempt ended. `failed`: by an exit status of its own that is not 0; `killed`: by a signal, also
// one of its own (SIGSEGV, SIGABRT); `not_started`: there is no such program, or its engine failed; `lost`:
// nobody saw its end. `infrastructure` of the ending says that the application is not to blame.
enum class Outcome { succeeded, failed, timed_out, killed, oom, not_started, lost };

std::string_view to_string(Outcome outcome);
std::optional<Outcome> outcome_from(std::string_view text);

// Absent where it could not be measured; `memory_source` says how the peak was ("cgroup", "rusage": the
// largest single process).
struct Usage {
  std::optional<double> wall_s;
  std::optional<double> user_s;
  std::optional<double> system_s;
  std::optional<std::uint64_t> memory_peak; // bytes
  std::string memory_source;
  // Wall time of the engine's command beyond the program's own: what the engine costs. Absent where the
  // program is started directly.
  std::optional<double> overhead_s;
};

enum class OutputState { present, missing, absent_optional, refused };
struct OutputFile {
  std::string path; // relative to {out}
  std::uint64_t size = 0;
  Digest raw;                       // of the file
  Digest payload;                   // decompressed; equals raw when not compressed
  Digest canonical;                 // of what remains after the normalisers
  std::string format;               // "nifti", "gzip", "mif", "tck", "json", "text", "zip", "tar", "bytes"
  std::vector<std::string> ignored; // what the canonical digest leaves out; never silently
  bool stored = true;               // its bytes are in the store's objects
};
// A declared output of one execution. A glob or directory has several files; `raw` and `canonical` then cover
// the sorted list of (path, digest).
struct Output {
  std::string id;
  OutputState state = OutputState::missing;
  std::string reason; // why missing or refused
  std::vector<OutputFile> files;
  Digest raw;
  Digest canonical;
  bool empty = false; // every file has no bytes
};

struct LogFile {
  Digest digest;
  std::uint64_t size = 0; // written by the program
  std::uint64_t kept = 0; // kept in the store: the first and last parts when larger than the limit
};

// What `reprovip-exec` says of the program it ran.
struct Ending {
  Outcome outcome = Outcome::lost;
  std::optional<int> exit_code;
  std::optional<int> signal;
  std::string reason;          // one sentence when it did not succeed
  bool infrastructure = false; // not the application's fault: may be tried again
  std::int64_t started_ms = 0; // UTC
  std::int64_t ended_ms = 0;
  Usage usage;
  std::vector<std::string> libraries;       // mapped by the program, as far as they were seen
  std::map<std::string, std::string> facts; // host facts seen where it ran (inside the container: os, libc)
};

// One attempt at one execution: written once, never changed.
struct Record {
  int schema = 1;
  std::string study;
  Digest cell;
  std::uint32_t repetition = 1;
  std::string attempt; // unique across writers
  std::string subject;
  std::map<std::string, std::string> levels; // factor → level name
  std::uint64_t seed = 0;
  std::vector<std::string> argv;
  std::map<std::string, std::string> environment;
  std::vector<std::string> engine_argv; // what was really started
  std::string engine;
  std::string identity;
  std::string application_version;
  Digest host; // fingerprint; its facts are in the store's hosts/
  Ending ending;
  LogFile out;
  LogFile err;
  std::vector<Output> outputs;
  std::string tool_version; // of reprovip
  // Not run but imported: the files it came from, by output. Nothing is known of how and when it ran.
  std::map<std::string, std::string> imported;
};

// Succeeded and every output that must be there is there.
bool is_complete(const Record& record);

// The names of host facts that are observed factors: "host.cpu", "host.cpu_flags", "host.kernel", "host.os",
// "host.libc", "host.blas", "host.cpus", "host.name", "program.os", "program.libc", "program.blas".
struct Host {
  Digest fingerprint;
  std::map<std::string, std::string> facts;
};

Json to_json(const Ending& ending);
Result<Ending> ending_from_json(const Json& json, const std::string& name);

Json to_json(const Record& record);
Result<Record> record_from_json(const Json& json, const std::string& name);

} // namespace reprovip::model
