#pragma once

#include "harness/base/digest.hpp"

#include <string>
#include <string_view>

namespace reprovip::report {

// RFC 4648, with padding.
std::string base64(std::string_view bytes);
// "sha256-...": as a content security policy names a script or style.
std::string hash_source(const Digest& sha256);

} // namespace reprovip::report
