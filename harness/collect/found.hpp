#pragma once

#include "harness/base/result.hpp"
#include "harness/model/application.hpp"
#include "harness/model/record.hpp"
#include "harness/sys/files.hpp"

#include <string>
#include <vector>

namespace reprovip::collect {

// What a declared output turned out to be: its files relative to the work directory, sorted, or why there are
// none.
struct Found {
  model::OutputState state = model::OutputState::missing;
  std::string reason;
  std::vector<sys::Path> files;
  bool is_list = false;           // a glob or a directory
  std::vector<std::string> names; // of members of archives, one per file; else empty
};
Result<Found> find_output(const sys::Path& work, const model::OutputDecl& output);

// A path as text that is valid UTF-8 on one line, a different one for every path: bytes that are not are
// written \xNN, and a backslash is written twice.
std::string path_text(const sys::Path& path);

} // namespace reprovip::collect
