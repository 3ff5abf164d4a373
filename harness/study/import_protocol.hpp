#pragma once

#include "harness/base/result.hpp"
#include "harness/sys/files.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace reprovip::study {

// An import as the command line says it, without a protocol.
struct ImportWords {
  sys::Path tree;
  std::string name;                                         // "" = the session's or the folder's
  std::vector<std::pair<std::string, std::string>> outputs; // id → pattern; none = as a VIP session has them
  std::vector<std::pair<std::string, std::string>> readers; // output → reader
  std::vector<std::pair<std::string, std::string>> sources; // factor → source of variability
  std::vector<std::string> metrics; // "dice on=mask across=version labels=1,2,4": kind, then keys
  std::optional<std::uint32_t> first;
};

struct ImportProtocol {
  sys::Path file;
  std::optional<std::string> before; // what the file was; an import that fails puts it back
};

// Writes the protocol that the words stand for to "imports/<name>.toml" of the store, so that it can be
// scored, reported and edited like any other.
Checked<ImportProtocol> write_import_protocol(const ImportWords& words, const sys::Path& store);

} // namespace reprovip::study
