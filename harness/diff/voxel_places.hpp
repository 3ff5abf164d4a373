#pragma once

#include "harness/diff/differ.hpp"
#include "harness/voxels/image.hpp"

#include <array>
#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace reprovip::diff {

struct ImagePair {
  voxels::Image a;
  voxels::Image b;
};
Result<ImagePair> read_images(const Pair& pair, const std::string& reader);
// Header, type and grid; whether the voxels can be compared one by one.
Result<bool> compare_grids(const Pair& pair, const ImagePair& images, const Options& options,
                           Difference& difference);
// Keys of two .mif headers that differ.
Result<std::optional<Part>> mif_header_part(const Pair& pair, const Options& options);

// Where the values of an image lie that differ from another's: how many, the first ones, the box around them,
// how many in each slice of the third axis. Indices count from 0, in the file's order.
class VoxelPlaces {
public:
  explicit VoxelPlaces(const voxels::Image& image);

  void add(std::size_t value);
  std::size_t count() const { return m_count; }
  // "(3, 4, 0)", of several components "(3, 4, 0)[1]".
  std::string name_of(std::size_t value) const;
  Json json_of(std::size_t value, Json a, Json b) const;

  using Values = std::function<std::pair<std::string, std::string>(std::size_t value)>;
  // "voxels": how many and where, with the values of the first.
  Part part(const Options& options, const Values& values) const;

private:
  std::vector<std::size_t> index_of(std::size_t value) const;
  void add_slices(const Options& options, Part& part) const;

  std::vector<std::size_t> m_dims;
  std::size_t m_components;
  std::size_t m_total;
  std::size_t m_count = 0;
  std::vector<std::size_t> m_first; // values
  std::vector<std::size_t> m_low;
  std::vector<std::size_t> m_high; // the last one in the box
  std::map<std::size_t, std::size_t> m_slices;
};

} // namespace reprovip::diff
