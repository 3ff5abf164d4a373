#include "images_itk.hpp"

#include <itkImageFileReader.h>
#include <itkImageFileWriter.h>
#include <itkNiftiImageIO.h>
#include <itkResampleImageFilter.h>

#include <zlib.h>

#include "mistake.hpp"
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <filesystem>

namespace tumour {

namespace {

// What the file holds, uncompressed, in bytes; 0 where it is damaged.
std::uint64_t held_bytes(const std::string& path) {
  const gzFile file = gzopen(path.c_str(), "rb"); // reads what is not compressed as well
  if (file == nullptr) {
    return 0;
  }
  std::vector<char> block(1U << 18U);
  std::uint64_t held = 0;
  int read = 0;
  while ((read = gzread(file, block.data(), static_cast<unsigned>(block.size()))) > 0) {
    held += static_cast<std::uint64_t>(read);
  }
  const bool whole = gzclose(file) == Z_OK && read == 0;
  return whole ? held : 0;
}

// The library fills what a file lacks with zeros, in silence.
void check_size(const std::string& path, const itk::NiftiImageIO* io) {
  constexpr std::uint64_t k_header = 352;
  const auto expected = static_cast<std::uint64_t>(io->GetImageSizeInBytes()) + k_header;
  if (held_bytes(path) < expected) {
    throw Mistake("\"" + path + "\": is cut short or damaged");
  }
}

itk::NiftiImageIO::Pointer open_image(const std::string& path) {
  if (!std::filesystem::is_regular_file(path)) {
    throw Mistake("\"" + path + "\": no such file");
  }
  const auto io = itk::NiftiImageIO::New();
  try {
    if (!io->CanReadFile(path.c_str())) {
      throw Mistake("\"" + path + "\": is no NIfTI image (.nii, .nii.gz)");
    }
    io->SetFileName(path);
    io->ReadImageInformation();
  } catch (const itk::ExceptionObject& error) {
    throw Mistake("\"" + path + "\": cannot be read as NIfTI: " + error.GetDescription());
  }
  bool one_volume = io->GetNumberOfDimensions() >= 3 && io->GetNumberOfComponents() == 1;
  for (unsigned axis = 3; axis < io->GetNumberOfDimensions(); ++axis) {
    one_volume = one_volume && io->GetDimensions(axis) == 1;
  }
  if (!one_volume) {
    throw Mistake("\"" + path + "\": is not one volume of three dimensions");
  }
  check_size(path, io);
  return io;
}

void check_values(const std::string& path, const Image* image) {
  const float* const values = image->GetBufferPointer();
  const auto count = image->GetLargestPossibleRegion().GetNumberOfPixels();
  if (!std::all_of(values, values + count, [](float value) { return std::isfinite(value); })) {
    throw Mistake("\"" + path + "\": has voxels that are not finite");
  }
  const auto [least, most] = std::minmax_element(values, values + count);
  if (*least == *most) {
    throw Mistake("\"" + path + "\": all voxels are the same");
  }
  constexpr std::size_t k_fewest = 8; // of the bias field's and the registration's pyramids
  for (unsigned axis = 0; axis < 3; ++axis) {
    if (image->GetLargestPossibleRegion().GetSize(axis) < k_fewest) {
      throw Mistake("\"" + path + "\": has fewer than 8 voxels along an axis");
    }
  }
}

template <typename Written>
void write(const std::string& path, const Written* image) {
  const auto writer = itk::ImageFileWriter<Written>::New();
  writer->SetImageIO(itk::NiftiImageIO::New());
  writer->SetFileName(path);
  writer->SetInput(image);
  writer->UseCompressionOn();
  try {
    writer->Update();
  } catch (const itk::ExceptionObject& error) {
    throw std::runtime_error("\"" + path + "\": cannot be written: " + error.GetDescription());
  }
}

} // namespace

Image::Pointer read_image(const std::string& path) {
  const auto reader = itk::ImageFileReader<Image>::New();
  reader->SetImageIO(open_image(path));
  reader->SetFileName(path);
  try {
    reader->Update();
  } catch (const itk::ExceptionObject& error) {
    throw Mistake("\"" + path + "\": cannot be read as NIfTI: " + error.GetDescription());
  }
  Image::Pointer image = reader->GetOutput();
  check_values(path, image);
  return image;
}

void write_image(const std::string& path, const Image* image) {
  write(path, image);
}

void write_labels(const std::string& path, const Labels& labels, const Image* like) {
  const auto image = itk::Image<unsigned char, 3>::New();
  image->CopyInformation(like);
  image->SetRegions(like->GetLargestPossibleRegion());
  image->Allocate();
  std::copy(labels.begin(), labels.end(), image->GetBufferPointer());
  write(path, image.GetPointer());
}

Grid grid_of(const Image* image) {
  const auto& size = image->GetLargestPossibleRegion().GetSize();
  const auto& spacing = image->GetSpacing();
  return {{size[0], size[1], size[2]}, {spacing[0], spacing[1], spacing[2]}};
}

Map map_of(const Image* image) {
  const float* const values = image->GetBufferPointer();
  return {values, values + image->GetLargestPossibleRegion().GetNumberOfPixels()};
}

Image::Pointer image_of(const Map& map, const Image* like) {
  const auto image = Image::New();
  image->CopyInformation(like);
  image->SetRegions(like->GetLargestPossibleRegion());
  image->Allocate();
  std::copy(map.begin(), map.end(), image->GetBufferPointer());
  return image;
}

Image::Pointer resample(const Image* image, const Image* reference, const Transform* to_moving) {
  const auto filter = itk::ResampleImageFilter<Image, Image>::New();
  filter->SetInput(image);
  filter->SetReferenceImage(reference);
  filter->UseReferenceImageOn();
  filter->SetTransform(to_moving);
  filter->SetDefaultPixelValue(0);
  filter->Update();
  return filter->GetOutput();
}

} // namespace tumour
