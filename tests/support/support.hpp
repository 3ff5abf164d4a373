#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace reprovip::test {

// A directory of the test's own, removed at the end; kept, and its path printed, when the test has failed.
class TempDir {
public:
  TempDir();
  ~TempDir();
  TempDir(const TempDir&) = delete;
  TempDir& operator=(const TempDir&) = delete;

  const std::filesystem::path& path() const { return m_path; }
  // Writes `text` into a file below, makes its folders, and gives its path.
  std::filesystem::path write(const std::string& name, const std::string& text) const;

private:
  std::filesystem::path m_path;
};

std::string read_text(const std::filesystem::path& file);

// Real data that is not in the repository: REPROVIP_SHARED_DATA, else ../shared/data beside the project.
// Nothing when it is not there: the test skips aloud.
std::optional<std::filesystem::path> shared_data();

// tests/data of this source tree.
std::filesystem::path test_data();
// build/bin of this build.
std::filesystem::path bin_dir();

// Compares `text` with the approved file tests/golden/<name>; REPROVIP_ACCEPT=1 rewrites the file and fails
// with a note, so that an accepted change is never taken for a passed test. Returns "" when equal, else what
// differs.
std::string differs_from_golden(const std::string& name, const std::string& text);

} // namespace reprovip::test
