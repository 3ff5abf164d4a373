// What mrs-quantify says of a mistake, for its tests.
#pragma once

#include "applications/mrs-quantify/src/mistake.hpp"
#include <functional>
#include <string>

namespace mrs_quantify {

// The text of the mistake that `action` makes; "no mistake" when it makes none.
inline std::string message(const std::function<void()>& action) {
  try {
    action();
  } catch (const Mistake& mistake) {
    return mistake.what();
  }
  return "no mistake";
}

} // namespace mrs_quantify
