#pragma once

#include "harness/base/result.hpp"
#include "harness/model/application.hpp"
#include "harness/model/record.hpp"
#include "harness/model/vocabulary.hpp"
#include "harness/sys/files.hpp"

#include <functional>
#include <string>
#include <vector>

namespace reprovip::collect {

// Where the bytes of an output go: keeps the file at `path` under its digest (may move it away), or says why
// not.
using KeepObject = std::function<Result<void>(const sys::Path& path, const Digest& digest)>;

// The declared outputs below `work` after an execution: found (globs, folders), refused when they are no
// regular file (symbolic link, FIFO, device), hashed raw and canonical, kept. `in/` and `app/` are never
// outputs. An output that is missing is a state, not an error; an error means that the harness could not read
// or keep what is there.
Result<std::vector<model::Output>>
collect_outputs(const sys::Path& work, const std::vector<model::OutputDecl>& outputs, const KeepObject& keep);

// The normalisers that `ignore = [...]` may name beyond each format's defaults.
const std::vector<model::PluginDecl>& builtin_normalisers();

} // namespace reprovip::collect
