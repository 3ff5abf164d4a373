#pragma once

#include <stdexcept>

namespace tumour {

// What the caller gave cannot be worked with: exit status 2.
struct Mistake : std::runtime_error {
  using std::runtime_error::runtime_error;
};

} // namespace tumour
