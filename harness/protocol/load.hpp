#pragma once

#include "harness/base/result.hpp"
#include "harness/protocol/node.hpp"
#include "harness/protocol/read.hpp"

namespace reprovip::protocol {

// A file that users wrote, as a tree.
struct Loaded {
  Node root;
  SourcePtr source;
  FileType type = FileType::protocol;
};

// Fails with one error: no such file, a folder, empty, not UTF-8, or a mistake of syntax.
Result<Loaded> load(const sys::Path& file);

} // namespace reprovip::protocol
