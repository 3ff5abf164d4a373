#pragma once

#include "harness/exec/options.hpp"
#include "harness/exec/preload.hpp"
#include "harness/exec/program.hpp"

namespace reprovip::exec {

// First all `--unset`, then all `--env`, on our own environment, which is the program's.
void apply_environment(const InnerOptions& options);

// Each `--set SETTING=LEVEL`, on ourselves, on what is to be started, or inside it:
//   umask=022       of new files; octal
//   affinity=0-1,3  exactly these CPUs
//   aslr=off        the same addresses in every execution; `on`: random ones
//   hostname=NAME   see namespaces.hpp
//   workdir=PATH    see namespaces.hpp
//   rounding=up, readdir=sorted, clock=+24h  see preload.hpp
// "default", "all", "nearest" and "now" set nothing. False: a setting that cannot be set here; `refusal`
// names it and says why. What is set is looked at again: none is taken to be in force because nobody
// complained.
bool apply_settings(const InnerOptions& options, Program& program, Preload& preload, Text& refusal);

} // namespace reprovip::exec
