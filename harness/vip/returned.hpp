#pragma once

#include "harness/base/result.hpp"
#include "harness/model/application.hpp"

#include <map>
#include <string>
#include <vector>

namespace reprovip::vip {

// One file to fetch: from where on VIP, to where below the execution's directory.
struct Fetch {
  std::string output;
  std::string from;
  sys::Path to;
  bool unpack = false; // an archive of the folder `to`
};

// Where the returned files of an execution belong: at the path that the protocol declares for their output;
// when that is a pattern or there are several, by their own names in its folder. An output that the protocol
// does not declare goes by its name alone. Two files in one place are an error.
Result<std::vector<Fetch>> places_of(const std::map<std::string, std::vector<std::string>>& returned,
                                     const std::vector<model::OutputDecl>& outputs);

} // namespace reprovip::vip
