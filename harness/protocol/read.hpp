#pragma once

#include "harness/base/result.hpp"
#include "harness/model/protocol.hpp"
#include "harness/model/vocabulary.hpp"
#include "harness/sys/files.hpp"

#include <string>
#include <utility>
#include <vector>

namespace reprovip::protocol {

struct ReadOptions {
  std::string profile;                                   // "" = none; an unknown one is an error
  std::vector<std::pair<std::string, std::string>> sets; // `--set repeat.count=2`, applied after the profile
};

// A protocol's TOML with its application (TOML, or a Boutiques descriptor in JSON): read, merged with the
// profile and the overrides, checked against the vocabulary. Fails with every mistake found, each with file,
// line, column, source line and advice; looks at no file but these two (and those of an `application`
// factor).
Checked<model::Protocol> read_protocol(const sys::Path& file, const ReadOptions& options,
                                       const model::Vocabulary& vocabulary);

// An application.toml, or a Boutiques descriptor.
Checked<model::Application> read_application(const sys::Path& file, const model::Vocabulary& vocabulary);

// Which of the two a file is, by its name and content: a TOML with `application` is a protocol.
enum class FileType { protocol, application, descriptor };
Result<FileType> type_of(const sys::Path& file);

} // namespace reprovip::protocol
