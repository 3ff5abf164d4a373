#include "harness/base/format.hpp"
#include "harness/score/readers/readers.hpp"
#include "harness/score/readers/unpack.hpp"
#include "harness/voxels/nifti.hpp"

#include <algorithm>

// Header and voxels in two files are put together as a NIfTI-1 file in one, which `voxels` reads.

namespace reprovip::score {

namespace {

constexpr std::size_t k_header = 348;
constexpr std::size_t k_voxels = 352;

bool is_nifti_pair(const std::string& header) {
  return header.compare(344, 4, std::string("ni1\0", 4)) == 0;
}

// What NIfTI added lies where Analyze has its history: Analyze says nothing of where the voxels are, so they
// are placed by their size alone. At 112 SPM has its scale factor, as NIfTI has.
void make_nifti(std::string& header) {
  if (!is_nifti_pair(header)) {
    std::fill(header.begin() + 116, header.begin() + 120, '\0');
    std::fill(header.begin() + 68, header.begin() + 70, '\0');
    std::fill(header.begin() + 120, header.begin() + 124, '\0');
    header[123] = 2; // mm
    std::fill(header.begin() + 252, header.begin() + k_header, '\0');
  }
  header.replace(344, 4, std::string("n+1\0", 4));
}

// float 352 in the header's own byte order, which its size tells.
void set_offset(std::string& header) {
  const bool swapped = header[0] == '\0';
  const std::string raw("\x43\xb0\0\0", 4);
  header.replace(108, 4, swapped ? raw : std::string(raw.rbegin(), raw.rend()));
}

const NamedFile* find_ending(const std::vector<NamedFile>& files, std::string_view ending) {
  const auto found = std::find_if(files.begin(), files.end(),
                                  [&](const NamedFile& file) { return file.name.ends_with(ending); });
  return found == files.end() ? nullptr : &*found;
}

class AnalyzeReader : public Reader {
public:
  model::PluginDecl declaration() const override {
    return {
        "analyze", "Analyze 7.5 or NIfTI-1 in two files, .hdr and .img: declare both as one output", {}, {}};
  }
  bool reads_together() const override { return true; }

  Result<Data> read(const sys::Path& file, const std::string& name, const Options& options) const override {
    return read_together({{file, name}}, options);
  }
  Result<Data> read_together(const std::vector<NamedFile>& files, const Options&) const override {
    const auto* header = find_ending(files, ".hdr");
    const auto* voxels = find_ending(files, ".img");
    voxels = voxels != nullptr ? voxels : find_ending(files, ".img.gz");
    if (header == nullptr || voxels == nullptr || files.size() != 2) {
      return failure(ErrorKind::data,
                     format("an image is one .hdr and one .img, and there are {} files", files.size()),
                     "make the output's path match both: path = \"NAME.*\"");
    }
    TRY_ASSIGN(auto image, read_pair(header->file, voxels->file));
    return Data(std::move(image));
  }
};

} // namespace

Result<Image> read_pair(const sys::Path& header, const sys::Path& voxels) {
  TRY_ASSIGN(auto file, read_unpacked(header));
  if (file.size() < k_header) {
    return failure(ErrorKind::data, "its header is too short");
  }
  file.resize(k_header);
  make_nifti(file);
  set_offset(file);
  file.resize(k_voxels, '\0');
  TRY_ASSIGN(const auto bytes, read_unpacked(voxels));
  file += bytes;
  return voxels::read_nifti(std::as_bytes(std::span(file)));
}

const Reader& analyze_reader() {
  static const AnalyzeReader reader;
  return reader;
}

} // namespace reprovip::score
