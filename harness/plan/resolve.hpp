#pragma once

#include "harness/base/result.hpp"
#include "harness/model/plan.hpp"
#include "harness/sys/hash.hpp"

#include <functional>
#include <map>
#include <optional>
#include <string>

namespace reprovip::plan {

// What really runs, found out by the engine.
struct Identity {
  std::string text; // "image sha256:...", "program sha256:..."
  std::map<std::string, std::string> details;
  sys::Path build_directory; // what the build left; empty: nothing is built
};
// A variant of an application's [build] that must be there before it can be told what runs.
struct BuildRequest {
  std::string application;
  sys::Path directory; // {app}
  model::BuildRecipe recipe;
  std::string variant;
};
// `program` is the command's first word, with "app" for {app}, "build" for {build} ("sh" for a shell
// command), and `files` the application's own files that the command names.
struct IdentityRequest {
  model::EngineConfig config; // paths absolute
  std::string program;
  std::vector<sys::Path> files;
  std::vector<std::string> programs; // others that the application says it runs
  std::string search_path;           // PATH of the execution
  std::optional<BuildRequest> build;
};
using Identify = std::function<Result<Identity>(const IdentityRequest&)>;
using ReadApplication = std::function<Checked<model::Application>(const sys::Path&)>;
// A caller that remembers digests by size, time and inode gives its own.
using HashFile = std::function<Result<Digest>(const sys::Path&)>;

// Subjects from their list, glob or table; their input files with digests; truth files; the identity of every
// deployment that a factor level asks for; the values of the variables that [env] passes. Looks at the world;
// changes nothing. All that is missing is reported together.
Checked<model::Resolved> resolve(const model::Protocol& protocol, const Identify& identify,
                                 const ReadApplication& read_application,
                                 const HashFile& hash_file = sys::sha256_file);

// As `resolve` without inputs' digests and identities: for `list`, `plan --dry-run` on a machine that cannot
// run it. Without `read_application`, levels of an `application` factor stand for the protocol's own
// application.
Checked<model::Resolved> resolve_names(const model::Protocol& protocol,
                                       const ReadApplication& read_application = {});

} // namespace reprovip::plan
