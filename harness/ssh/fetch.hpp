#pragma once

#include "harness/launch/launcher.hpp"
#include "harness/ssh/scripts.hpp"

#include <string>
#include <utility>
#include <vector>

namespace reprovip::ssh {

// What has ended on a host.
struct Fetch {
  std::vector<std::pair<const launch::Job*, Item>> candidates; // that may be among it
  sys::Path archive;                                           // a tar of it; or,
  std::vector<Item> shared;                                    // where the file system is shared, their names
};

// Unpacks the candidates' attempts into their directories here, and what else their spools say into
// `mirrors`, a folder for each spool; says which of them have ended. The rest of the tar is left alone.
Result<std::vector<Item>> unpack(const Fetch& fetch, const sys::Path& mirrors);

} // namespace reprovip::ssh
