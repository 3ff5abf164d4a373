#pragma once

#include "harness/base/digest.hpp"
#include "harness/base/format.hpp"
#include "harness/sys/files.hpp"

#include <cstdint>
#include <string>

// Where things lie in a store. Stored format: a change here is a new format version.
namespace reprovip::store {

constexpr int k_format = 1;
constexpr const char* k_record_file = "record.json";

inline sys::Path object_path(const sys::Path& root, const Digest& digest) {
  return root / "objects" / digest.hex.substr(0, 2) / digest.hex;
}
// Whether an attempt, or the one that it is another try at ("ID.1"), may run where we do not see it: it has a
// marker, and none of its tries a record.
bool is_elsewhere(const sys::Path& attempt);

inline sys::Path cell_directory(const sys::Path& root, const Digest& cell) {
  return root / "cells" / cell.hex;
}
inline sys::Path repetition_directory(const sys::Path& root, const Digest& cell, std::uint32_t repetition) {
  return cell_directory(root, cell) / format("r{:03}", repetition);
}

} // namespace reprovip::store
