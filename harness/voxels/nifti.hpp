#pragma once

#include "harness/base/result.hpp"
#include "harness/sys/files.hpp"
#include "harness/voxels/buffer.hpp"
#include "harness/voxels/image.hpp"
#include "harness/voxels/mapped_file.hpp"
#include "harness/voxels/nifti_header.hpp"

#include <cstddef>
#include <span>

namespace reprovip::voxels {

// Reading of NIfTI-1 and -2, .nii and .nii.gz (told by their content, not by their name), of either byte
// order. A file that is cut, or whose header claims more than its bytes can hold, is an error of kind `data`,
// before memory is taken for the claim: never more than its header says and than 1032 times its compressed
// size. Extensions are skipped, bytes after the voxels ignored.

// Numbers of `header.type` in the machine's byte order, aligned, not yet scaled.
struct NiftiVolume {
  NiftiHeader header;
  std::span<const std::byte> voxels;
};

// Reads one volume after another into the same memory; an uncompressed file is used where it is mapped.
class NiftiReader {
public:
  // What the result points to lives until the next read; `file` of the second too.
  Result<NiftiVolume> read(const sys::Path& path);
  Result<NiftiVolume> read(std::span<const std::byte> file);

private:
  Result<NiftiVolume> unpack(std::span<const std::byte> packed);
  Result<std::span<std::byte>> copy(std::span<const std::byte> voxels);

  MappedFile m_file;
  Buffer m_buffer;
};

// The numbers from `first` on, scaled, in the order of the file (see NiftiHeader::planar).
void copy_values(const NiftiVolume& volume, std::size_t first, std::span<double> values);

Result<Image> read_nifti(const sys::Path& path);
Result<Image> read_nifti(std::span<const std::byte> file);

} // namespace reprovip::voxels
