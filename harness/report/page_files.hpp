#pragma once

#include <string_view>

// What CMake puts into the program for the page: the files of page/, joined, and the built files of its npm
// packages, each with its licence in the first line.
namespace reprovip::report {

std::string_view page_css();
std::string_view page_js();
std::string_view site_js();
std::string_view d3_js();
std::string_view plot_js();
// NiiVue, gzipped, and the SHA-256 (hex) of what it unpacks to.
std::string_view niivue_js_gz();
std::string_view niivue_js_sha256();

} // namespace reprovip::report
