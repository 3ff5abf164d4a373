#include "tests/support/formats.hpp"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstdio>
#include <cstdlib>

namespace reprovip::test {

Raw& Raw::number(std::uint64_t value, std::size_t size) {
  for (std::size_t i = 0; i < size; ++i) {
    m_bytes += static_cast<char>(value >> 8 * (m_big_endian ? size - 1 - i : i) & 0xffU);
  }
  return *this;
}

Raw& Raw::text(const std::string& text) {
  m_bytes += text;
  return *this;
}

Raw& Raw::align(std::size_t multiple) {
  m_bytes.resize((m_bytes.size() + multiple - 1) / multiple * multiple, '\0');
  return *this;
}

std::string zlib_packed(const std::string& bytes, int level) {
  auto size = compressBound(static_cast<uLong>(bytes.size()));
  std::string packed(size, '\0');
  compress2(reinterpret_cast<Bytef*>(packed.data()), &size, reinterpret_cast<const Bytef*>(bytes.data()),
            static_cast<uLong>(bytes.size()), level);
  packed.resize(size);
  return packed;
}

namespace {

std::string chunk(const std::string& type, const std::string& data) {
  const auto covered = type + data;
  const auto sum = crc32_z(0, reinterpret_cast<const Bytef*>(covered.data()), covered.size());
  return Raw(true).number(data.size(), 4).text(covered).number(sum, 4).bytes();
}

int predicted(int filter, int a, int b, int c) {
  const int p = a + b - c;
  const int nearest = std::abs(p - a) <= std::abs(p - b) && std::abs(p - a) <= std::abs(p - c) ? a
                      : std::abs(p - b) <= std::abs(p - c)                                     ? b
                                                                                               : c;
  const std::array<int, 5> all = {0, a, b, (a + b) / 2, nearest};
  return all[static_cast<std::size_t>(filter)];
}

std::string filtered(const PngSample& sample, const std::vector<std::string>& rows) {
  std::string bytes;
  for (std::size_t y = 0; y < rows.size(); ++y) {
    const auto value = [&](std::size_t row, std::size_t at) {
      return static_cast<unsigned char>(rows[row][at]);
    };
    bytes += static_cast<char>(sample.filter);
    for (std::size_t i = 0; i < rows[y].size(); ++i) {
      const int a = i >= 3 ? value(y, i - 3) : 0;
      const int b = y > 0 ? value(y - 1, i) : 0;
      const int c = i >= 3 && y > 0 ? value(y - 1, i - 3) : 0;
      bytes += static_cast<char>(value(y, i) - predicted(sample.filter, a, b, c));
    }
  }
  return bytes;
}

} // namespace

std::string png(const PngSample& sample) {
  std::string bytes = "\x89PNG\r\n\x1a\n";
  bytes += chunk("IHDR", Raw(true)
                             .number(2, 4)
                             .number(sample.rows.size(), 4)
                             .number(8, 1)
                             .number(2, 1)
                             .number(0, 2)
                             .number(sample.interlaced ? 1 : 0, 1)
                             .bytes());
  for (const auto& [type, data] : sample.chunks) {
    bytes += chunk(type, data);
  }
  std::string raw;
  if (sample
          .interlaced) { // 2x4 pixels: passes 1 (0,0), 5 (0,2) (and its pair), 6 (1,0) (1,2), 7 rows 1 and 3
    raw += filtered(sample, {sample.rows[0].substr(0, 3)}) + filtered(sample, {sample.rows[2].substr(0, 3)}) +
           filtered(sample, {sample.rows[0].substr(3), sample.rows[2].substr(3)}) +
           filtered(sample, {sample.rows[1], sample.rows[3]});
  } else {
    raw = filtered(sample, sample.rows);
  }
  const auto packed = zlib_packed(raw, sample.level);
  const auto size = packed.size() / sample.pieces;
  for (std::size_t i = 0; i < sample.pieces; ++i) {
    bytes += chunk("IDAT", packed.substr(i * size, i + 1 == sample.pieces ? std::string::npos : size));
  }
  for (const auto& [type, data] : sample.remarks) {
    bytes += chunk(type, data);
  }
  return bytes + chunk("IEND", "");
}

std::string tiff(const std::string& pixels, std::vector<TiffTag> more, bool big_endian, std::size_t gap) {
  const auto number = [&](std::uint64_t value, std::size_t size) {
    return Raw(big_endian).number(value, size).bytes();
  };
  const auto strip_at = 8 + gap;
  auto values_at = strip_at + pixels.size();
  more.push_back({256, 4, 1, number(pixels.size(), 4)});
  more.push_back({257, 4, 1, number(1, 4)});
  more.push_back({273, 4, 1, number(strip_at, 4)});
  more.push_back({279, 4, 1, number(pixels.size(), 4)});
  std::sort(more.begin(), more.end(), [](const TiffTag& a, const TiffTag& b) { return a.tag < b.tag; });
  std::string values;
  Raw directory(big_endian);
  directory.number(more.size(), 2);
  for (const auto& tag : more) {
    directory.number(tag.tag, 2).number(tag.type, 2).number(tag.count, 4);
    if (tag.value.size() <= 4) {
      directory.text(tag.value + std::string(4 - tag.value.size(), '\0'));
    } else {
      directory.number(values_at + values.size(), 4);
      values += tag.value;
    }
  }
  directory.number(0, 4);
  Raw file(big_endian);
  file.text(big_endian ? "MM" : "II").number(42, 2).number(values_at + values.size(), 4);
  file.text(std::string(gap, 'g')).text(pixels).text(values).text(directory.bytes());
  return file.bytes();
}

std::string dicom_element(std::uint32_t tag, const std::string& type, const std::string& value) {
  const bool is_long = type == "OB" || type == "OW" || type == "SQ" || type == "UN";
  const auto even = value + std::string(value.size() % 2, type == "UI" ? '\0' : ' ');
  Raw raw(false);
  raw.number(tag >> 16U, 2).number(tag & 0xffffU, 2).text(type).text(std::string(is_long ? 2 : 0, '\0'));
  raw.number(even.size(), is_long || type.empty() ? 4 : 2).text(even);
  return raw.bytes();
}

std::string dicom(const std::string& elements, const std::string& implementation, const std::string& syntax) {
  return std::string(128, '\0') + "DICM" + dicom_element(0x00020001, "OB", std::string("\0\1", 2)) +
         dicom_element(0x00020010, "UI", syntax) + dicom_element(0x00020013, "SH", implementation) + elements;
}

std::string dicom_slice(const std::string& root, const std::string& date, const std::string& more,
                        const std::string& pixels, double position) {
  const auto short_at = [](std::uint32_t tag, std::uint64_t value) {
    return dicom_element(tag, "US", Raw(false).number(value, 2).bytes());
  };
  std::array<char, 64> text = {};
  std::snprintf(text.data(), text.size(), "-10\\20\\%g", position);
  return dicom(
      dicom_element(0x00080012, "DA", date) + dicom_element(0x00080016, "UI", "1.2.840.10008.5.1.4.1.1.4") +
          dicom_element(0x00080018, "UI", root + ".1") + dicom_element(0x00080021, "DA", date) +
          dicom_element(0x00080060, "CS", "MR") + more + dicom_element(0x00180050, "DS", "3") +
          dicom_element(0x0020000d, "UI", root + ".2") + dicom_element(0x0020000e, "UI", root + ".3") +
          dicom_element(0x00200013, "IS", "1") + dicom_element(0x00200032, "DS", text.data()) +
          dicom_element(0x00200037, "DS", "1\\0\\0\\0\\1\\0") + dicom_element(0x00200052, "UI", root + ".2") +
          short_at(0x00280002, 1) + dicom_element(0x00280004, "CS", "MONOCHROME2") + short_at(0x00280010, 2) +
          short_at(0x00280011, 2) + dicom_element(0x00280030, "DS", "1.5\\2") + short_at(0x00280100, 16) +
          short_at(0x00280101, 16) + short_at(0x00280102, 15) + short_at(0x00280103, 1) +
          dicom_element(0x7fe00010, "OW", pixels),
      root + " 1.0");
}

std::string mgh(const std::string& voxels, const std::vector<std::pair<int, std::string>>& tags) {
  Raw raw(true);
  raw.number(1, 4).number(2, 4).number(1, 4).number(1, 4).number(1, 4).number(3, 4).number(0, 4).number(1, 2);
  for (const float value :
       {2.0F, 3.0F, 4.0F, -1.0F, 0.0F, 0.0F, 0.0F, 0.0F, -1.0F, 0.0F, 1.0F, 0.0F, 5.0F, 6.0F, 7.0F}) {
    raw.number(std::bit_cast<std::uint32_t>(value), 4);
  }
  raw.text(std::string(284 - raw.bytes().size(), '\0')).text(voxels).text(std::string(20, '\0'));
  for (const auto& [tag, text] : tags) {
    raw.number(static_cast<std::uint64_t>(tag), 4).number(text.size(), 8).text(text);
  }
  return raw.bytes();
}

std::string surface(const std::string& created_by, const std::string& vertices, const std::string& command) {
  Raw raw(true);
  raw.text("\xff\xff\xfe" + created_by + "\n\n").number(vertices.size() / 12, 4).number(1, 4).text(vertices);
  raw.number(0, 4).number(1, 4).number(2, 4); // a face
  raw.number(2, 4).number(0, 4);
  raw.number(20, 4).text("valid = 1\nfilename = /data/x.mgz\nvolume = 1 1 1\nvoxelsize = 1 1 1\n"
                         "xras = 1 0 0\nyras = 0 1 0\nzras = 0 0 1\ncras = 0 0 0\n");
  raw.number(3, 4).number(command.size(), 8).text(command);
  return raw.bytes();
}

std::string netcdf(const std::string& history, const std::string& image, std::size_t padding) {
  const auto name = [](Raw& raw, const std::string& text) { raw.number(text.size(), 4).text(text).align(4); };
  Raw raw(true);
  raw.text("CDF\1").number(2, 4); // two records
  raw.number(10, 4).number(2, 4);
  name(raw, "t");
  raw.number(0, 4);
  name(raw, "x");
  raw.number(4, 4);
  raw.number(12, 4).number(2, 4);
  name(raw, "history");
  raw.number(2, 4);
  name(raw, history);
  name(raw, "title");
  raw.number(2, 4);
  name(raw, "a scan");
  raw.number(11, 4).number(2, 4);
  const std::size_t image_at =
      raw.bytes().size() + (4 + 8 + 4 + 4 + 8 + 4 + 4 + 4) + (4 + 4 + 4 + 4 + 8 + 12) + padding;
  name(raw, "image");
  raw.number(1, 4).number(1, 4).number(0, 8).number(1, 4).number(4, 4).number(image_at, 4);
  name(raw, "time");
  raw.number(1, 4).number(0, 4).number(0, 8).number(4, 4).number(4, 4).number(image_at + 4, 4);
  raw.text(std::string(image_at - raw.bytes().size(), 'p')).text(image).number(7, 4).number(9, 4);
  return raw.bytes();
}

std::string mat(const std::string& text, const std::string& values, int level) {
  Raw array(false);
  array.number(6, 4).number(8, 4).number(9, 8);                          // flags: uint8
  array.number(5, 4).number(8, 4).number(1, 4).number(values.size(), 4); // dimensions
  array.number(1, 4).number(1, 4).text("x").align(8);                    // name
  array.number(2, 4).number(values.size(), 4).text(values).align(8);
  const auto element = Raw(false).number(14, 4).number(array.bytes().size(), 4).text(array.bytes()).bytes();
  Raw file(false);
  file.text((text + std::string(116, ' ')).substr(0, 116)).number(0, 8).number(0x0100, 2).text("IM");
  if (level == 0) {
    return file.text(element).bytes();
  }
  const auto packed = zlib_packed(element, level);
  return file.number(15, 4).number(packed.size(), 4).text(packed).bytes();
}

std::string trk(const std::vector<std::vector<float>>& streamlines) {
  Raw raw(false);
  raw.text(std::string("TRACK\0", 6)).text(std::string(982, '\0'));
  raw.number(streamlines.size(), 4).number(2, 4).number(1000, 4);
  for (const auto& streamline : streamlines) {
    raw.number(streamline.size() / 3, 4);
    for (const float value : streamline) {
      raw.number(std::bit_cast<std::uint32_t>(value), 4);
    }
  }
  return raw.bytes();
}

std::string pdf(const PdfSample& sample) {
  const auto info = "<< /Producer (" + sample.producer + ") /CreationDate (" + sample.date + ") /ModDate (" +
                    sample.date + ") /Title (a (nested) title) >>";
  std::string text = "%PDF-1.5\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n";
  text += "3 0 obj\n<< /Length " + std::to_string(sample.page.size()) + " >>\nstream\n" + sample.page +
          "\nendstream\nendobj\n";
  const auto xmp = "<xmp:CreateDate>" + sample.date + "</xmp:CreateDate>";
  text += "5 0 obj\n<< /Type /Metadata /Length " + std::to_string(xmp.size()) + " >>\nstream\n" + xmp +
          "\nendstream\nendobj\n";
  if (sample.packed_objects) {
    const auto packed = zlib_packed("4 0 " + info);
    text += "6 0 obj\n<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /Length " +
            std::to_string(packed.size()) + " >>\nstream\n" + packed + "\nendstream\nendobj\n";
  } else {
    text += "4 0 obj\n" + info + "\nendobj\n";
  }
  const auto xref = std::to_string(text.size());
  return text + "xref\n0 1\n0000000" + xref + " 65535 f \ntrailer\n<< /Size 5 /Info 4 0 R /ID [<" +
         sample.id + "> <" + sample.id + ">] >>\nstartxref\n" + xref + "\n%%EOF\n";
}

} // namespace reprovip::test
