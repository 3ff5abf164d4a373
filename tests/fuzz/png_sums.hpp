#pragma once

#include <string>
#include <string_view>

namespace tests {

// The same chunks with checksums that are right: without, a fuzzer never gets beyond the first.
std::string with_png_sums(std::string_view bytes);

} // namespace tests
