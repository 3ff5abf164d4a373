#pragma once

#include "harness/exec/text.hpp"

namespace reprovip::exec {

// What a program is kept from, by namespaces of its own: as root plainly, as another user through a user
// namespace in which that user is itself. A program that may not be isolated is run all the same: the errors
// say so.
struct Isolation {
  const char* const* read_only = nullptr; // paths that cannot be written, ended by a null; null: none
  const char* writable = nullptr;         // stays so, also below one of them
  bool no_network = false;                // only a loopback of its own
  const char* const* join = nullptr;      // namespaces (files) that have no network, instead of a new one
  // Numbers of errors, told by `isolate`; 0: it is as asked.
  volatile int inputs_error = 0;
  volatile int network_error = 0;
};

// For the process that becomes the program: system calls only, so that it may share our memory.
void isolate(Isolation& isolation);

// "inputs read-only, no network", or what of it is not so and why; empty: nothing was asked for.
void describe_isolation(const Isolation& isolation, Text& into);

// The same for what this machine permits at all.
void describe_permitted_isolation(Text& into);

// A network without any way out that others join: says "ready" on standard output and lives until standard
// input ends. The exit status; not 0: it cannot be had.
int hold_offline_network();

} // namespace reprovip::exec
