#pragma once

#include "harness/model/plan.hpp"

#include <string>
#include <vector>

namespace reprovip::launch {

// Where the inner end of the executor is, and what its engine leaves to it.
struct InnerSurroundings {
  std::string executor; // as the engine starts it
  std::string record;   // the file that it writes
  std::string preload;  // the library of settings that act inside the program
  // What the engine puts into the environment by itself: taken out again, so that the environment is the same
  // in every engine. Names, or beginnings of names with a star.
  std::vector<std::string> unset;
  bool sets_environment = false;    // the invocation's variables are for the inner end to set
  std::vector<std::string> seen_to; // settings that the engine has seen to: "hostname", "workdir"
};

// `reprovip-exec inner --record FILE [--unset NAME]... [--env NAME=VALUE]... [--set NAME=VALUE]... [--preload
// FILE] -- ARGV...`: the program of `invocation` in its surroundings. Settings are in the order of their
// names; the library is named only where a setting needs it.
std::vector<std::string> inner_argv(const model::Invocation& invocation,
                                    const InnerSurroundings& surroundings);

// The level of a setting, or `otherwise` when there is none or it sets nothing ("default").
std::string setting_of(const model::Invocation& invocation, const std::string& name,
                       const std::string& otherwise);

// Whether the library must be there for the invocation's settings: "rounding", "readdir", "clock". It then
// also gets REPROVIP_SEED, which is another one in each cell and repetition, and the same one when an
// execution is replayed.
bool needs_preload(const model::Invocation& invocation);

} // namespace reprovip::launch
