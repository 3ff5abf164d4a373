#pragma once

#include "harness/base/result.hpp"
#include "harness/store/store.hpp"

#include <string>
#include <vector>

// What another store may not bring: looked at before anything is taken over.
namespace reprovip::store {

// An error: `file` is below `root`, and is a link, a device or a pipe there, is in a folder that a link takes
// elsewhere, or has more bytes than any such file. What is not there is fine.
Result<void> check_plain(const sys::Path& root, const sys::Path& file);

// Records, relative to both stores. An error: one that cannot be read, and one that the other store has with
// other content.
Result<void> check_records(const sys::Path& from, const sys::Path& to, const std::vector<sys::Path>& records);

// What these records of `store` name as kept, and it has not: "sub-01 r1: output \"mask\" (a.nii)".
std::vector<std::string> missing_of(const Store& store, const std::vector<sys::Path>& records);

} // namespace reprovip::store
