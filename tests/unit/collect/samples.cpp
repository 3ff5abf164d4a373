#include "tests/unit/collect/samples.hpp"

#include <archive.h>
#include <archive_entry.h>
#include <zlib.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>

namespace reprovip::collect {

namespace {

class Header {
public:
  Header(std::size_t size, bool big_endian) : m_bytes(size, '\0'), m_big_endian(big_endian) {}

  template <typename T>
  void put(std::size_t offset, T value) {
    std::array<char, sizeof(T)> raw = {};
    std::memcpy(raw.data(), &value, sizeof(T));
    if (m_big_endian) {
      std::reverse(raw.begin(), raw.end());
    }
    m_bytes.replace(offset, sizeof(T), raw.data(), sizeof(T));
  }
  void text(std::size_t offset, const std::string& text) { m_bytes.replace(offset, text.size(), text); }
  std::string& bytes() { return m_bytes; }

private:
  std::string m_bytes;
  bool m_big_endian;
};

Header header_1(const NiftiSample& sample, std::int32_t voxels_at) {
  Header header(348, sample.big_endian);
  header.put<std::int32_t>(0, 348);
  for (std::size_t i = 0; i < 8; ++i) {
    header.put(40 + 2 * i, sample.dim[i]);
    header.put(76 + 4 * i, sample.pixdim[i]);
  }
  header.text(14, sample.db_name);
  header.put(68, sample.intent_code);
  header.put(70, sample.datatype);
  header.put(108, static_cast<float>(voxels_at));
  header.put(112, sample.slope);
  header.put(116, sample.intercept);
  header.text(123, std::string(1, sample.units));
  header.put(124, sample.cal_max);
  header.put(140, sample.glmax);
  header.text(148, sample.descrip);
  header.text(228, sample.aux_file);
  header.put(252, sample.qform_code);
  header.put(254, sample.sform_code);
  header.put(256, sample.quatern_b);
  header.put(280, 2.0F);
  header.put(292, sample.origin_x);
  header.put(300, 2.0F);
  header.put(320, 2.5F);
  header.text(344, "n+1");
  return header;
}

Header header_2(const NiftiSample& sample, std::int32_t voxels_at) {
  Header header(540, sample.big_endian);
  header.put<std::int32_t>(0, 540);
  header.text(4, std::string("n+2\0\r\n\032\n", 8));
  header.put(12, sample.datatype);
  for (std::size_t i = 0; i < 8; ++i) {
    header.put<std::int64_t>(16 + 8 * i, sample.dim[i]);
    header.put<double>(104 + 8 * i, static_cast<double>(sample.pixdim[i]));
  }
  header.put<std::int64_t>(168, voxels_at);
  header.put<double>(176, static_cast<double>(sample.slope));
  header.put<double>(184, static_cast<double>(sample.intercept));
  header.put<double>(192, static_cast<double>(sample.cal_max));
  header.text(240, sample.descrip);
  header.put<std::int32_t>(344, sample.qform_code);
  header.put<std::int32_t>(348, sample.sform_code);
  header.put<double>(352, static_cast<double>(sample.quatern_b));
  header.put<double>(400, 2.0);
  header.put<double>(424, static_cast<double>(sample.origin_x));
  header.put<double>(440, 2.0);
  header.put<double>(480, 2.5);
  header.put<std::int32_t>(500, sample.units);
  header.put<std::int32_t>(504, sample.intent_code);
  return header;
}

using Writer = std::unique_ptr<archive, decltype(&archive_write_free)>;

std::string archived(Writer writer, const std::vector<Member>& members) {
  std::string bytes(std::size_t{1} << 20, '\0');
  std::size_t used = 0;
  archive_write_set_bytes_in_last_block(writer.get(), 1);
  EXPECT_EQ(archive_write_open_memory(writer.get(), bytes.data(), bytes.size(), &used), ARCHIVE_OK);
  for (const auto& member : members) {
    auto* entry = archive_entry_new();
    archive_entry_set_pathname(entry, member.name.c_str());
    archive_entry_set_size(entry, static_cast<la_int64_t>(member.bytes.size()));
    archive_entry_set_filetype(entry, AE_IFREG);
    archive_entry_set_perm(entry, static_cast<mode_t>(member.mode));
    archive_entry_set_mtime(entry, member.time, 0);
    EXPECT_EQ(archive_write_header(writer.get(), entry), ARCHIVE_OK);
    archive_write_data(writer.get(), member.bytes.data(), member.bytes.size());
    archive_entry_free(entry);
  }
  archive_write_close(writer.get());
  bytes.resize(used);
  return bytes;
}

} // namespace

std::string nifti(const NiftiSample& sample) {
  const std::size_t size = sample.version == 1 ? 348 : 540;
  const auto extension = sample.extension.empty() ? 0 : 8 + sample.extension.size();
  const auto voxels_at = static_cast<std::int32_t>(size + 4 + extension);
  auto header = sample.version == 1 ? header_1(sample, voxels_at) : header_2(sample, voxels_at);
  Header tail(4 + extension + 2 * sample.voxels.size(), sample.big_endian);
  if (extension > 0) {
    tail.text(0, "\x01");
    tail.put(4, static_cast<std::int32_t>(extension));
    tail.put<std::int32_t>(8, 6);
    tail.text(12, sample.extension);
  }
  for (std::size_t i = 0; i < sample.voxels.size(); ++i) {
    tail.put(4 + extension + 2 * i, sample.voxels[i]);
  }
  return header.bytes() + tail.bytes();
}

std::string gzip(const std::string& bytes, int level, const std::string& name, unsigned time) {
  z_stream stream = {};
  gz_header header = {};
  std::string file_name = name;
  header.name = name.empty() ? nullptr : reinterpret_cast<Bytef*>(file_name.data());
  header.time = time;
  EXPECT_EQ(deflateInit2(&stream, level, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
  deflateSetHeader(&stream, &header);
  std::string packed(bytes.size() + 1000, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  EXPECT_EQ(deflate(&stream, Z_FINISH), Z_STREAM_END);
  packed.resize(packed.size() - stream.avail_out);
  deflateEnd(&stream);
  return packed;
}

std::string tar(const std::vector<Member>& members) {
  Writer writer(archive_write_new(), &archive_write_free);
  archive_write_set_format_ustar(writer.get());
  return archived(std::move(writer), members);
}

std::string zip(const std::vector<Member>& members, bool compressed) {
  Writer writer(archive_write_new(), &archive_write_free);
  archive_write_set_format_zip(writer.get());
  archive_write_set_options(writer.get(), compressed ? "zip:compression=deflate" : "zip:compression=store");
  return archived(std::move(writer), members);
}

std::string mrtrix(const std::string& kind, const std::string& lines, const std::string& data,
                   std::size_t padding) {
  const auto head = "mrtrix " + kind + "\n" + lines + "file: . ";
  const auto offset = head.size() + 3 + 5 + padding; // three digits, a line feed and END
  const auto text = head + std::to_string(offset) + "\nEND\n";
  return text + std::string(offset - text.size(), '\0') + data;
}

std::string tracks(const std::vector<std::vector<float>>& streamlines) {
  std::string bytes;
  const auto add = [&](float value) { bytes.append(reinterpret_cast<const char*>(&value), sizeof(value)); };
  for (const auto& streamline : streamlines) {
    for (const float value : streamline) {
      add(value);
    }
    for (int i = 0; i < 3; ++i) {
      add(std::numeric_limits<float>::quiet_NaN());
    }
  }
  for (int i = 0; i < 3; ++i) {
    add(std::numeric_limits<float>::infinity());
  }
  return bytes;
}

Digests digests(const std::string& bytes, const std::string& name,
                const std::vector<std::string>& normalisers) {
  const test::TempDir directory;
  const auto result = digests_of(directory.write(name, bytes), normalisers);
  EXPECT_TRUE(result.has_value()) << (result ? "" : render(result.error()));
  return result ? *result : Digests{};
}

} // namespace reprovip::collect
