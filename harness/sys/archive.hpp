#pragma once

#include "harness/base/result.hpp"
#include "harness/sys/files.hpp"

#include <map>
#include <string>
#include <vector>

namespace reprovip::sys {

// Whether a file's name says that it is a tar (.tar, .tgz, .tar.gz) or zip archive.
bool is_archive_name(const std::string& file_name);

// The regular files in a tar or zip archive, as plain relative paths ("a/b.txt"), sorted, once each. Names
// that are absolute or lead out of the archive are left out. A damaged archive is an error of kind `data`.
Result<std::vector<std::string>> list_archive(const Path& archive);

// Writes members to files: member → where. Parents must exist. A member that is not there, a damaged archive,
// and one that unpacks to far more than its size should are errors of kind `data`.
Result<void> extract_members(const Path& archive, const std::map<std::string, Path>& members);

// A zip archive of the regular files below `folder`, sorted by name; the same files give the same bytes.
// Readers see the old archive or the whole new one.
Result<void> zip_folder(const Path& folder, const Path& archive);

} // namespace reprovip::sys
