#include "nifti_gz.hpp"

#include <zlib.h>

#include <cstring>
#include <nifti/nifti1.h>
#include <stdexcept>

namespace phantom {

namespace {

nifti_1_header make_header(const Grid& grid, short type, std::size_t bytes) {
  nifti_1_header header = {};
  header.sizeof_hdr = sizeof header;
  header.regular = 'r';
  header.dim[0] = 3;
  header.pixdim[0] = 1;
  for (std::size_t i = 1; i < 8; ++i) {
    header.dim[i] = i < 4 ? static_cast<short>(grid.size[i - 1]) : short{1};
    header.pixdim[i] = i < 4 ? static_cast<float>(grid.spacing) : 0.0F;
  }
  header.datatype = type;
  header.bitpix = static_cast<short>(8 * bytes);
  header.vox_offset = 352;
  header.scl_slope = 1;
  header.xyzt_units = NIFTI_UNITS_MM;
  header.qform_code = NIFTI_XFORM_SCANNER_ANAT;
  header.sform_code = NIFTI_XFORM_SCANNER_ANAT;
  const Point corner = grid.corner();
  header.qoffset_x = header.srow_x[3] = static_cast<float>(corner.x);
  header.qoffset_y = header.srow_y[3] = static_cast<float>(corner.y);
  header.qoffset_z = header.srow_z[3] = static_cast<float>(corner.z);
  header.srow_x[0] = header.srow_y[1] = header.srow_z[2] = static_cast<float>(grid.spacing);
  std::memcpy(header.magic, "n+1", 4);
  return header;
}

template <class T>
void write(const std::string& path, const std::vector<T>& values, const Grid& grid, short type) {
  const auto header = make_header(grid, type, sizeof(T));
  const char no_extension[4] = {};
  gzFile file = gzopen(path.c_str(), "wb6");
  bool written = file != nullptr;
  const auto put = [&](const void* data, std::size_t bytes) {
    written = written && gzwrite(file, data, static_cast<unsigned>(bytes)) == static_cast<int>(bytes);
  };
  put(&header, sizeof header);
  put(no_extension, sizeof no_extension);
  put(values.data(), values.size() * sizeof(T));
  if (file == nullptr || gzclose(file) != Z_OK || !written) {
    throw std::runtime_error(path + ": cannot be written");
  }
}

} // namespace

void write_volume(const std::string& path, const std::vector<std::uint8_t>& values, const Grid& grid) {
  write(path, values, grid, DT_UINT8);
}

void write_volume(const std::string& path, const std::vector<std::int16_t>& values, const Grid& grid) {
  write(path, values, grid, DT_INT16);
}

void write_volume(const std::string& path, const std::vector<float>& values, const Grid& grid) {
  write(path, values, grid, DT_FLOAT32);
}

} // namespace phantom
