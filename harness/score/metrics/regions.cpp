#include "harness/score/metrics/regions.hpp"

#include "harness/base/format.hpp"
#include "harness/score/reader.hpp"
#include "harness/voxels/geometry.hpp"

#include <algorithm>
#include <map>

namespace reprovip::score {

namespace {

using model::OptionType;

Result<std::optional<Image>> read_image(const std::string& reader, const Options& options,
                                        const std::string& option) {
  const sys::Path file = text_option(options, option, "");
  if (file.empty()) {
    return std::nullopt;
  }
  TRY_ASSIGN(auto data, read_data(reader, file, file.filename().string(), {}));
  auto* image = std::get_if<Image>(&data);
  if (image == nullptr || image->components != 1) {
    return failure(ErrorKind::data, format("\"{}\" has no single number per voxel", file.string()),
                   format("name an image in the option \"{}\"", option));
  }
  return std::move(*image);
}

Image without_values(const Image& image) {
  auto grid = image;
  grid.values = {};
  return grid;
}

Image first_volume(const Image& grid) {
  auto volume = without_values(grid);
  volume.components = 1;
  volume.dims.resize(std::min<std::size_t>(3, volume.dims.size()));
  volume.spacing.resize(std::min<std::size_t>(3, volume.spacing.size()));
  return volume;
}

std::size_t product(const std::vector<std::size_t>& dims) {
  std::size_t size = 1;
  for (const auto dim : dims) {
    size *= dim;
  }
  return size;
}

} // namespace

std::vector<model::OptionDecl> Regions::options() {
  return {{"mask", OptionType::path, "", "image: only voxels that are not 0 in it count", {}},
          {"labels", OptionType::path, "", "label image: a row for each of its labels too", {}}};
}

Result<Regions> Regions::read(const Options& options) {
  Regions regions;
  TRY_ASSIGN(const auto mask, read_image("image", options, "mask"));
  if (mask) {
    regions.m_mask.reserve(mask->values.size());
    for (const double value : mask->values) {
      regions.m_mask.push_back(value != 0);
    }
    regions.m_mask_grid = without_values(*mask);
  }
  TRY_ASSIGN(const auto labels, read_image("labels", options, "labels"));
  if (labels) {
    regions.set_labels(*labels);
  }
  return regions;
}

void Regions::set_labels(const Image& labels) {
  std::map<double, std::uint32_t> known;
  for (const double value : labels.values) {
    known.emplace(value, 0);
  }
  known.erase(0);
  for (auto& [label, row] : known) {
    row = static_cast<std::uint32_t>(m_rows.size());
    m_rows.push_back(format("{:.0f}", label));
  }
  known.emplace(0, 0);
  m_row.reserve(labels.values.size());
  for (const double value : labels.values) {
    m_row.push_back(known.at(value));
  }
  m_label_grid = without_values(labels);
}

std::size_t Regions::volume_of(const Image& grid) {
  return product(first_volume(grid).dims);
}

std::size_t Regions::count_of(const Image& grid) {
  return product(grid.dims) * grid.components;
}

std::optional<std::string> Regions::obstacle(const Image& grid) const {
  const auto volume = first_volume(grid);
  if (m_mask_grid) {
    if (const auto difference = voxels::grid_difference(volume, *m_mask_grid)) {
      return "the mask does not fit: " + *difference;
    }
  }
  if (m_label_grid) {
    if (const auto difference = voxels::grid_difference(volume, *m_label_grid)) {
      return "the labels do not fit: " + *difference;
    }
  }
  return std::nullopt;
}

} // namespace reprovip::score
