#pragma once

#include "harness/model/application.hpp"
#include "harness/protocol/diagnostics.hpp"
#include "harness/protocol/node.hpp"

#include <string>
#include <vector>

namespace reprovip::protocol {

// Reports every placeholder of a text that is none of `known`; "column.*" stands for any name that begins so.
void check_template(const Node& text, const std::vector<std::string>& known, Diagnostics& diagnostics);

// What may stand in a command line, in the value of a variable and in an output's path.
std::vector<std::string> command_placeholders(const model::Application& application);
// What may stand in the path of an input or of a ground truth.
std::vector<std::string> input_placeholders(bool has_columns);

} // namespace reprovip::protocol
