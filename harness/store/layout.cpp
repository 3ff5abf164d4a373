#include "harness/store/layout.hpp"

#include "harness/model/elsewhere.hpp"

#include <unistd.h>

namespace reprovip::store {

namespace {

bool has(const sys::Path& attempt, const char* file) {
  return ::access((attempt / file).c_str(), F_OK) == 0;
}

// Of the attempt or of another try at it, "ID.1": its end is known.
bool is_recorded(const sys::Path& attempt) {
  auto directory = attempt;
  for (int attempt_try = 1; ::access(directory.c_str(), F_OK) == 0; ++attempt_try) {
    if (has(directory, k_record_file)) {
      return true;
    }
    directory = format("{}.{}", attempt.string(), attempt_try);
  }
  return false;
}

} // namespace

bool is_elsewhere(const sys::Path& attempt) {
  const auto name = attempt.filename().string();
  const auto first = attempt.parent_path() / name.substr(0, name.find('.'));
  return has(first, model::k_elsewhere_file) && !is_recorded(first);
}

} // namespace reprovip::store
