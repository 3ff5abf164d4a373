#include "harness/base/format.hpp"
#include "harness/score/readers/dicom_file.hpp"
#include "harness/score/readers/readers.hpp"
#include "harness/score/readers/unpack.hpp"
#include "harness/voxels/nifti_header.hpp"

#include <algorithm>
#include <cmath>

// Pixels that are not compressed are read here. GDCM, which aborts on some broken files and fills what is
// missing, is asked for the others, once the structure of the file was found whole.

namespace reprovip::score {

namespace {

struct Layout {
  std::size_t rows = 0, columns = 0, frames = 1, samples = 1;
  unsigned allocated = 0, stored = 0;
  bool is_signed = false;

  std::size_t values() const { return rows * columns * frames * samples; }
};

// Numbers of a decimal string, "a\b\c"; empty unless there are `count` finite ones.
std::vector<double> numbers_of(const DicomFile& file, std::uint32_t tag, std::size_t count) {
  const auto text = file.text(tag);
  std::vector<double> numbers;
  for (std::size_t begin = 0; begin <= text.size();) {
    const auto end = std::min(text.find('\\', begin), text.size());
    const auto number = parse_number(trimmed(text.substr(begin, end - begin)));
    if (!number || !std::isfinite(number->value)) {
      return {};
    }
    numbers.push_back(number->value);
    begin = end + 1;
  }
  return numbers.size() == count ? numbers : std::vector<double>();
}

double number_or(const DicomFile& file, std::uint32_t tag, double otherwise) {
  const auto numbers = numbers_of(file, tag, 1);
  return numbers.empty() ? otherwise : numbers.front();
}

Result<Layout> layout_of(const DicomFile& file) {
  Layout layout;
  layout.samples = file.number(0x00280002, 1);
  layout.rows = file.number(0x00280010, 0);
  layout.columns = file.number(0x00280011, 0);
  layout.allocated = file.number(0x00280100, 0);
  layout.stored = file.number(0x00280101, layout.allocated);
  layout.is_signed = file.number(0x00280103, 0) == 1;
  const double frames = number_or(file, 0x00280008, 1);
  const bool sane = layout.rows > 0 && layout.columns > 0 && layout.samples >= 1 && layout.samples <= 4 &&
                    frames >= 1 && frames < 1e6 && frames == std::floor(frames);
  if (!sane) {
    return failure(ErrorKind::data, "its rows, columns or frames make no sense");
  }
  layout.frames = static_cast<std::size_t>(frames);
  const bool known = layout.allocated == 8 || layout.allocated == 16 || layout.allocated == 32;
  if (!known || layout.stored < 1 || layout.stored > layout.allocated) {
    return failure(ErrorKind::data, format("its pixels of {} bits are not supported", layout.allocated));
  }
  return layout;
}

// The bits beyond those stored may hold anything.
std::vector<double> pixels_of(const DicomFile& file, const Layout& layout) {
  const auto size = layout.allocated / 8;
  const double slope = number_or(file, 0x00281053, 1);
  const double intercept = number_or(file, 0x00281052, 0);
  std::vector<double> values(layout.values());
  for (std::size_t i = 0; i < values.size(); ++i) {
    std::uint64_t raw = 0;
    for (unsigned k = 0; k < size; ++k) {
      const auto byte = static_cast<unsigned char>(file.pixels[i * size + k]);
      raw |= static_cast<std::uint64_t>(byte) << 8 * (file.big_endian ? size - 1 - k : k);
    }
    raw &= (std::uint64_t{1} << layout.stored) - 1;
    const bool negative = layout.is_signed && (raw >> (layout.stored - 1) & 1U) != 0;
    const auto stored =
        static_cast<double>(raw) - (negative ? std::ldexp(1, static_cast<int>(layout.stored)) : 0);
    values[i] = slope * stored + intercept;
  }
  return values;
}

// DICOM's world is left-posterior-superior, ours right-anterior-superior: the first two rows change sign.
void place(const DicomFile& file, Image& image) {
  auto spacing = numbers_of(file, 0x00280030, 2);
  auto position = numbers_of(file, 0x00200032, 3);
  auto axes = numbers_of(file, 0x00200037, 6);
  spacing = spacing.empty() ? std::vector<double>{1, 1} : spacing;
  position = position.empty() ? std::vector<double>{0, 0, 0} : position;
  axes = axes.empty() ? std::vector<double>{1, 0, 0, 0, 1, 0} : axes;
  image.spacing = {spacing[1], spacing[0], number_or(file, 0x00180088, number_or(file, 0x00180050, 1))};
  image.affine[15] = 1;
  for (std::size_t row = 0; row < 3; ++row) {
    const double sign = row < 2 ? -1 : 1;
    const auto next = (row + 1) % 3;
    const auto last = (row + 2) % 3;
    image.affine[4 * row] = sign * axes[row] * image.spacing[0];
    image.affine[4 * row + 1] = sign * axes[3 + row] * image.spacing[1];
    image.affine[4 * row + 2] =
        sign * (axes[next] * axes[3 + last] - axes[last] * axes[3 + next]) * image.spacing[2];
    image.affine[4 * row + 3] = sign * position[row];
  }
}

// Geometry of many frames lies in sequences, and colours by planes are rare.
bool needs_gdcm(const DicomFile& file, const Layout& layout) {
  return file.compressed || (layout.frames > 1 && file.elements.count(0x00200032) == 0) ||
         (layout.samples > 1 && file.number(0x00280006, 0) != 0);
}

} // namespace

Result<Image> read_dicom(const sys::Path& path, const std::string& name) {
  TRY_ASSIGN(const auto bytes, read_unpacked(path));
  TRY_ASSIGN(const auto file, parse_dicom(bytes));
  TRY_ASSIGN(const auto layout, layout_of(file));
  const bool is_whole = file.pixels.size() >= layout.values() * (layout.allocated / 8);
  if (layout.values() > voxels::k_most_values || (!file.compressed && !is_whole)) {
    return failure(ErrorKind::data, format("{} pixels of {} bits do not fit: there are {} bytes",
                                           layout.values(), layout.allocated, file.pixels.size()));
  }
  if (needs_gdcm(file, layout)) {
    return read_with_itk(path, name);
  }
  Image image;
  image.dims = {layout.columns, layout.rows, layout.frames};
  image.components = layout.samples;
  image.datatype = format("{}{}", layout.is_signed ? "int" : "uint", layout.allocated);
  place(file, image);
  image.values = pixels_of(file, layout);
  return image;
}

} // namespace reprovip::score
