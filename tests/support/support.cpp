#include "tests/support/support.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <iostream>
#include <sstream>

namespace reprovip::test {

namespace fs = std::filesystem;

TempDir::TempDir() {
  auto pattern = (fs::temp_directory_path() / "reprovip-test-XXXXXX").string();
  if (mkdtemp(pattern.data()) == nullptr) {
    ADD_FAILURE() << "cannot make a temporary directory " << pattern;
  }
  m_path = pattern;
}

TempDir::~TempDir() {
  if (testing::Test::HasFailure()) {
    std::cerr << "kept for a look: " << m_path << '\n';
    return;
  }
  std::error_code ignored;
  fs::remove_all(m_path, ignored);
}

fs::path TempDir::write(const std::string& name, const std::string& text) const {
  const auto file = m_path / name;
  fs::create_directories(file.parent_path());
  std::ofstream(file, std::ios::binary) << text;
  return file;
}

std::string read_text(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  std::ostringstream text;
  text << stream.rdbuf();
  return text.str();
}

std::optional<fs::path> shared_data() {
  const char* set = std::getenv("REPROVIP_SHARED_DATA");
  const fs::path path =
      set != nullptr ? fs::path(set) : fs::path(REPROVIP_SOURCE_DIR) / ".." / "shared" / "data";
  return fs::exists(path) ? std::optional(fs::canonical(path)) : std::nullopt;
}

fs::path test_data() {
  return fs::path(REPROVIP_SOURCE_DIR) / "tests" / "data";
}

fs::path bin_dir() {
  return REPROVIP_BIN_DIR;
}

std::string differs_from_golden(const std::string& name, const std::string& text) {
  const auto file = fs::path(REPROVIP_SOURCE_DIR) / "tests" / "golden" / name;
  const auto approved = read_text(file);
  if (fs::exists(file) && approved == text) {
    return {};
  }
  if (std::getenv("REPROVIP_ACCEPT") != nullptr) {
    fs::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary) << text;
    return "accepted as the new tests/golden/" + name + ": look at the change, then run again";
  }
  std::size_t line = 1;
  for (std::size_t i = 0; i < std::min(approved.size(), text.size()) && approved[i] == text[i]; ++i) {
    line += approved[i] == '\n' ? std::size_t{1} : std::size_t{0};
  }
  return "differs from tests/golden/" + name + " at line " + std::to_string(line) + "\n--- now ---\n" + text;
}

} // namespace reprovip::test
