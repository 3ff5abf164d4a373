#pragma once

#include "harness/score/metric.hpp"
#include "harness/voxels/similarity.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace reprovip::score {

// What metrics of two images share: the gate of geometry, the mask, volumes, and what is not finite.

// Which voxels count: all, or those that are not 0 in one of the two; within an image that is a mask.
struct MaskChoice {
  bool nonzero = false;
  std::optional<Image> image;
};
struct ImagePairConfig {
  MaskChoice mask;
  bool each_volume = false;        // a row per volume, else the worst one
  bool first_is_reference = false; // else whichever of the two gives the worse number
};

// One volume (and component) of two images of one grid.
struct VolumePair {
  voxels::VoxelPair voxels;
  std::vector<std::size_t> dims; // at most three

  VolumePair swapped() const;
  // Every voxel that counts is the same in both.
  bool is_equal() const;
};

class ImagePairMetric : public PairMetric {
public:
  explicit ImagePairMetric(ImagePairConfig config) : m_config(std::move(config)) {}

  // The row "", or with `each_volume` a row per volume ("3"; "3.2" of its second component).
  Rows of(const Data& a, const Data& b, const std::string& column) const final;
  bool rows_from_data() const final { return m_config.each_volume; }
  bool is_worse(const Finding& a, const Finding& b) const override { return *a.estimate > *b.estimate; }
  bool is_maximum(const std::string& field) const override {
    return field == "max_abs" || field == "n_excluded";
  }

protected:
  // Voxels are finite in both or not finite in both.
  virtual Finding of_volume(const VolumePair& pair) const = 0;
  const ImagePairConfig& config() const { return m_config; }

private:
  Finding checked(const VolumePair& pair) const;
  Finding worst_of(const Rows& rows) const;

  ImagePairConfig m_config;
};

// One of the two is the reference: the first, or whichever gives the worse number.
class ReferencedPairMetric : public ImagePairMetric {
public:
  using ImagePairMetric::ImagePairMetric;

protected:
  Finding of_volume(const VolumePair& pair) const final;
  virtual Finding of_reference(const VolumePair& pair) const = 0; // the first
};

// "mask", "voxels", "volumes" and, when asked for, "reference".
std::vector<model::OptionDecl> image_pair_options(bool with_reference);
Result<ImagePairConfig> read_image_pair_options(const Options& options);
// An option above 0; nothing when it is not given.
Result<std::optional<double>> positive_option(const Options& options, const std::string& name);
// What all of them say of themselves.
MetricEntry image_pair_entry(model::PluginDecl declaration, const char* formula, const char* source);

} // namespace reprovip::score
