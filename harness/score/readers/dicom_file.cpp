#include "harness/score/readers/dicom_file.hpp"

#include <algorithm>
#include <array>

// DICOM PS3.5 and PS3.10: a preamble, the file-meta group (explicit, little-endian), then the data set.

namespace reprovip::score {

namespace {

constexpr std::uint32_t k_undefined = 0xffffffff;
constexpr std::uint32_t k_item = 0xfffee000;
constexpr std::uint32_t k_item_end = 0xfffee00d;
constexpr std::uint32_t k_sequence_end = 0xfffee0dd;
constexpr std::uint32_t k_pixel_data = 0x7fe00010;
constexpr std::uint32_t k_syntax = 0x00020010;
constexpr int k_deepest = 32;

tl::unexpected<Error> cut() {
  return failure(ErrorKind::data, "it ends too early, or an element of it claims more than there is");
}

struct Element {
  std::uint32_t tag = 0;
  std::uint32_t length = 0;
};

class Walker {
public:
  explicit Walker(std::string_view bytes) : m_bytes(bytes) {}

  Result<DicomFile> run() {
    constexpr std::size_t k_preamble = 128;
    if (m_bytes.size() < k_preamble + 4 || m_bytes.substr(k_preamble, 4) != "DICM") {
      return failure(ErrorKind::data, "it does not begin as a DICOM file");
    }
    m_at = k_preamble + 4;
    TRY(read_all(true));
    m_file.syntax = m_file.text(k_syntax);
    m_file.big_endian = m_file.syntax == "1.2.840.10008.1.2.2";
    m_explicit = m_file.syntax != "1.2.840.10008.1.2";
    if (m_file.syntax.empty() || m_file.syntax == "1.2.840.10008.1.2.1.99") {
      return failure(ErrorKind::data, "its transfer syntax is not named, or it is deflated");
    }
    TRY(read_all(false));
    return std::move(m_file);
  }

private:
  bool has(std::uint64_t count) const { return count <= m_bytes.size() - m_at; }
  std::uint32_t number(std::size_t size) {
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < size && has(size - i); ++i) {
      const auto byte = static_cast<unsigned char>(m_bytes[m_at + i]);
      value |= static_cast<std::uint32_t>(byte) << 8 * (m_file.big_endian ? size - 1 - i : i);
    }
    m_at += std::min(size, m_bytes.size() - m_at);
    return value;
  }
  std::uint32_t tag() {
    const auto group = number(2);
    return group << 16U | number(2);
  }

  // Nothing at the end.
  Result<Element> read_element() {
    if (!has(8)) {
      return cut();
    }
    Element element;
    element.tag = tag();
    if (!m_explicit || element.tag >> 16U == 0xfffe) {
      element.length = number(4);
      return element;
    }
    constexpr std::array<std::string_view, 13> k_long = {"OB", "OD", "OF", "OL", "OV", "OW", "SQ",
                                                         "SV", "UC", "UN", "UR", "UT", "UV"};
    const auto type = m_bytes.substr(m_at, 2);
    m_at += 2;
    if (std::find(k_long.begin(), k_long.end(), type) == k_long.end()) {
      element.length = number(2);
      return element;
    }
    if (!has(6)) {
      return cut();
    }
    m_at += 2;
    element.length = number(4);
    return element;
  }

  // The file-meta group, or all that follows it.
  Result<void> read_all(bool meta) {
    while (m_at < m_bytes.size()) {
      if (meta && m_bytes.substr(m_at, 2) != std::string_view("\2\0", 2)) {
        return {};
      }
      TRY_ASSIGN(const auto element, read_element());
      if (element.length == k_undefined) {
        const auto begin = m_at;
        m_file.compressed = m_file.compressed || element.tag == k_pixel_data;
        TRY(skip_items(0, element.tag == k_pixel_data));
        if (element.tag == k_pixel_data) {
          m_file.pixels = m_bytes.substr(begin, m_at - begin);
        }
        continue;
      }
      if (!has(element.length)) {
        return cut();
      }
      const auto value = m_bytes.substr(m_at, element.length);
      m_at += element.length;
      (element.tag == k_pixel_data ? m_file.pixels : m_file.elements[element.tag]) = value;
    }
    return {};
  }

  // To the end of a sequence of undefined length; `raw`: its items are fragments of pixels.
  Result<void> skip_items(int depth, bool raw) {
    while (has(8) && depth < k_deepest) {
      const auto found = tag();
      const auto length = number(4);
      if (found == k_sequence_end) {
        return {};
      }
      if (found != k_item || (length != k_undefined && !has(length)) || (raw && length == k_undefined)) {
        return cut();
      }
      if (length != k_undefined) {
        m_at += length;
        continue;
      }
      TRY(skip_elements(depth));
    }
    return cut();
  }

  Result<void> skip_elements(int depth) {
    while (true) {
      TRY_ASSIGN(const auto element, read_element());
      if (element.tag == k_item_end) {
        return {};
      }
      if (element.length == k_undefined) {
        TRY(skip_items(depth + 1, element.tag == k_pixel_data));
      } else if (has(element.length)) {
        m_at += element.length;
      } else {
        return cut();
      }
    }
  }

  std::string_view m_bytes;
  std::size_t m_at = 0;
  bool m_explicit = true;
  DicomFile m_file;
};

} // namespace

std::string DicomFile::text(std::uint32_t tag) const {
  const auto found = elements.find(tag);
  if (found == elements.end()) {
    return {};
  }
  const auto begin = found->second.find_first_not_of(' ');
  const auto end = found->second.find_last_not_of(std::string_view(" \0", 2));
  return begin == std::string_view::npos || end == std::string_view::npos || end < begin
             ? std::string()
             : std::string(found->second.substr(begin, end - begin + 1));
}

unsigned DicomFile::number(std::uint32_t tag, unsigned otherwise) const {
  const auto found = elements.find(tag);
  if (found == elements.end() || found->second.size() < 2) {
    return otherwise;
  }
  const unsigned first = static_cast<unsigned char>(found->second[0]);
  const unsigned second = static_cast<unsigned char>(found->second[1]);
  return big_endian ? first << 8U | second : second << 8U | first;
}

Result<DicomFile> parse_dicom(std::string_view bytes) {
  return Walker(bytes).run();
}

} // namespace reprovip::score
