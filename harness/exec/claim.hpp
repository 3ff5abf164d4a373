#pragma once

#include "harness/exec/text.hpp"

namespace reprovip::exec {

// One try at a task of a batch: its claim, SPOOL/claims/INDEX.TRY, and what says that it has ended,
// SPOOL/ended/INDEX.TRY. Who has the claim runs the task; nobody else ever has the same, on whatever host.
class Claim {
public:
  Claim(const char* spool, const char* index);
  Claim(const Claim&) = delete;
  Claim& operator=(const Claim&) = delete;
  ~Claim();

  // Takes the first free one: 0, 1, 2 ... With `only_first`, 0 or none. Room for its end is taken with it.
  // The claim names this process, so that it can be found: pid, start (as in /proc/PID/stat) and boot id.
  enum class Taken { yes, by_others, failed };
  Taken take(bool only_first); // failed: said on standard error why
  int number() const { return m_number; }

  // Nothing was started: as if it had never been taken.
  void give_back();
  // The execution's record is on disk. False: said on standard error why that cannot be told.
  bool end();
  // What this node is, for all tasks of the batch; does nothing when it is there, and cannot fail.
  void describe_node() const;

private:
  void name(Text& path, const char* folder, int number) const;
  void name_temporary(Text& path, const char* folder) const;
  bool complain(const char* path) const;

  const char* m_spool;
  const char* m_index;
  Text m_node;
  int m_number = -1;
  Text m_spare; // another name of the claim
};

} // namespace reprovip::exec
