#include "harness/diff/voxel_places.hpp"

#include "harness/base/format.hpp"

#include <algorithm>

namespace reprovip::diff {

namespace {

constexpr std::size_t k_first = 3;

Json indices(const std::vector<std::size_t>& index) {
  auto json = Json::array();
  for (const auto one : index) {
    json.push(one);
  }
  return json;
}

} // namespace

VoxelPlaces::VoxelPlaces(const voxels::Image& image)
    : m_dims(image.dims), m_components(std::max<std::size_t>(1, image.components)),
      m_total(image.values.size()) {}

std::vector<std::size_t> VoxelPlaces::index_of(std::size_t value) const {
  auto voxel = value / m_components;
  std::vector<std::size_t> index;
  for (const auto size : m_dims) {
    index.push_back(size == 0 ? 0 : voxel % size);
    voxel /= std::max<std::size_t>(1, size);
  }
  return index;
}

void VoxelPlaces::add(std::size_t value) {
  const auto index = index_of(value);
  if (m_count++ == 0) {
    m_low = index;
    m_high = index;
  }
  if (m_first.size() < k_first) {
    m_first.push_back(value);
  }
  for (std::size_t axis = 0; axis < index.size(); ++axis) {
    m_low[axis] = std::min(m_low[axis], index[axis]);
    m_high[axis] = std::max(m_high[axis], index[axis]);
  }
  if (index.size() > 2) {
    ++m_slices[index[2]];
  }
}

std::string VoxelPlaces::name_of(std::size_t value) const {
  const auto place = format("({})", fmt::join(index_of(value), ", "));
  return m_components == 1 ? place : format("{}[{}]", place, value % m_components);
}

Json VoxelPlaces::json_of(std::size_t value, Json a, Json b) const {
  auto json = Json::object({{"index", indices(index_of(value))}, {"a", std::move(a)}, {"b", std::move(b)}});
  if (m_components > 1) {
    json.set("component", value % m_components);
  }
  return json;
}

void VoxelPlaces::add_slices(const Options& options, Part& part) const {
  if (m_slices.empty() || m_dims.size() < 3 || m_dims[2] < 2) {
    return;
  }
  std::vector<std::pair<std::size_t, std::size_t>> slices(m_slices.begin(), m_slices.end());
  auto json = Json::object();
  for (const auto& [slice, count] : slices) {
    json.set(std::to_string(slice), count);
  }
  std::ranges::stable_sort(slices, [](const auto& x, const auto& y) { return x.second > y.second; });
  std::string text;
  for (std::size_t i = 0; i < std::min(slices.size(), options.most); ++i) {
    text += format("{}{}: {}", i == 0 ? "" : ", ", slices[i].first, slices[i].second);
  }
  part.lines.push_back(format("in {} of {} slices of axis 3, most first: {}{}", slices.size(), m_dims[2],
                              text, slices.size() > options.most ? ", ..." : ""));
  part.json.set("slices", std::move(json));
}

Part VoxelPlaces::part(const Options& options, const Values& values) const {
  Part part;
  part.title = "voxels";
  part.json = Json::object({{"different", m_count}, {"of", m_total}});
  if (m_count == 0) {
    part.lines.emplace_back("every value is the same");
    return part;
  }
  part.lines.push_back(share_text(m_count, m_total) + " differ");
  auto first = Json::array();
  for (const auto value : m_first) {
    const auto [a, b] = values(value);
    part.lines.push_back(
        format("{}{}: {} | {}", first.items().empty() ? "first: " : "       ", name_of(value), a, b));
    first.push(json_of(value, a, b));
  }
  part.lines.push_back(format("all within ({}) to ({})", fmt::join(m_low, ", "), fmt::join(m_high, ", ")));
  part.json.set("first", std::move(first));
  part.json.set("low", indices(m_low));
  part.json.set("high", indices(m_high));
  add_slices(options, part);
  return part;
}

} // namespace reprovip::diff
