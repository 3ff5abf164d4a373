#include "harness/base/format.hpp"
#include "harness/score/readers/readers.hpp"
#include "harness/score/regions.hpp"
#include "harness/voxels/nifti.hpp"

#include <algorithm>
#include <cmath>
#include <filesystem>

namespace reprovip::score {

namespace {

bool is_mif(const std::string& name) {
  return name.ends_with(".mif") || name.ends_with(".mif.gz");
}

bool is_nifti(const std::string& name) {
  return name.ends_with(".nii") || name.ends_with(".nii.gz");
}

Result<Image> read_nifti(const sys::Path& file, const std::string&) {
  return voxels::read_nifti(file);
}

// The other half of a pair lies beside a file at hand; a stored object stands alone.
Result<Image> read_beside(const sys::Path& file, const std::string& name) {
  auto header = file;
  auto voxels = file;
  header.replace_extension(".hdr");
  voxels.replace_extension(".img");
  if (file.filename() != name || !std::filesystem::exists(header) || !std::filesystem::exists(voxels)) {
    return failure(ErrorKind::data, "its header and its voxels are two files, and one is missing",
                   "declare both as one output: path = \"NAME.*\", read = \"analyze\"");
  }
  return read_pair(header, voxels);
}

Result<Image> read_any(const sys::Path& file, const std::string& name) {
  if (is_nifti(name)) {
    return voxels::read_nifti(file);
  }
  if (name.ends_with(".mgh") || name.ends_with(".mgz")) {
    return read_mgh(file, name);
  }
  if (name.ends_with(".dcm") || name.ends_with(".ima") || name.ends_with(".IMA")) {
    return read_dicom(file, name);
  }
  if (name.ends_with(".hdr") || name.ends_with(".img")) {
    return read_beside(file, name);
  }
  return is_mif(name) ? read_mif(file, name) : read_with_itk(file, name);
}

// One class serves three names: they differ in the function that reads.
class ImageReader : public Reader {
public:
  using Function = Result<Image> (*)(const sys::Path&, const std::string&);
  ImageReader(std::string name, std::string doc, Function function)
      : m_name(std::move(name)), m_doc(std::move(doc)), m_read(function) {}

  model::PluginDecl declaration() const override { return {m_name, m_doc, {}, {}}; }

  Result<Data> read(const sys::Path& file, const std::string& name, const Options&) const override {
    TRY_ASSIGN(auto image, m_read(file, name));
    return Data(std::move(image));
  }

private:
  std::string m_name;
  std::string m_doc;
  Function m_read;
};

Result<Image> read_labels(const sys::Path& file, const std::string& name) {
  TRY_ASSIGN(auto image, read_any(file, name));
  // 2^53: above it a double no longer tells integers apart.
  const auto odd = std::find_if(image.values.begin(), image.values.end(), [](double value) {
    return !(std::abs(value) < 9007199254740992.0) || value != std::floor(value);
  });
  if (odd != image.values.end()) {
    return failure(ErrorKind::data, format("a label must be an integer, and there is a voxel of {}", *odd),
                   "read it as \"image\", or find out who interpolated it");
  }
  image.labels = true;
  return image;
}

// The options are for whoever takes its numbers (see Loader::values).
class LabelsReader : public Reader {
public:
  model::PluginDecl declaration() const override {
    return {
        "labels", "an image whose voxels are labels: integers, 0 is background", region_declarations(), {}};
  }

  Result<Data> read(const sys::Path& file, const std::string& name, const Options& options) const override {
    TRY(regions_option(options));
    TRY_ASSIGN(auto image, read_labels(file, name));
    return Data(std::move(image));
  }
};

} // namespace

const Reader& image_reader() {
  static const ImageReader reader(
      "image",
      "NIfTI, Analyze, MGH, MINC, DICOM, MetaImage, NRRD or MRtrix .mif, by its name: voxels and geometry",
      read_any);
  return reader;
}

const Reader& nifti_reader() {
  static const ImageReader reader("nifti", "NIfTI-1 or -2 in one file, also compressed", read_nifti);
  return reader;
}

const Reader& mif_reader() {
  static const ImageReader reader("mif", "MRtrix .mif, also compressed", read_mif);
  return reader;
}

const Reader& labels_reader() {
  static const LabelsReader reader;
  return reader;
}

} // namespace reprovip::score
