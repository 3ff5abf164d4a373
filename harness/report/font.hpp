#pragma once

#include <string_view>

namespace reprovip::report {

// DejaVu Sans as TrueType: the build puts Debian's file (fonts-dejavu-core) into the program.
std::string_view font_file();

} // namespace reprovip::report
