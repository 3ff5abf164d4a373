#pragma once

#include "harness/base/result.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace reprovip::score {

// The elements of a DICOM file outside of sequences. Every length was held against the file.
struct DicomFile {
  std::string syntax;
  bool big_endian = false;
  std::map<std::uint32_t, std::string_view> elements; // by group and element; without the pixels
  std::string_view pixels;
  bool compressed = false;

  // Text without padding; "" when it is not there.
  std::string text(std::uint32_t tag) const;
  // An unsigned short, or `otherwise`.
  unsigned number(std::uint32_t tag, unsigned otherwise) const;
};

// What `bytes` hold; they must outlive the result. A file that is cut, or whose sequences have no end, is an
// error.
Result<DicomFile> parse_dicom(std::string_view bytes);

} // namespace reprovip::score
