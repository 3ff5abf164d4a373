#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace reprovip::voxels {

// The joint histogram of many label images of one grid: which labels the images give to a voxel, together,
// and how many voxels have that pattern. Images are added one at a time, each read once and not kept: memory
// is 4 bytes per voxel and what the distinct patterns take. Whatever is a sum over voxels (agreement,
// overlap, STAPLE) is one over patterns, of which there are few when the images mostly agree.
class LabelPatterns {
public:
  struct Pattern {
    std::vector<std::int64_t> labels; // of each image
    std::uint64_t voxels = 0;
  };

  // `labels` are integers; as many of them every time.
  void add(std::span<const double> labels);

  std::size_t images() const { return m_steps.size(); }
  std::size_t voxels() const { return m_pattern.size(); }
  // In the order of their first voxel.
  std::vector<Pattern> patterns() const;
  // Index into `patterns` of each voxel.
  std::span<const std::uint32_t> of_voxels() const { return m_pattern; }

private:
  // A pattern of i + 1 images: one of i images, and a label.
  struct Step {
    std::uint32_t before = 0;
    std::int64_t label = 0;
  };
  std::vector<std::vector<Step>> m_steps; // by image
  std::vector<std::uint32_t> m_pattern;   // of each voxel
};

} // namespace reprovip::voxels
