#include "harness/base/format.hpp"
#include "harness/score/readers/readers.hpp"
#include "harness/voxels/nifti_header.hpp"

#include <itkGDCMImageIO.h>
#include <itkMINCImageIO.h>
#include <itkMetaImageIO.h>
#include <itkNiftiImageIO.h>
#include <itkNrrdImageIO.h>

#include <gdcmTrace.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <optional>

// The only file that sees ITK. It is asked for files only: its readers, without its pipeline and its threads.

namespace reprovip::score {

namespace {

namespace fs = std::filesystem;
using Io = itk::ImageIOBase;

// The libraries below choose by the extension, and a stored object has none: a link that has, for as long as
// we read.
class NamedLink {
public:
  NamedLink(const fs::path& file, const std::string& name) : m_path(file) {
    const auto wanted = fs::path(name).filename();
    if (wanted.empty() || file.filename() == wanted) {
      return;
    }
    auto pattern = (fs::temp_directory_path() / "reprovip-read-XXXXXX").string();
    if (mkdtemp(pattern.data()) == nullptr) {
      return;
    }
    m_directory = pattern;
    m_path = m_directory / wanted;
    std::error_code ignored;
    fs::create_symlink(fs::absolute(file), m_path, ignored);
  }
  ~NamedLink() {
    if (!m_directory.empty()) {
      std::error_code ignored;
      fs::remove_all(m_directory, ignored);
    }
  }
  NamedLink(const NamedLink&) = delete;
  NamedLink& operator=(const NamedLink&) = delete;

  std::string path() const { return m_path.string(); }

private:
  fs::path m_path;
  fs::path m_directory;
};

template <typename T>
std::vector<double> converted(const std::vector<char>& buffer) {
  std::vector<double> values(buffer.size() / sizeof(T));
  const auto* data = reinterpret_cast<const T*>(buffer.data());
  for (std::size_t i = 0; i < values.size(); ++i) {
    values[i] = static_cast<double>(data[i]);
  }
  return values;
}

Result<std::vector<double>> to_doubles(Io::IOComponentEnum type, const std::vector<char>& buffer) {
  switch (type) {
  case Io::IOComponentEnum::UCHAR:
    return converted<unsigned char>(buffer);
  case Io::IOComponentEnum::CHAR:
    return converted<signed char>(buffer);
  case Io::IOComponentEnum::USHORT:
    return converted<unsigned short>(buffer);
  case Io::IOComponentEnum::SHORT:
    return converted<short>(buffer);
  case Io::IOComponentEnum::UINT:
    return converted<unsigned int>(buffer);
  case Io::IOComponentEnum::INT:
    return converted<int>(buffer);
  case Io::IOComponentEnum::ULONG:
    return converted<unsigned long>(buffer);
  case Io::IOComponentEnum::LONG:
    return converted<long>(buffer);
  case Io::IOComponentEnum::ULONGLONG:
    return converted<unsigned long long>(buffer);
  case Io::IOComponentEnum::LONGLONG:
    return converted<long long>(buffer);
  case Io::IOComponentEnum::FLOAT:
    return converted<float>(buffer);
  case Io::IOComponentEnum::DOUBLE:
    return converted<double>(buffer);
  default:
    return failure(ErrorKind::data, "its data type is not supported");
  }
}

std::string datatype_name(Io::IOComponentEnum type, std::size_t size) {
  const auto bits = std::to_string(8 * size);
  switch (type) {
  case Io::IOComponentEnum::FLOAT:
  case Io::IOComponentEnum::DOUBLE:
    return "float" + bits;
  case Io::IOComponentEnum::UCHAR:
  case Io::IOComponentEnum::USHORT:
  case Io::IOComponentEnum::UINT:
  case Io::IOComponentEnum::ULONG:
  case Io::IOComponentEnum::ULONGLONG:
    return "uint" + bits;
  default:
    return "int" + bits;
  }
}

// ITK's world is left-posterior-superior, NIfTI's and ours right-anterior-superior: the first two rows change
// sign. MINC's is ours, and ITK 5.2 passes it on as it is.
std::array<double, 16> affine_of(const Io& io, unsigned axes) {
  const bool is_ours = dynamic_cast<const itk::MINCImageIO*>(&io) != nullptr;
  std::array<double, 16> affine{};
  affine[15] = 1;
  for (unsigned row = 0; row < 3; ++row) {
    const double sign = row < 2 && !is_ours ? -1 : 1;
    for (unsigned axis = 0; axis < 3; ++axis) {
      const bool known = axis < axes && row < io.GetDirection(axis).size();
      const double direction = known ? io.GetDirection(axis)[row] : (row == axis ? 1 : 0);
      affine[row * 4 + axis] = sign * direction * (axis < axes ? io.GetSpacing(axis) : 1);
    }
    affine[row * 4 + 3] = row < axes ? sign * io.GetOrigin(row) : 0;
  }
  return affine;
}

Io::Pointer io_for(const std::string& path) {
  const std::array<Io::Pointer, 5> known = {
      Io::Pointer(itk::NiftiImageIO::New()), Io::Pointer(itk::MetaImageIO::New()),
      Io::Pointer(itk::NrrdImageIO::New()), Io::Pointer(itk::GDCMImageIO::New()),
      Io::Pointer(itk::MINCImageIO::New())};
  for (const auto& io : known) {
    if (io->CanReadFile(path.c_str())) {
      return io;
    }
  }
  return nullptr;
}

// Bytes of voxels that a MetaImage without compression has; nothing of any other. MetaIO fills what a cut
// file lacks with zeros.
std::optional<double> plain_meta_size(const Io& io, const std::string& path) {
  if (dynamic_cast<const itk::MetaImageIO*>(&io) == nullptr) {
    return std::nullopt;
  }
  std::ifstream file(path, std::ios::binary);
  for (std::string line; std::getline(file, line);) {
    const auto value = line.find_last_not_of(" \r") == std::string::npos
                           ? std::string()
                           : line.substr(0, line.find_last_not_of(" \r") + 1).substr(line.find('=') + 1);
    if (line.rfind("CompressedData ", 0) == 0 && value.find("True") != std::string::npos) {
      return std::nullopt;
    }
    if (line.rfind("ElementDataFile", 0) == 0) {
      const auto name = value.substr(std::min(value.find_first_not_of(' '), value.size()));
      const auto beside = fs::canonical(path).parent_path() / name;
      return name == "LOCAL" ? static_cast<double>(fs::file_size(path)) - static_cast<double>(file.tellg())
             : fs::is_regular_file(beside) ? std::optional(static_cast<double>(fs::file_size(beside)))
                                           : std::nullopt;
    }
  }
  return std::nullopt;
}

// Before memory is taken for what a header claims: the voxels of one file are at most 1100 times its size
// (deflate's 1032 and some), those beside a header are at most the files there.
Result<void> check_size(const Io& io, const std::string& path) {
  double claimed = static_cast<double>(io.GetComponentSize()) * io.GetNumberOfComponents();
  for (unsigned axis = 0; axis < io.GetNumberOfDimensions(); ++axis) {
    claimed *= static_cast<double>(io.GetDimensions(axis));
  }
  double present = 0;
  const fs::path file(path);
  if (path.ends_with(".mhd") || path.ends_with(".nhdr")) {
    for (const auto& entry : fs::directory_iterator(fs::canonical(file).parent_path())) {
      present += entry.is_regular_file() ? static_cast<double>(entry.file_size()) : 0;
    }
  } else {
    present = static_cast<double>(fs::file_size(file));
  }
  const double most = static_cast<double>(voxels::k_most_values) * static_cast<double>(io.GetComponentSize());
  if (claimed > plain_meta_size(io, path).value_or(1100 * present) || claimed > most) {
    return failure(ErrorKind::data,
                   format("its header claims {:.0f} bytes of voxels, more than it can hold", claimed));
  }
  return {};
}

Result<Image> read_image(const std::string& path) {
  const auto io = io_for(path);
  if (!io) {
    return failure(ErrorKind::data, "this is no image that can be read",
                   "known are NIfTI, Analyze, MGH, MINC, DICOM, MetaImage, NRRD and .mif");
  }
  io->SetFileName(path);
  io->ReadImageInformation();
  const unsigned axes = io->GetNumberOfDimensions();
  Image image;
  itk::ImageIORegion region(axes);
  for (unsigned axis = 0; axis < axes; ++axis) {
    image.dims.push_back(io->GetDimensions(axis));
    image.spacing.push_back(io->GetSpacing(axis));
    region.SetIndex(axis, 0);
    region.SetSize(axis, io->GetDimensions(axis));
  }
  image.components = io->GetNumberOfComponents();
  image.affine = affine_of(*io, axes);
  image.datatype = datatype_name(io->GetComponentType(), io->GetComponentSize());
  io->SetIORegion(region);
  TRY(check_size(*io, path));
  std::vector<char> buffer(static_cast<std::size_t>(io->GetImageSizeInBytes()));
  io->Read(buffer.data());
  TRY_ASSIGN(image.values, to_doubles(io->GetComponentType(), buffer));
  return image;
}

} // namespace

Result<Image> read_with_itk(const sys::Path& file, const std::string& name) {
  itk::Object::GlobalWarningDisplayOff();
  gdcm::Trace::WarningOff();
  gdcm::Trace::ErrorOff();
  try {
    const NamedLink link(file, name);
    return read_image(link.path());
  } catch (const itk::ExceptionObject& error) {
    return failure(ErrorKind::data, format("this image cannot be read: {}", error.GetDescription()));
  } catch (const std::exception& error) {
    return failure(ErrorKind::data, format("this image cannot be read: {}", error.what()));
  }
}

} // namespace reprovip::score
