#pragma once

#include "harness/sys/files.hpp"

#include <string>

namespace reprovip::plan {

// Advice for a path that is not there: `did you mean "<path>"?` from the names beside it, else which of its
// folders is missing, else "".
std::string nearest_name(const sys::Path& missing);

// The same for the folders of a glob that matches nothing, up to its first wildcard.
std::string nearest_folder(const sys::Path& base, const std::string& glob);

} // namespace reprovip::plan
