#pragma once

#include "tests/unit/exec/executor.hpp"

namespace reprovip::exec {

// The inner end with settings, in the work directory.
class Settings : public Attempt {
protected:
  // The record, after `reprovip-exec inner <options> -- <command>`.
  Json inner(const Words& options, const Words& command, const sys::Environment& environment);
  Json inner(const Words& options, const Words& command) {
    return inner(options, command, sys::current_environment());
  }
  // Not started, with this in the reason, and not the engine's fault.
  void expect_refused(const Words& options, const std::string& reason);

  std::string said; // by the program
  int status = 0;
};

// With the library: `--set SETTING` of each, and what the probe says.
class Preloaded : public Settings {
protected:
  static std::string library() { return (test::bin_dir() / "libreprovip-preload.so").string(); }
  static std::string probe() { return (test::bin_dir() / "settings_probe").string(); }
  static Words with(const Words& settings, const std::string& seed = "1");
  std::string ask(const Words& settings, const Words& command, const std::string& seed = "1");
};

} // namespace reprovip::exec
