#pragma once

#include "harness/base/json.hpp"
#include "harness/sys/process.hpp"

#include "tests/support/support.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace reprovip::exec {

using Words = std::vector<std::string>;

std::string executor();
// Runs reprovip-exec with our environment to its end.
sys::Captured run_executor(const Words& arguments);
bool is_running(int process); // and not only waiting for somebody to ask how it ended
// Waits up to ten seconds; false: it is still there.
bool ends(int process);
bool appears(const std::filesystem::path& file);
int number_in(const std::filesystem::path& file);

// One attempt in a directory of its own.
class Attempt : public testing::Test {
protected:
  Attempt();

  Words words(const Words& options, const Words& command) const;
  // The record, after `reprovip-exec run <options> -- <command>`; its status is checked to be 0.
  Json run(const Words& options, const Words& command) const;
  Json shell(const std::string& script, const Words& options = {}) const;
  Json record() const;
  std::string out() const { return test::read_text(dir.path() / "out.log"); }
  std::string err() const { return test::read_text(dir.path() / "err.log"); }

  test::TempDir dir;
  std::filesystem::path work;
};

} // namespace reprovip::exec
