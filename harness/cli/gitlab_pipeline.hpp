#pragma once

#include "harness/base/result.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace reprovip::cli {

// A pipeline of its own, a child of another: `shards` jobs take the subjects as `shares` says, and one that
// needs them all judges.
struct GitlabPipeline {
  std::vector<std::string> heading; // comments that begin it
  std::vector<std::string> protocols;
  std::uint32_t shards = 1;
  std::string shares; // of `shares_text`
  std::string
      build; // job of the parent pipeline whose artifacts hold reprovip; "" = it is on the image's PATH
  std::map<std::string, std::string>
      inputs; // of the template, where they are not its defaults: image, prepare ...
  std::vector<std::string> tags;
  std::vector<std::string> allowed; // exit codes that are a warning; empty = the template's
};

// Its YAML: ci/templates/sharded filled in, with explicit shares. The same bytes for the same pipeline. An
// error: what cannot stand on a line of YAML (control characters, no UTF-8), a job's name of other characters
// than letters, digits, - and _, a long one or one that GitLab reads as a keyword, an exit code that is no
// number, and more than GitLab reads (2 MiB).
Result<std::string> gitlab_pipeline(const GitlabPipeline& pipeline);

} // namespace reprovip::cli
