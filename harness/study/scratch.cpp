#include "harness/study/scratch.hpp"

#include "harness/base/format.hpp"

#include <cstdlib>
#include <filesystem>
#include <utility>

namespace reprovip::study {

Result<Scratch> Scratch::make() {
  std::error_code ignored;
  auto name = (std::filesystem::temp_directory_path(ignored) / "reprovip-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) {
    return failure(ErrorKind::environment, format("cannot make a folder such as \"{}\"", name), "set TMPDIR");
  }
  return Scratch(name);
}

Scratch::Scratch(Scratch&& other) noexcept : m_path(std::exchange(other.m_path, {})) {}

Scratch::~Scratch() {
  if (!m_path.empty()) {
    static_cast<void>(sys::remove_tree(m_path));
  }
}

} // namespace reprovip::study
