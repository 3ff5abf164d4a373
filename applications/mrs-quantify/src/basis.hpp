#pragma once

#include "parameters.hpp"
#include "signal.hpp"
#include <string>
#include <vector>

namespace mrs_quantify {

// The signals of the components, in their order, from a folder or a zip file (a file met=./X is the one of
// that name, wherever it is in the zip). Each has at least `points` points and the dwell time of `like`
// within a thousandth; a text file's is taken for it. Throws Mistake with the parameter file's line.
std::vector<Points> read_basis(const std::string& path, const std::string& parameter_file,
                               const std::vector<Component>& components, const Signal& like,
                               std::size_t points);

} // namespace mrs_quantify
