#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

// Small files of binary formats, made from their specifications, so that a test can change one thing.
namespace reprovip::test {

// Numbers one after the other in one byte order.
class Raw {
public:
  explicit Raw(bool big_endian) : m_big_endian(big_endian) {}
  Raw& number(std::uint64_t value, std::size_t size);
  Raw& text(const std::string& text);
  // As many zero bytes as make the length a multiple.
  Raw& align(std::size_t multiple);
  const std::string& bytes() const { return m_bytes; }

private:
  bool m_big_endian;
  std::string m_bytes;
};

std::string zlib_packed(const std::string& bytes, int level = 6);

struct PngSample {
  int filter = 0; // of every row: 0 none to 4 Paeth
  int level = 6;
  bool interlaced = false;
  std::size_t pieces = 1;                                                   // IDAT chunks
  std::vector<std::pair<std::string, std::string>> remarks;                 // type, data
  std::vector<std::pair<std::string, std::string>> chunks;                  // before the pixels
  std::vector<std::string> rows = {"aabbcc", "bbccdd", "zyxwvu", "012345"}; // 2 RGB pixels each
};
std::string png(const PngSample& sample);

struct TiffTag {
  std::uint16_t tag = 0;
  std::uint16_t type = 0;
  std::uint32_t count = 0;
  std::string value; // bytes in the file's order
};
// Strips of 8-bit pixels, with more tags; `gap` bytes lie before them.
std::string tiff(const std::string& pixels, std::vector<TiffTag> more, bool big_endian = false,
                 std::size_t gap = 0);

// One element, explicit little-endian, unless `type` is "" (implicit).
std::string dicom_element(std::uint32_t tag, const std::string& type, const std::string& value);
std::string dicom(const std::string& elements, const std::string& implementation = "A 1.0",
                  const std::string& syntax = "1.2.840.10008.1.2.1");
// One slice of int16 2x2, with UIDs under `root`, of `date`.
std::string dicom_slice(const std::string& root, const std::string& date, const std::string& more = {},
                        const std::string& pixels = "12345678", double position = 0);

// 2x1x1 of float32, then tags (number, text).
std::string mgh(const std::string& voxels, const std::vector<std::pair<int, std::string>>& tags = {});
std::string surface(const std::string& created_by, const std::string& vertices, const std::string& command);
// A fixed variable "image" of 4 bytes and a record variable "time"; `padding` before the data.
std::string netcdf(const std::string& history, const std::string& image, std::size_t padding = 0);
// One uint8 array, packed when `level` > 0.
std::string mat(const std::string& text, const std::string& values, int level);
std::string trk(const std::vector<std::vector<float>>& streamlines);

struct PdfSample {
  std::string date = "D:20221010120000Z";
  std::string producer = "Maker 1.0";
  std::string id = "00112233";
  std::string page = "0 0 m 10 10 l S";
  bool packed_objects = false;
};
std::string pdf(const PdfSample& sample);

} // namespace reprovip::test
