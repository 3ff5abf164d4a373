#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <string>
#include <vector>

namespace reprovip::voxels::test {

// Makes NIfTI files, also bad ones: every field can be set to anything. Places: nifti1.h and nifti2.h.
struct NiftiFile {
  int version = 1;
  bool swapped = false;
  std::vector<std::int64_t> dim = {3, 2, 3, 1, 1, 1, 1, 1};
  std::vector<double> pixdim = {1, 2, 3, 4, 0, 0, 0, 0};
  std::int16_t datatype = 4;
  std::int16_t bits = 16;
  std::int32_t intent = 0;
  double offset = 0; // 0: right after the header
  double slope = 1;
  double intercept = 0;
  std::int32_t units = 2;
  std::int32_t qform_code = 1;
  std::int32_t sform_code = 1;
  std::array<double, 3> quaternion{};
  std::array<double, 3> qoffset = {-10, -20, -30};
  std::array<double, 12> sform = {2, 0, 0, -10, 0, 3, 0, -20, 0, 0, 4, -30};
  std::string magic = "n+";
  std::string extension; // after the header

  template <typename T>
  std::string bytes(const std::vector<T>& voxels) const {
    auto header = version == 1 ? header_1() : header_2();
    for (const T voxel : voxels) {
      header += raw(voxel);
    }
    return header;
  }

private:
  template <typename T>
  std::string raw(T value) const {
    std::string one(sizeof(T), '\0');
    std::memcpy(one.data(), &value, sizeof(T));
    return swapped ? std::string(one.rbegin(), one.rend()) : one;
  }
  template <typename T>
  void put(std::string& header, std::size_t at, T value) const {
    header.replace(at, sizeof(T), raw(value));
  }
  template <typename T, typename Numbers>
  void put_all(std::string& header, std::size_t at, const Numbers& numbers) const {
    for (std::size_t i = 0; i < numbers.size(); ++i) {
      put(header, at + i * sizeof(T), static_cast<T>(numbers[i]));
    }
  }
  double offset_or(std::size_t end) const {
    return offset != 0 ? offset : static_cast<double>(end + extension.size());
  }

  std::string header_1() const {
    std::string header(352, '\0');
    put(header, 0, std::int32_t{348});
    put_all<std::int16_t>(header, 40, dim);
    put(header, 68, static_cast<std::int16_t>(intent));
    put(header, 70, datatype);
    put(header, 72, bits);
    put_all<float>(header, 76, pixdim);
    put(header, 108, static_cast<float>(offset_or(352)));
    put(header, 112, static_cast<float>(slope));
    put(header, 116, static_cast<float>(intercept));
    header[123] = static_cast<char>(units);
    put(header, 252, static_cast<std::int16_t>(qform_code));
    put(header, 254, static_cast<std::int16_t>(sform_code));
    put_all<float>(header, 256, quaternion);
    put_all<float>(header, 268, qoffset);
    put_all<float>(header, 280, sform);
    header.replace(344, magic.size(), magic);
    header[346] = '1';
    header[348] = extension.empty() ? '\0' : '\1';
    return header + extension;
  }

  std::string header_2() const {
    std::string header(544, '\0');
    put(header, 0, std::int32_t{540});
    header.replace(4, 8, magic + std::string("2\0\r\n\032\n", 6));
    put(header, 12, datatype);
    put(header, 14, bits);
    put_all<std::int64_t>(header, 16, dim);
    put_all<double>(header, 104, pixdim);
    put(header, 168, static_cast<std::int64_t>(offset_or(544)));
    put(header, 176, slope);
    put(header, 184, intercept);
    put(header, 344, qform_code);
    put(header, 348, sform_code);
    put_all<double>(header, 352, quaternion);
    put_all<double>(header, 376, qoffset);
    put_all<double>(header, 400, sform);
    put(header, 500, units);
    put(header, 504, intent);
    return header + extension;
  }
};

} // namespace reprovip::voxels::test
