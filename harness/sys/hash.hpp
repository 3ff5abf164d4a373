#pragma once

#include "harness/base/digest.hpp"
#include "harness/base/result.hpp"
#include "harness/sys/files.hpp"

#include <cstddef>
#include <memory>
#include <span>
#include <string_view>

namespace reprovip::sys {

// SHA-256 (FIPS 180-4) of what was added, in pieces of any size.
class Sha256 {
public:
  Sha256();
  ~Sha256();
  Sha256(Sha256&&) noexcept;
  Sha256& operator=(Sha256&&) noexcept;

  void add(std::string_view bytes);
  void add(std::span<const std::byte> bytes);
  // Ends the hash: nothing may be added after.
  Digest finish();

private:
  struct State;
  std::unique_ptr<State> m_state;
};

Digest sha256(std::string_view bytes);
Result<Digest> sha256_file(const Path& path);

} // namespace reprovip::sys
