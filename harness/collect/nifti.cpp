// NIfTI-1 and NIfTI-2. Field names and offsets: nifti1.h and nifti2.h of the NIfTI Data Format Working Group.

#include "harness/base/format.hpp"
#include "harness/collect/normaliser.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>

namespace reprovip::collect {

namespace {

constexpr std::size_t k_header_1 = 348;
constexpr std::size_t k_header_2 = 540;

using namespace std::literals;
constexpr auto k_magic_1 = "n+1\0"sv;
constexpr auto k_magic_1_pair = "ni1\0"sv;
constexpr auto k_magic_2 = "n+2\0\r\n\032\n"sv;
constexpr auto k_magic_2_pair = "ni2\0\r\n\032\n"sv;

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

class Fields {
public:
  Fields(std::string_view bytes, bool swapped) : m_bytes(bytes), m_swapped(swapped) {}

  template <typename T>
  T at(std::size_t offset) const {
    std::array<char, sizeof(T)> raw = {};
    std::memcpy(raw.data(), m_bytes.data() + offset, sizeof(T));
    if (m_swapped) {
      std::reverse(raw.begin(), raw.end());
    }
    T value = {};
    std::memcpy(&value, raw.data(), sizeof(T));
    return value;
  }
  template <typename T>
  std::array<double, 4> row(std::size_t offset) const {
    return {static_cast<double>(at<T>(offset)), static_cast<double>(at<T>(offset + sizeof(T))),
            static_cast<double>(at<T>(offset + 2 * sizeof(T))),
            static_cast<double>(at<T>(offset + 3 * sizeof(T)))};
  }
  std::string text(std::size_t offset, std::size_t size) const {
    const auto field = m_bytes.substr(offset, size);
    return std::string(field.substr(0, field.find('\0')));
  }

private:
  std::string_view m_bytes;
  bool m_swapped;
};

// What both versions say, in the widest types.
struct Header {
  bool swapped = false;
  bool pair = false; // the voxels are in another file
  std::size_t size = 0;
  std::array<std::int64_t, 8> dim = {};
  std::array<double, 8> pixdim = {};
  std::int16_t datatype = 0;
  double vox_offset = 0;
  std::array<double, 2> scaling = {};
  std::array<double, 2> slice_times = {};  // slice_duration, toffset
  std::array<std::int64_t, 4> slices = {}; // slice_start, slice_end, slice_code, dim_info
  int qform_code = 0;
  int sform_code = 0;
  std::array<double, 6> qform = {};
  std::array<std::array<double, 4>, 3> sform = {};
  int units = 0;
  int intent_code = 0;
  std::array<double, 3> intent = {};
  std::string intent_name;
};

Header read_header_1(std::string_view bytes, bool swapped) {
  const Fields field(bytes, swapped);
  Header header;
  header.swapped = swapped;
  header.pair = bytes.substr(344, 3) == "ni1";
  header.size = k_header_1;
  for (std::size_t i = 0; i < 8; ++i) {
    header.dim[i] = field.at<std::int16_t>(40 + 2 * i);
    header.pixdim[i] = static_cast<double>(field.at<float>(76 + 4 * i));
  }
  header.datatype = field.at<std::int16_t>(70);
  header.vox_offset = static_cast<double>(field.at<float>(108));
  for (std::size_t i = 0; i < 2; ++i) {
    header.scaling[i] = static_cast<double>(field.at<float>(112 + 4 * i));
    header.slice_times[i] = static_cast<double>(field.at<float>(132 + 4 * i));
  }
  header.slices = {field.at<std::int16_t>(74), field.at<std::int16_t>(120), bytes[122], bytes[39]};
  header.qform_code = field.at<std::int16_t>(252);
  header.sform_code = field.at<std::int16_t>(254);
  for (std::size_t i = 0; i < 6; ++i) {
    header.qform[i] = static_cast<double>(field.at<float>(256 + 4 * i));
  }
  for (std::size_t i = 0; i < 3; ++i) {
    header.sform[i] = field.row<float>(280 + 16 * i);
    header.intent[i] = static_cast<double>(field.at<float>(56 + 4 * i));
  }
  header.units = bytes[123];
  header.intent_code = field.at<std::int16_t>(68);
  header.intent_name = field.text(328, 16);
  return header;
}

Header read_header_2(std::string_view bytes, bool swapped) {
  const Fields field(bytes, swapped);
  Header header;
  header.swapped = swapped;
  header.pair = bytes.substr(4, 3) == "ni2";
  header.size = k_header_2;
  for (std::size_t i = 0; i < 8; ++i) {
    header.dim[i] = field.at<std::int64_t>(16 + 8 * i);
    header.pixdim[i] = field.at<double>(104 + 8 * i);
  }
  header.datatype = field.at<std::int16_t>(12);
  header.vox_offset = static_cast<double>(field.at<std::int64_t>(168));
  for (std::size_t i = 0; i < 2; ++i) {
    header.scaling[i] = field.at<double>(176 + 8 * i);
    header.slice_times[i] = field.at<double>(208 + 8 * i);
  }
  header.slices = {field.at<std::int64_t>(224), field.at<std::int64_t>(232), field.at<std::int32_t>(496),
                   bytes[524]};
  header.qform_code = field.at<std::int32_t>(344);
  header.sform_code = field.at<std::int32_t>(348);
  for (std::size_t i = 0; i < 6; ++i) {
    header.qform[i] = field.at<double>(352 + 8 * i);
  }
  for (std::size_t i = 0; i < 3; ++i) {
    header.sform[i] = field.row<double>(400 + 32 * i);
    header.intent[i] = field.at<double>(80 + 8 * i);
  }
  header.units = field.at<std::int32_t>(500);
  header.intent_code = field.at<std::int32_t>(504);
  header.intent_name = field.text(508, 16);
  return header;
}

struct Kind {
  int version = 0; // 0: no NIfTI
  bool swapped = false;
};

Kind kind_of(std::string_view head) {
  const auto size = head.size() < 4 ? 0 : Fields(head, false).at<std::int32_t>(0);
  const auto has = [&](std::size_t offset, std::string_view magic) {
    return head.substr(offset, magic.size()) == magic;
  };
  if (head.size() >= k_header_1 && (has(344, k_magic_1) || has(344, k_magic_1_pair))) {
    return {1, size != static_cast<std::int32_t>(k_header_1)};
  }
  if (head.size() >= k_header_2 && (has(4, k_magic_2) || has(4, k_magic_2_pair))) {
    return {2, size != static_cast<std::int32_t>(k_header_2)};
  }
  return {};
}

const VoxelType* find_type(std::int16_t code) {
  const auto* found =
      std::find_if(k_types.begin(), k_types.end(), [&](const VoxelType& type) { return type.code == code; });
  return found == k_types.end() ? nullptr : found;
}

// In bytes; nothing when the dimensions make no sense.
std::optional<std::uint64_t> data_size(const Header& header, const VoxelType& type) {
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
std::string describe(const Header& header) {
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
Result<std::vector<int>> skip_extensions(Bytes& bytes, const Header& header) {
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
    const Fields field(*prefix, header.swapped);
    const auto size = field.at<std::int32_t>(0);
    if (size < 8 || static_cast<std::uint64_t>(size) - 8 > end - bytes.position()) {
      break;
    }
    codes.push_back(field.at<std::int32_t>(4));
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

std::vector<std::string> left_out(const Header& header, const std::vector<int>& extensions) {
  std::vector<std::string> words = {"NIfTI descrip, aux_file and db_name",
                                    "NIfTI cal_max, cal_min, glmax and glmin",
                                    "NIfTI fields of ANALYZE that are not used"};
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

Result<Canonical> normalise(Bytes& bytes, const Header& header) {
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
  return kind_of(head).version != 0;
}

Result<Canonical> normalise_nifti(Bytes& bytes, const Context& /*context*/) {
  const auto kind = kind_of(bytes.peek(k_header_2));
  const auto header = bytes.read(kind.version == 2 ? k_header_2 : k_header_1);
  if (!header || kind.version == 0) {
    return unparsable("its header is cut short");
  }
  return normalise(bytes, kind.version == 2 ? read_header_2(*header, kind.swapped)
                                            : read_header_1(*header, kind.swapped));
}

} // namespace reprovip::collect
