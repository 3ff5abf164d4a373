#pragma once

#include <functional>
#include <map>
#include <string>

#include "harness/base/result.hpp"
#include "harness/model/plan.hpp"

namespace reprovip::plan {

// What really runs, found out by the engine.
struct Identity {
  std::string text; // "image sha256:...", "program sha256:..."
  std::map<std::string, std::string> details;
};
// `program` is the command's first word and `files` the application's own files that the command names.
struct IdentityRequest {
  model::EngineConfig config; // paths absolute
  std::string program;
  std::vector<sys::Path> files;
  std::string search_path; // PATH of the execution
};
using Identify = std::function<Result<Identity>(const IdentityRequest&)>;
using ReadApplication = std::function<Checked<model::Application>(const sys::Path&)>;

// Subjects from their list, glob or table; their input files with digests; truth files; the identity of every
// deployment that a factor level asks for. Looks at the world; changes nothing. Digests of unchanged files are taken
// from `known` (path, size, mtime, inode → digest) when given.
Checked<model::Resolved> resolve(const model::Protocol& protocol, const Identify& identify,
                                 const ReadApplication& read_application);

// As `resolve` without inputs' digests and identities: for `list`, `plan --dry-run` on a machine that cannot run it.
Checked<model::Resolved> resolve_names(const model::Protocol& protocol);

} // namespace reprovip::plan
