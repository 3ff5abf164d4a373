#pragma once

#include "harness/base/result.hpp"
#include "harness/sys/files.hpp"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace reprovip::ssh {

enum class TarKind { file, folder, link };
struct TarEntry {
  std::string name; // relative, whatever bytes it has
  TarKind kind = TarKind::file;
  sys::Path from;     // a file's bytes
  std::string target; // a link's
  bool executable = false;
};

// A tar of the entries in this order. Nothing of owners and times: the same entries give the same bytes.
// Files can be read only.
Result<void> write_tar(const std::vector<TarEntry>& entries, const sys::Path& archive);

// What is below `folder`, sorted, its names below `prefix` ("" or "a/"). Links to files are the files;
// links to folders stay links.
Result<std::vector<TarEntry>> entries_below(const sys::Path& folder, const std::string& prefix);

// Where an entry of a tar goes: `relative` is below `root`.
struct Place {
  sys::Path root;
  sys::Path relative;
};
// The place of an entry by its name; nothing: it is left out.
using PlaceOf = std::function<std::optional<Place>(const std::string& name)>;

// Unpacks folders, files, links and hard links; what else there is is left out. Nothing is written outside of
// the roots, whatever the tar says: names that are absolute or have "..", and names that lead through what
// is no folder, are errors of kind `data`; links are made as they are and never followed. A link that is
// there already stays as it is; files are replaced.
Result<void> unpack_tar(const sys::Path& archive, const PlaceOf& place_of);

} // namespace reprovip::ssh
