#pragma once

#include "harness/base/error.hpp"
#include "harness/model/vocabulary.hpp"
#include "harness/protocol/read.hpp"

#include "tests/support/support.hpp"

#include <string>
#include <utility>
#include <vector>

namespace reprovip::protocol {

// A few names of every kind, so that the tests do not depend on other rooms.
const model::Vocabulary& small_vocabulary();

// tests/data/protocol/complete: every key is used.
std::string complete_protocol();
std::string complete_application();

// `text` with the only occurrence of `from` replaced; the test fails when there is not exactly one.
std::string replaced(std::string text, const std::string& from, const std::string& to);

// A folder with files to read. Messages name them without the folder.
class Folder {
public:
  Folder();

  void write(const std::string& name, const std::string& text);
  sys::Path path(const std::string& name) const { return m_dir.path() / name; }

  Checked<model::Protocol> protocol(const ReadOptions& options = {}) const;
  // "" when it reads.
  std::string mistakes(const ReadOptions& options = {}) const;
  std::string plain(const Errors& errors) const;

private:
  test::TempDir m_dir;
};

} // namespace reprovip::protocol
