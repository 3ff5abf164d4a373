#pragma once

#include <string>

namespace reprovip::cli {

// What [factors] of a protocol may name, a line each: name, source, levels, what it does; in the order of the
// sources.
std::string factors_table();

} // namespace reprovip::cli
