#include "harness/voxels/nifti_fields.hpp"

#include <algorithm>
#include <bit>
#include <cstring>

namespace reprovip::voxels {

namespace {

static_assert(std::endian::native == std::endian::little);

// Reads numbers at their places, which nifti1.h and nifti2.h give.
class Places {
public:
  Places(std::string_view head, bool swapped) : m_head(head), m_swapped(swapped) {}

  template <typename T>
  T at(std::size_t place) const {
    std::array<char, sizeof(T)> raw{};
    std::memcpy(raw.data(), m_head.data() + place, sizeof(T));
    if (m_swapped) {
      std::reverse(raw.begin(), raw.end());
    }
    return std::bit_cast<T>(raw);
  }

  template <typename T, typename To, std::size_t count>
  void fill(std::array<To, count>& numbers, std::size_t place) const {
    for (std::size_t i = 0; i < count; ++i) {
      numbers[i] = static_cast<To>(at<T>(place + i * sizeof(T)));
    }
  }

private:
  std::string_view m_head;
  bool m_swapped;
};

NiftiFields version_1(const Places& places) {
  NiftiFields fields;
  places.fill<std::int16_t>(fields.dim, 40);
  places.fill<float>(fields.pixdim, 76);
  fields.intent = places.at<std::int16_t>(68);
  fields.datatype = places.at<std::int16_t>(70);
  fields.offset = static_cast<double>(places.at<float>(108));
  fields.slope = static_cast<double>(places.at<float>(112));
  fields.intercept = static_cast<double>(places.at<float>(116));
  fields.units = places.at<std::uint8_t>(123);
  fields.qform_code = places.at<std::int16_t>(252);
  fields.sform_code = places.at<std::int16_t>(254);
  places.fill<float>(fields.quaternion, 256);
  places.fill<float>(fields.qoffset, 268);
  places.fill<float>(fields.sform, 280);
  return fields;
}

NiftiFields version_2(const Places& places) {
  NiftiFields fields;
  fields.version = 2;
  places.fill<std::int64_t>(fields.dim, 16);
  places.fill<double>(fields.pixdim, 104);
  fields.intent = places.at<std::int32_t>(504);
  fields.datatype = places.at<std::int16_t>(12);
  fields.offset = static_cast<double>(places.at<std::int64_t>(168));
  fields.slope = places.at<double>(176);
  fields.intercept = places.at<double>(184);
  fields.units = places.at<std::int32_t>(500);
  fields.qform_code = places.at<std::int32_t>(344);
  fields.sform_code = places.at<std::int32_t>(348);
  places.fill<double>(fields.quaternion, 352);
  places.fill<double>(fields.qoffset, 376);
  places.fill<double>(fields.sform, 400);
  return fields;
}

Result<bool> in_two_files(std::string_view magic) {
  if (magic.substr(0, 2) != "n+" && magic.substr(0, 2) != "ni") {
    return failure(ErrorKind::data,
                   "it does not begin with a NIfTI header: there is no \"n+1\" or \"n+2\" in it",
                   "an ANALYZE 7.5 image must be converted first");
  }
  return magic[1] == 'i';
}

} // namespace

Result<NiftiFields> read_nifti_fields(std::string_view head) {
  constexpr std::size_t k_size_1 = 348;
  constexpr std::size_t k_size_2 = 540;
  if (head.size() < k_size_1) {
    return failure(ErrorKind::data, "it is too short for a NIfTI header");
  }
  for (const bool swapped : {false, true}) {
    const Places places(head, swapped);
    const auto size = places.at<std::int32_t>(0);
    if (size == k_size_1 || (size == k_size_2 && head.size() >= k_size_2)) {
      auto fields = size == k_size_1 ? version_1(places) : version_2(places);
      fields.swapped = swapped;
      TRY_ASSIGN(fields.in_two_files, in_two_files(head.substr(size == k_size_1 ? 344 : 4, 4)));
      return fields;
    }
  }
  return failure(ErrorKind::data, "it does not begin with a NIfTI header");
}

} // namespace reprovip::voxels
