#pragma once

#include <cstddef>
#include <stdexcept>
#include <string>

namespace mrs_quantify {

// What a user can mend: "FILE:LINE: what is wrong; what to do". Line 0: the file as a whole.
class Mistake : public std::runtime_error {
public:
  Mistake(const std::string& file, std::size_t line, const std::string& what)
      : std::runtime_error(file + (line > 0 ? ":" + std::to_string(line) : std::string()) + ": " + what) {}
};

} // namespace mrs_quantify
