#pragma once

#include "tests/unit/exec/executor.hpp"

namespace reprovip::exec {

// A batch with its tasks, and the attempts that they are about, in a directory of its own.
class Batch : public testing::Test {
protected:
  Batch();

  // Words of task `index`: attempt "ATTEMPTS/id<index>", then `more`, then a shell that runs `script`.
  Words task_words(int index, const std::string& script, const Words& more = {},
                   const Words& options = {}) const;
  std::filesystem::path write_words(int index, const Words& words) const;
  void write_task(int index, const std::string& script, const Words& more = {},
                  const Words& options = {}) const;

  sys::Captured run_task(int index, const Words& flags = {}, const sys::Environment& more = {}) const;
  // In the background, with standard error in the file "said".
  pid_t start_task(int index, const Words& flags = {}) const;

  std::filesystem::path attempt(int index, int number = 0) const;
  Json record(int index, int number = 0) const;
  Json claim(int index, int number = 0) const;
  bool has_ended(int index, int number = 0) const;
  std::string out(int index, int number = 0) const;
  static Json json_in(const std::filesystem::path& file);

  test::TempDir dir;
  std::filesystem::path spool;
};

} // namespace reprovip::exec
