#pragma once

#include "harness/base/json.hpp"
#include "harness/base/result.hpp"
#include "harness/sys/files.hpp"

#include <string>

namespace reprovip::vip {

// The same text for the same value: members sorted, no blanks.
std::string canonical_text(const Json& json);

// Where two values differ first, as a JSON pointer ("/inputs/2/type"); "" when they do not, or as a whole.
std::string first_difference(const Json& a, const Json& b);

// "vip:CQUEST/0.6 sha256:...": what runs, by the canonical text of its Boutiques descriptor.
std::string pipeline_identity(const std::string& pipeline, const Json& descriptor);

Result<Json> read_descriptor(const sys::Path& file);

} // namespace reprovip::vip
