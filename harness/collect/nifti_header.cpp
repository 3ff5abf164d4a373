#include "harness/collect/nifti_header.hpp"

#include <algorithm>
#include <cstring>

namespace reprovip::collect {

namespace {

using namespace std::literals;
constexpr auto k_magic_1 = "n+1\0"sv;
constexpr auto k_magic_1_pair = "ni1\0"sv;
constexpr auto k_magic_2 = "n+2\0\r\n\032\n"sv;
constexpr auto k_magic_2_pair = "ni2\0\r\n\032\n"sv;

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

NiftiHeader read_header_1(std::string_view bytes, bool swapped) {
  const Fields field(bytes, swapped);
  NiftiHeader header;
  header.swapped = swapped;
  header.pair = bytes.substr(344, 3) == "ni1";
  header.size = k_nifti_header_1;
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
  header.slices = {field.at<std::int16_t>(74), field.at<std::int16_t>(120), field.at<std::uint8_t>(122),
                   field.at<std::uint8_t>(39)};
  header.qform_code = field.at<std::int16_t>(252);
  header.sform_code = field.at<std::int16_t>(254);
  for (std::size_t i = 0; i < 6; ++i) {
    header.qform[i] = static_cast<double>(field.at<float>(256 + 4 * i));
  }
  for (std::size_t i = 0; i < 3; ++i) {
    header.sform[i] = field.row<float>(280 + 16 * i);
    header.intent[i] = static_cast<double>(field.at<float>(56 + 4 * i));
  }
  header.units = field.at<std::uint8_t>(123);
  header.intent_code = field.at<std::int16_t>(68);
  header.intent_name = field.text(328, 16);
  return header;
}

NiftiHeader read_header_2(std::string_view bytes, bool swapped) {
  const Fields field(bytes, swapped);
  NiftiHeader header;
  header.swapped = swapped;
  header.pair = bytes.substr(4, 3) == "ni2";
  header.size = k_nifti_header_2;
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
                   field.at<std::uint8_t>(524)};
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

} // namespace

NiftiKind nifti_kind(std::string_view head) {
  const auto size = head.size() < 4 ? 0 : Fields(head, false).at<std::int32_t>(0);
  const auto has = [&](std::size_t offset, std::string_view magic) {
    return head.substr(offset, magic.size()) == magic;
  };
  if (head.size() >= k_nifti_header_1 && (has(344, k_magic_1) || has(344, k_magic_1_pair))) {
    return {1, size != static_cast<std::int32_t>(k_nifti_header_1)};
  }
  if (head.size() >= k_nifti_header_2 && (has(4, k_magic_2) || has(4, k_magic_2_pair))) {
    return {2, size != static_cast<std::int32_t>(k_nifti_header_2)};
  }
  return {};
}

NiftiHeader read_nifti_header(std::string_view bytes, NiftiKind kind) {
  return kind.version == 2 ? read_header_2(bytes, kind.swapped) : read_header_1(bytes, kind.swapped);
}

std::int32_t nifti_int32(std::string_view bytes, std::size_t offset, bool swapped) {
  return Fields(bytes, swapped).at<std::int32_t>(offset);
}

} // namespace reprovip::collect
