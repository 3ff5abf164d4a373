#pragma once

#include "harness/base/quantity.hpp"
#include "harness/ssh/client.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace reprovip::ssh {

// What the launcher was told.
struct Settings {
  std::vector<std::string> hosts; // as `ssh` takes them
  Client client;
  std::string directory = ".cache/reprovip"; // on the hosts; relative: below the home
  bool shared = false;                       // the store and our programs are there under the same names
  bool programs_may_differ = false;          // a host's own programs are what is tested
  Seconds patience{600};                     // with a host that cannot be reached
  std::uint32_t jobs = 0;                    // at once on each host; 0: as many as its CPUs take
  sys::Path executor;
  sys::Path preload; // empty: there is none
  sys::Path spool;   // here, what must outlive the process
};

} // namespace reprovip::ssh
