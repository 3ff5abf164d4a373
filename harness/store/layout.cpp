#include "harness/store/layout.hpp"

#include "harness/model/elsewhere.hpp"

#include <unistd.h>

namespace reprovip::store {

bool is_elsewhere(const sys::Path& attempt) {
  const auto name = attempt.filename().string();
  const auto first = attempt.parent_path() / name.substr(0, name.find('.'));
  return ::access((first / model::k_elsewhere_file).c_str(), F_OK) == 0;
}

} // namespace reprovip::store
