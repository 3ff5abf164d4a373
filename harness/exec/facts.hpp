#pragma once

#include "harness/exec/libraries.hpp"
#include "harness/exec/record.hpp"

namespace reprovip::exec {

// PRETTY_NAME of /etc/os-release, as it is seen from here.
void os_name(Text& name);
// "glibc 2.36", told from the file of the library itself; empty when it does not tell.
void glibc_version(const char* library, Text& version);
// Whether the file name is one of a BLAS implementation.
bool is_blas(std::string_view path);

// program.os, program.libc and program.blas, from the libraries that were seen.
void add_program_facts(const Libraries& libraries, Record& record);

// One JSON object of what this machine is; `node` is what a scheduler calls it, empty: nothing does.
void describe_host(std::string_view node, Text& json);
// The CPUs that we may use, host.cpus and host.affinity of it: they differ between tasks on a node.
void describe_affinity(Text& json);

// What `describe_host` says, on standard output. Gives the exit status.
int print_host();

} // namespace reprovip::exec
