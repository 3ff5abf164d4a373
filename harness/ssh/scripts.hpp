#pragma once

#include <cstdint>
#include <string>
#include <vector>

// What is asked of a host, as the words of a command for its `sh`: POSIX shell, and sha256sum, mktemp, tar
// and what comes with them (coreutils or busybox). Statuses: 0 done; 3 the host cannot (its words are on
// standard error); 4 other bytes arrived than were sent.
//
//   BASE/exec/ID/NAME       reprovip-exec and its library, by digest
//   BASE/objects/ID/NAME    inputs, by digest
//   BASE/spool/SPOOL/       of one launcher: tasks/ claims/ hosts/ ended/ as `reprovip-exec task` has them,
//   and
//                           attempts/INDEX/ATTEMPT, which is there until its results are here
namespace reprovip::ssh {

using Words = std::vector<std::string>;

// One execution of a spool.
struct Item {
  std::string spool;
  std::uint32_t index = 0;

  bool operator==(const Item&) const = default;
};

// Makes BASE (below the home when relative) and the spool, and says, one "name value" a line: "base", its
// absolute path; "machine" as uname has it; "cpus"; "have", once for each exec/ID and objects/ID that is
// there.
Words greet_script(const std::string& base, const std::string& spool);
// For a file system that is shared: whether `executor` can be run and `spool` is there.
Words greet_shared_script(const std::string& executor, const std::string& spool);

// What is kept on a host once.
struct Kept {
  std::string below; // "exec", "objects"
  std::string id;
  std::string name;
  std::string digest; // of the bytes that are sent: the file's, or the tar's of a folder
  bool is_folder = false;
  bool executable = false;
};
// From standard input. Readers see nothing or the whole.
Words keep_script(const std::string& base, const Kept& kept);

// For each program "sha256 path" on a line, or "-" when it is not in `search_path`.
Words programs_script(const std::string& search_path, const std::vector<std::string>& names);

// Takes a tar of attempts/ and tasks/ from standard input, and has `executor` start what nobody has started.
// Says "INDEX why" for each that could not be.
Words start_script(const std::string& spools, const std::string& spool, const std::string& executor,
                   const std::vector<std::uint32_t>& indices);

// Forgets `fetched`, then waits until something in `watched` ("SPOOL": all of it, "SPOOL/INDEX") has ended,
// at most `limit_s`, and sends it: a tar of SPOOL/attempts/INDEX, SPOOL/claims/INDEX.*, SPOOL/hosts; or
// (shared) "SPOOL INDEX" lines. Nothing: the time is over. Ended is also what is claimed by a process that is
// gone.
Words watch_script(const std::string& spools, bool shared, std::uint32_t limit_s,
                   const std::vector<std::string>& watched, const std::vector<Item>& fetched);

// Of jobs of an earlier launcher: what nobody has started is started by nobody from now on, and has ended.
Words adopt_script(const std::string& spools, const std::vector<Item>& items);

// A signal to every executor of `stopped` that still runs, as its claim says who it is. What nobody has
// started has ended.
Words stop_script(const std::string& spools, const std::vector<std::string>& stopped,
                  const std::string& signal);

// Forgets `fetched`; removes the spools in which nothing is left, and says which.
Words sweep_script(const std::string& spools, const std::vector<std::string>& swept,
                   const std::vector<Item>& fetched);

} // namespace reprovip::ssh
