#pragma once

#include <string_view>

namespace reprovip::report {

// page.css and page.js of this folder, put into the program by CMake.
extern const std::string_view k_page_css;
extern const std::string_view k_page_js;

} // namespace reprovip::report
