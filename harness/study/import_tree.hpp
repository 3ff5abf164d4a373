#pragma once

#include "harness/base/path_pattern.hpp"
#include "harness/base/result.hpp"
#include "harness/model/protocol.hpp"
#include "harness/sys/files.hpp"

#include <string>
#include <vector>

namespace reprovip::study {

// A file (or folder) of a tree that a pattern matches. An archive is a folder to patterns: "a.tgz/b.txt".
struct TreeFile {
  std::string output;
  std::string path;  // relative to the tree
  sys::Path archive; // "" or the archive in the tree; then `member` is what is in it
  std::string member;
  PathPattern::Values values;
};

struct TreeScan {
  std::vector<TreeFile> files;        // in order of output, then path
  std::vector<std::string> unmatched; // files that no pattern matches, as paths; sorted
  std::vector<std::string> problems;  // what could not be looked into
};

// Everything below `tree` against the patterns of `outputs`. A path that a pattern reads in two ways is an
// error. Links to files are followed, links to folders are not; names that begin with a dot are skipped.
Checked<TreeScan> scan_tree(const sys::Path& tree, const std::vector<model::OutputDecl>& outputs);

} // namespace reprovip::study
