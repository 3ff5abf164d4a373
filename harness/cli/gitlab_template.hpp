#pragma once

#include "harness/base/result.hpp"

#include <map>
#include <string>
#include <string_view>

namespace reprovip::cli {

// ci/templates/sharded/template.yml, as it was when this program was built.
const char* sharded_template();

// A part of YAML's text as it stands, or a text that is to become a scalar.
struct InputValue {
  std::string text;
  bool is_yaml = false; // a number, or a list like [a, b]
};

// What GitLab makes of a template with inputs: the pipeline below its header ("---"), each `$[[ inputs.NAME
// ]]` replaced. `inputs` go before the defaults of the header. A scalar that holds an input becomes a
// double-quoted one, whatever is in the input; in a block ("|") it stands as it is. Reads templates of our
// own, whose scalars stand on one line each: an input without a value is a bug.
std::string fill_in(std::string_view yaml, std::map<std::string, InputValue> inputs);

// The names and defaults of a template's inputs; those without a default are absent.
std::map<std::string, InputValue> input_defaults(std::string_view yaml);

// A scalar of YAML, which is one of JSON as well. `text` is UTF-8 without control characters.
std::string yaml_scalar(std::string_view text);

} // namespace reprovip::cli
