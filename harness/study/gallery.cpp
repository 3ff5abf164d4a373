#include "harness/study/gallery.hpp"

#include "harness/base/format.hpp"
#include "harness/voxels/deflate.hpp"
#include "harness/voxels/excerpt.hpp"
#include "harness/voxels/nifti_write.hpp"

#include <algorithm>

namespace reprovip::study {

namespace {

using model::LayerRole;
using voxels::Box;
using voxels::Image;

constexpr std::size_t k_margin = 8; // voxels of surroundings to see
constexpr int k_level = 9;

bool is_ground(const model::Layer& layer) {
  return layer.role == LayerRole::image;
}

// Of labels and maps together; of everything when these hold nothing.
Box box_of(const Gallery::Layers& layers) {
  std::optional<Box> box;
  for (const auto& [layer, image] : layers) {
    if (const auto busy = is_ground(layer) ? std::nullopt : voxels::busy_box(image)) {
      box = box ? voxels::united(*box, *busy) : *busy;
    }
  }
  const auto& grid = layers.front().second;
  return box ? voxels::widened(*box, grid, k_margin) : voxels::whole_box(grid);
}

// Shades show where one is: as much of them as there is room for.
Box box_with_ground(const Gallery::Layers& layers, std::size_t most) {
  const auto box = box_of(layers);
  for (const auto& [layer, image] : layers) {
    if (const auto busy = is_ground(layer) ? voxels::busy_box(image) : std::nullopt) {
      const auto both = voxels::united(box, *busy);
      return both.voxels() <= most ? both : box;
    }
  }
  return box;
}

Result<std::string> packed(const model::Layer& layer, Image image) {
  auto type = voxels::VoxelType::float32;
  if (layer.role == LayerRole::map) {
    voxels::round_to_look_at(image);
  } else if (is_ground(layer)) {
    voxels::to_shades(image);
    type = voxels::VoxelType::uint8;
  } else if (const auto labels = voxels::type_of_labels(image)) {
    type = *labels;
  } else {
    return failure(ErrorKind::data, "its labels are not whole numbers from 0 up");
  }
  TRY_ASSIGN(const auto bytes, voxels::nifti_bytes(image, type));
  return voxels::gzip(bytes, k_level);
}

std::string ordinal(std::size_t step) {
  return step == 2 ? "second" : step == 3 ? "third" : format("{}th", step);
}

} // namespace

std::string not_a_volume(const Image& image) {
  if (image.components != 1) {
    return format("it has {} numbers in each voxel", image.components);
  }
  const auto further = std::find_if(
      image.dims.begin() + static_cast<std::ptrdiff_t>(std::min<std::size_t>(3, image.dims.size())),
      image.dims.end(), [](std::size_t size) { return size != 1; });
  if (further != image.dims.end()) {
    return format("it has {} axes", image.dims.size());
  }
  return image.values.empty() ? "it has no voxels" : "";
}

bool Gallery::has_room() const {
  return !m_full && m_study.pictures.size() < m_limits.pictures;
}

void Gallery::leave_out(const std::string& what, const std::string& why) {
  m_study.not_exhibited.push_back(format("{}: {}", what, why));
}

void Gallery::hang(model::Picture picture, Layers layers) {
  const bool numbers = std::any_of(layers.begin(), layers.end(),
                                   [](const auto& one) { return one.first.role == LayerRole::map; });
  const auto most = numbers ? m_limits.map_voxels : m_limits.label_voxels;
  const auto box = box_with_ground(layers, most);
  const auto step = voxels::step_for(box, most);
  if (box.voxels() < voxels::whole_box(layers.front().second).voxels()) {
    picture.notes.emplace_back("cut to the part that is not 0");
  }
  if (step > 1) {
    picture.notes.push_back(format("every {} voxel of each axis", ordinal(step)));
  }
  std::map<std::string, std::string> exhibits;
  std::size_t size = 0;
  for (auto& [layer, image] : layers) {
    auto bytes = packed(layer, voxels::excerpt(image, box, step));
    if (!bytes) {
      leave_out(picture.title, format("{}: {}", layer.name, one_line(bytes.error())));
      return;
    }
    layer.exhibit = format("picture-{}/{}", m_study.pictures.size(), picture.layers.size());
    size += bytes->size();
    exhibits.emplace(layer.exhibit, std::move(*bytes));
    picture.layers.push_back(layer);
  }
  if (m_used + size > m_limits.volumes) {
    m_full = true;
    leave_out(picture.title, format("the page holds {} MiB of volumes", m_limits.volumes >> 20U));
    return;
  }
  m_used += size;
  m_study.exhibits.merge(exhibits);
  m_study.pictures.push_back(std::move(picture));
}

} // namespace reprovip::study
