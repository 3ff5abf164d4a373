#include "harness/score/metrics/volume_set.hpp"

#include "harness/base/format.hpp"
#include "harness/voxels/geometry.hpp"

#include <algorithm>
#include <mutex>

namespace reprovip::score {

namespace {

using voxels::NiftiVolume;

// Where a volume comes from: a NIfTI file that is read as it streams by, or an image that its reader made.
struct Source {
  std::optional<sys::Path> file;
  std::shared_ptr<const Data> data;
  std::optional<Image> image; // a file whose components must be brought side by side
};

bool is_nifti(const std::string& name) {
  return name.ends_with(".nii") || name.ends_with(".nii.gz");
}

class Stream {
public:
  Stream(OutputSet& set, const std::vector<OutputSet::Member>& members)
      : m_set(set), m_members(members), m_sources(members.size()) {}

  Result<VolumeSet> run(const UseMember& use) {
    TRY(find_files());
    auto done = voxels::for_each_volume(
        m_members.size(), voxels::default_threads(),
        [this](std::size_t index, voxels::NiftiReader& reader) { return read(index, reader); },
        [&](std::size_t index, const NiftiVolume& volume) { return take(index, volume, use); });
    if (!done && m_common.obstacle.empty()) {
      return tl::unexpected(std::move(done).error());
    }
    return std::move(m_common);
  }

private:
  // Before the threads start: a set answers one at a time.
  Result<void> find_files() {
    for (std::size_t i = 0; i < m_members.size(); ++i) {
      if (is_nifti(m_set.file_name(m_members[i]))) {
        TRY_ASSIGN(m_sources[i].file, m_set.file(m_members[i]));
      }
    }
    return {};
  }

  Result<NiftiVolume> read(std::size_t index, voxels::NiftiReader& reader) {
    auto volume = m_sources[index].file ? read_file(m_sources[index], reader) : read_data(index);
    if (!volume) {
      return tl::unexpected(
          with_context(std::move(volume).error(), format("while reading {}", m_members[index].name)));
    }
    return volume;
  }

  static Result<NiftiVolume> read_file(Source& source, voxels::NiftiReader& reader) {
    TRY_ASSIGN(const auto volume, reader.read(*source.file));
    if (!volume.header.planar) {
      return volume;
    }
    TRY_ASSIGN(source.image, voxels::read_nifti(*source.file));
    return voxels::volume_of(*source.image);
  }

  Result<NiftiVolume> read_data(std::size_t index) {
    const std::lock_guard lock(m_reading);
    auto& source = m_sources[index];
    TRY_ASSIGN(source.data, m_set.read(m_members[index]));
    const auto* image = std::get_if<Image>(source.data.get());
    if (image == nullptr) {
      return failure(ErrorKind::data, "it is no image", "name a reader of images in the output");
    }
    return voxels::volume_of(*image);
  }

  Result<void> take(std::size_t index, const NiftiVolume& volume, const UseMember& use) {
    const auto grid = voxels::grid_of(volume.header);
    if (index == 0) {
      m_common.grid = grid;
    } else if (const auto difference = voxels::grid_difference(m_common.grid, grid)) {
      m_common.obstacle = format("{} and {}: {}", m_members[0].name, m_members[index].name, *difference);
      return failure(ErrorKind::data, m_common.obstacle);
    }
    note_type(index, volume);
    auto used = use(m_members[index], volume);
    m_sources[index] = {};
    return used;
  }

  void note_type(std::size_t index, const NiftiVolume& volume) {
    const auto& source = m_sources[index];
    const auto* image = source.image  ? &*source.image
                        : source.data ? std::get_if<Image>(source.data.get())
                                      : nullptr;
    const auto type = image != nullptr ? voxels::voxel_type_of(image->datatype) : volume.header.type;
    m_common.mantissa = std::min(m_common.mantissa, type ? voxels::significand_bits(*type) : 53);
    const bool steps = type && voxels::is_integer(*type) && (index == 0 || m_common.resolution > 0);
    m_common.resolution = steps ? std::max(m_common.resolution, std::abs(volume.header.slope)) : 0;
  }

  OutputSet& m_set;
  const std::vector<OutputSet::Member>& m_members;
  std::vector<Source> m_sources;
  std::mutex m_reading;
  VolumeSet m_common;
};

} // namespace

Result<VolumeSet> stream_volumes(OutputSet& set, const std::vector<OutputSet::Member>& members,
                                 const UseMember& use) {
  return Stream(set, members).run(use);
}

Result<VolumeSet> stream_moments(OutputSet& set, voxels::VolumeMoments& moments) {
  const auto& first = set.members.front().digest.hex;
  const bool copies =
      !first.empty() && std::all_of(set.members.begin(), set.members.end(),
                                    [&](const auto& member) { return member.digest.hex == first; });
  const auto members = copies ? std::vector{set.members.front()} : set.members;
  auto common =
      stream_volumes(set, members, [&](const auto&, const auto& volume) { return moments.add(volume); });
  if (common && copies) {
    moments.repeat(set.members.size());
  }
  return common;
}

std::string too_few_repetitions(const OutputSet& set) {
  if (set.targets.size() > 1) {
    return "these are images of several subjects: set per = \"cell\"";
  }
  return set.members.size() < 2 ? "there is one execution only: repeat it" : "";
}

Finding disagreement(std::string reason) {
  auto finding = undefined(std::move(reason));
  finding.decision = false;
  return finding;
}

} // namespace reprovip::score
