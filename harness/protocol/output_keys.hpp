#pragma once

#include "harness/protocol/declaration.hpp"

namespace reprovip::protocol {

// [outputs.ID], of an application (which must give the path) and of a protocol (which may override).
Key output_keys(bool path_required);

} // namespace reprovip::protocol
