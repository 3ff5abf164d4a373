// What of a NIfTI file counts: dimensions, geometry, type, scaling, intent, slices, and the voxels.

#include "harness/base/format.hpp"
#include "harness/collect/nifti_header.hpp"
#include "harness/collect/normaliser.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <limits>

namespace reprovip::collect {

namespace {

static_assert(std::endian::native == std::endian::little, "digests are over little-endian voxels");

struct VoxelType {
  std::int16_t code;
  std::uint32_t bits;
  std::uint32_t swapped; // bytes of the numbers in it
};
constexpr std::array<VoxelType, 17> k_types = {{{1, 1, 1},
                                                {2, 8, 1},
                                                {4, 16, 2},
                                                {8, 32, 4},
                                                {16, 32, 4},
                                                {32, 64, 4},
                                                {64, 64, 8},
                                                {128, 24, 1},
                                                {256, 8, 1},
                                                {512, 16, 2},
                                                {768, 32, 4},
                                                {1024, 64, 8},
                                                {1280, 64, 8},
                                                {1536, 128, 16},
                                                {1792, 128, 8},
                                                {2048, 256, 16},
                                                {2304, 32, 1}}};

const VoxelType* find_type(std::int16_t code) {
  const auto* found =
      std::find_if(k_types.begin(), k_types.end(), [&](const VoxelType& type) { return type.code == code; });
  return found == k_types.end() ? nullptr : found;
}

// In bytes; nothing when the dimensions make no sense.
std::optional<std::uint64_t> data_size(const NiftiHeader& header, const VoxelType& type) {
  if (header.dim[0] < 1 || header.dim[0] > 7) {
    return std::nullopt;
  }
  std::uint64_t bits = type.bits;
  for (std::size_t i = 1; i <= static_cast<std::size_t>(header.dim[0]); ++i) {
    const auto length = header.dim[i];
    if (length < 1 ||
        bits > (std::numeric_limits<std::uint64_t>::max() / 16) / static_cast<std::uint64_t>(length)) {
      return std::nullopt;
    }
    bits *= static_cast<std::uint64_t>(length);
  }
  return (bits + 7) / 8;
}

// The shortest decimal that reads back to the same bits.
template <typename Numbers>
std::string joined(const Numbers& numbers) {
  std::string text;
  for (const auto& number : numbers) {
    text += format(" {}", number);
  }
  return text;
}

// What counts, as text. A qform or sform whose code is 0 is not used by any reader and may hold anything.
std::string describe(const NiftiHeader& header) {
  const auto last = static_cast<std::size_t>(header.dim[0]);
  std::string text = format("nifti\ntype {}\ndim {}\npixdim", header.datatype, header.dim[0]);
  for (std::size_t i = 1; i <= last; ++i) {
    text += format(" {} x {}", header.dim[i], header.pixdim[i]);
  }
  text +=
      "\nscaling" + joined(header.scaling) + format("\nunits {}\nqform {}", header.units, header.qform_code);
  if (header.qform_code > 0) {
    text += format(" {}", header.pixdim[0]) + joined(header.qform);
  }
  text += format("\nsform {}", header.sform_code);
  if (header.sform_code > 0) {
    text += joined(header.sform[0]) + joined(header.sform[1]) + joined(header.sform[2]);
  }
  text += format("\nintent {} \"{}\"", header.intent_code, header.intent_name) + joined(header.intent);
  text += "\nslices" + joined(header.slices) + joined(header.slice_times) + "\n";
  return text;
}

// The gap between header and voxels. Gives the codes of its extensions.
Result<std::vector<int>> skip_extensions(Bytes& bytes, const NiftiHeader& header) {
  std::vector<int> codes;
  if (!(header.vox_offset >= static_cast<double>(header.size)) || header.vox_offset > 1e15) {
    return unparsable("its voxels begin inside its header");
  }
  const auto end = static_cast<std::uint64_t>(header.vox_offset);
  const auto extender = end >= header.size + 4 ? bytes.read(4) : std::optional(std::string(4, '\0'));
  while (extender && (*extender)[0] != 0 && bytes.position() + 8 <= end) {
    const auto prefix = bytes.read(8);
    if (!prefix) {
      break;
    }
    const auto size = nifti_int32(*prefix, 0, header.swapped);
    if (size < 8 || static_cast<std::uint64_t>(size) - 8 > end - bytes.position()) {
      break;
    }
    codes.push_back(nifti_int32(*prefix, 4, header.swapped));
    if (!bytes.skip(static_cast<std::uint64_t>(size) - 8)) {
      break;
    }
  }
  if (bytes.position() > end || !bytes.skip(end - bytes.position())) {
    return unparsable("it ends before its voxels");
  }
  return codes;
}

// Adds `count` bytes of voxels, little-endian.
bool add_voxels(Bytes& bytes, std::uint64_t count, std::size_t swapped, sys::Sha256& hash) {
  constexpr std::size_t k_piece = std::size_t{256} << 10;
  while (count > 0) {
    const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(count, k_piece));
    if (swapped == 1) {
      const auto piece = bytes.take(wanted);
      if (piece.empty()) {
        return false;
      }
      hash.add(piece);
      count -= piece.size();
      continue;
    }
    auto piece = bytes.read(wanted);
    if (!piece) {
      return false;
    }
    for (std::size_t i = 0; i + swapped <= piece->size(); i += swapped) {
      std::reverse(piece->begin() + static_cast<std::ptrdiff_t>(i),
                   piece->begin() + static_cast<std::ptrdiff_t>(i + swapped));
    }
    hash.add(*piece);
    count -= wanted;
  }
  return true;
}

std::vector<std::string> left_out(const NiftiHeader& header, const std::vector<int>& extensions) {
  std::vector<std::string> words = {"NIfTI descrip, aux_file and db_name",
                                    "NIfTI cal_max, cal_min, glmax and glmin",
                                    "NIfTI fields of ANALYZE that are not used",
                                    "NIfTI version, place of the voxels, dim and pixdim beyond dim[0]"};
  if (header.qform_code <= 0 || header.sform_code <= 0) {
    words.emplace_back("NIfTI qform or sform of code 0");
  }
  if (header.swapped) {
    words.emplace_back("NIfTI byte order");
  }
  if (!extensions.empty()) {
    words.push_back("NIfTI extensions of code" + joined(extensions));
  }
  return words;
}

Result<Canonical> normalise(Bytes& bytes, const NiftiHeader& header) {
  const auto* type = find_type(header.datatype);
  if (type == nullptr) {
    return unparsable(format("its voxel type {} is not known", header.datatype));
  }
  const auto size = data_size(header, *type);
  if (!size) {
    return unparsable("its dimensions make no sense");
  }
  sys::Sha256 hash;
  hash.add(describe(header));
  std::vector<int> extensions;
  if (!header.pair) {
    TRY_ASSIGN(extensions, skip_extensions(bytes, header));
    if (!add_voxels(bytes, *size, header.swapped ? type->swapped : 1, hash)) {
      return unparsable("it has fewer voxels than its header says");
    }
    // Nothing is left out silently: bytes after the voxels count.
    hash.add("\nafter\n");
    for (auto rest = bytes.take(std::size_t{256} << 10); !rest.empty();
         rest = bytes.take(std::size_t{256} << 10)) {
      hash.add(rest);
    }
  }
  return Canonical{hash.finish(), left_out(header, extensions)};
}

} // namespace

bool is_nifti(std::string_view head, std::string_view /*file_name*/) {
  return nifti_kind(head).version != 0;
}

Result<Canonical> normalise_nifti(Bytes& bytes, const Context& /*context*/) {
  const auto kind = nifti_kind(bytes.peek(k_nifti_header_2));
  const auto header = bytes.read(kind.version == 2 ? k_nifti_header_2 : k_nifti_header_1);
  if (!header || kind.version == 0) {
    return unparsable("its header is cut short");
  }
  return normalise(bytes, read_nifti_header(*header, kind));
}

} // namespace reprovip::collect
