#pragma once

#include "harness/base/result.hpp"

#include <cstddef>
#include <memory>
#include <span>

namespace reprovip::voxels {

// zlib: a gzip file in memory, piece by piece, all its members one after the other.
class Inflater {
public:
  explicit Inflater(std::span<const std::byte> file);
  ~Inflater();
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;

  // Fills `out`; fewer bytes only at the end of the last member. Broken or cut data are an error, after which
  // there is nothing more to ask.
  Result<std::size_t> read(std::span<std::byte> out);

private:
  struct State;
  std::unique_ptr<State> m_state;
};

} // namespace reprovip::voxels
