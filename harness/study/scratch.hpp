#pragma once

#include "harness/base/result.hpp"
#include "harness/sys/files.hpp"

namespace reprovip::study {

// A new folder among the temporary ones, removed with all that is in it.
class Scratch {
public:
  static Result<Scratch> make();
  Scratch(Scratch&& other) noexcept;
  Scratch& operator=(Scratch&&) = delete;
  ~Scratch();

  const sys::Path& path() const { return m_path; }

private:
  explicit Scratch(sys::Path path) : m_path(std::move(path)) {}

  sys::Path m_path;
};

} // namespace reprovip::study
