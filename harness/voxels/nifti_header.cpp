#include "harness/voxels/nifti_header.hpp"

#include "harness/base/format.hpp"
#include "harness/voxels/nifti_fields.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace reprovip::voxels {

namespace {

using Matrix = std::array<double, 16>;

struct TypeRow {
  std::int32_t code;
  VoxelType type;
  std::size_t components;
};
// Complex numbers and colours are numbers of a simpler type, side by side.
constexpr std::array<TypeRow, 4> k_compound = {{{32, VoxelType::float32, 2},
                                                {1792, VoxelType::float64, 2},
                                                {128, VoxelType::uint8, 3},
                                                {2304, VoxelType::uint8, 4}}};
constexpr std::array k_simple = {VoxelType::uint8,   VoxelType::int8,   VoxelType::uint16, VoxelType::int16,
                                 VoxelType::uint32,  VoxelType::int32,  VoxelType::uint64, VoxelType::int64,
                                 VoxelType::float32, VoxelType::float64};

Result<void> set_type(const NiftiFields& fields, NiftiHeader& header) {
  const auto* simple = std::find_if(k_simple.begin(), k_simple.end(),
                                    [&](VoxelType type) { return nifti_code(type) == fields.datatype; });
  const auto* compound = std::find_if(k_compound.begin(), k_compound.end(),
                                      [&](const TypeRow& row) { return row.code == fields.datatype; });
  if (simple != k_simple.end()) {
    header.type = *simple;
  } else if (compound != k_compound.end()) {
    header.type = compound->type;
    header.components = compound->components;
  } else {
    const bool known = fields.datatype == 1 || fields.datatype == 1536 || fields.datatype == 2048;
    return failure(ErrorKind::data,
                   format("its voxels are of {} type {}", known ? "the" : "an unknown",
                          fields.datatype == 1      ? "bit"
                          : fields.datatype == 1536 ? "float128"
                          : fields.datatype == 2048 ? "complex256"
                                                    : std::to_string(fields.datatype)),
                   "convert it to float64 or to an integer type");
  }
  return {};
}

// Matrices, displacements, vectors, points, quaternions: nifti1.h puts their numbers on axis 5.
bool has_many_numbers(std::int32_t intent) {
  return intent >= 1004 && intent <= 1010;
}

Result<void> set_axes(const NiftiFields& fields, NiftiHeader& header) {
  const auto axes = fields.dim[0];
  if (axes < 1 || axes > 7) {
    return failure(ErrorKind::data, format("its header says {} axes; there are 1 to 7", axes));
  }
  std::uint64_t values = header.components;
  for (std::int64_t axis = 1; axis <= axes; ++axis) {
    const auto size = fields.dim[static_cast<std::size_t>(axis)];
    if (size < 1) {
      return failure(ErrorKind::data, format("its header says {} voxels along axis {}", size, axis));
    }
    if (static_cast<std::uint64_t>(size) > k_most_values / values) {
      return failure(ErrorKind::data,
                     format("its header announces more than {} values: too large to be read", k_most_values),
                     "if it is true, cut the image into parts");
    }
    values *= static_cast<std::uint64_t>(size);
    header.dims.push_back(static_cast<std::size_t>(size));
  }
  header.dims.resize(std::max<std::size_t>(3, header.dims.size()), 1);
  if (has_many_numbers(fields.intent) && header.dims.size() == 5 && header.dims[3] == 1 &&
      header.dims[4] > 1 && header.components == 1) {
    header.components = header.dims[4];
    header.planar = true;
    header.dims.resize(3);
  }
  while (header.dims.size() > 3 && header.dims.back() == 1) {
    header.dims.pop_back();
  }
  return {};
}

double mm_of(std::int32_t units) {
  switch (units & 7) {
  case 1: // metre
    return 1000;
  case 3: // micrometre
    return 1e-3;
  default:
    return 1;
  }
}

double seconds_of(std::int32_t units) {
  switch (units & 0x38) {
  case 16:
    return 1e-3;
  case 24:
    return 1e-6;
  default:
    return 1;
  }
}

// As nifti1_io: a size of 0 stands for 1, its sign for nothing.
double size_of(double pixdim) {
  return pixdim == 0 ? 1 : std::abs(pixdim);
}

Result<void> set_spacing(const NiftiFields& fields, NiftiHeader& header) {
  for (std::size_t axis = 0; axis < header.dims.size(); ++axis) {
    const double pixdim = fields.pixdim[axis + 1];
    if (axis < 3 && !std::isfinite(pixdim)) {
      return failure(ErrorKind::data, format("its voxels measure {} along axis {}", pixdim, axis + 1));
    }
    const double unit = axis < 3 ? mm_of(fields.units) : axis == 3 ? seconds_of(fields.units) : 1;
    header.spacing.push_back(std::isfinite(pixdim) ? unit * size_of(pixdim) : 0);
  }
  return {};
}

// nifti1.h, "method 2".
Matrix qform_of(const NiftiFields& fields) {
  auto [b, c, d] = fields.quaternion;
  double a = 1 - (b * b + c * c + d * d);
  if (a < 1e-7) {
    const double length = std::sqrt(b * b + c * c + d * d);
    b /= length;
    c /= length;
    d /= length;
    a = 0;
  } else {
    a = std::sqrt(a);
  }
  const double x = size_of(fields.pixdim[1]);
  const double y = size_of(fields.pixdim[2]);
  const double z = size_of(fields.pixdim[3]) * (fields.pixdim[0] < 0 ? -1 : 1);
  const auto& [ox, oy, oz] = fields.qoffset;
  return {(a * a + b * b - c * c - d * d) * x,
          2 * (b * c - a * d) * y,
          2 * (b * d + a * c) * z,
          ox,
          2 * (b * c + a * d) * x,
          (a * a + c * c - b * b - d * d) * y,
          2 * (c * d - a * b) * z,
          oy,
          2 * (b * d - a * c) * x,
          2 * (c * d + a * b) * y,
          (a * a + d * d - c * c - b * b) * z,
          oz,
          0,
          0,
          0,
          1};
}

Result<void> set_affine(const NiftiFields& fields, NiftiHeader& header) {
  const char* name = "voxel size";
  if (fields.sform_code > 0) {
    name = "sform";
    std::copy(fields.sform.begin(), fields.sform.end(), header.affine.begin());
    header.affine[15] = 1;
  } else if (fields.qform_code > 0) {
    name = "qform";
    header.affine = qform_of(fields);
  } else {
    for (std::size_t axis = 0; axis < 3; ++axis) {
      header.affine[5 * axis] = size_of(fields.pixdim[axis + 1]);
    }
    header.affine[15] = 1;
  }
  std::for_each_n(header.affine.begin(), 12, [&](double& element) { element *= mm_of(fields.units); });
  if (!std::all_of(header.affine.begin(), header.affine.end(), [](double x) { return std::isfinite(x); })) {
    return failure(ErrorKind::data,
                   format("its {} is not finite: nobody can tell where its voxels lie", name),
                   "mend the header, or find out who wrote it");
  }
  return {};
}

// A slope of 0 or one that is no number means none, as in nifti1_io; colours are never scaled.
Result<void> set_scaling(const NiftiFields& fields, NiftiHeader& header) {
  const bool colour = fields.datatype == 128 || fields.datatype == 2304;
  if (fields.slope == 0 || !std::isfinite(fields.slope) || colour) {
    return {};
  }
  if (!std::isfinite(fields.intercept)) {
    return failure(ErrorKind::data,
                   format("its voxels are scaled by {} x + {}", fields.slope, fields.intercept),
                   "mend scl_inter in the header");
  }
  header.slope = fields.slope;
  header.intercept = fields.intercept;
  header.scaled = header.slope != 1 || header.intercept != 0;
  return {};
}

Result<void> set_offset(const NiftiFields& fields, NiftiHeader& header) {
  const double least = fields.version == 1 ? 348 : 540;
  if (!(fields.offset >= least && fields.offset <= 0x1p40) || fields.offset != std::floor(fields.offset)) {
    return failure(
        ErrorKind::data,
        format("its voxels begin at byte {} by its header, which is {} bytes long", fields.offset, least));
  }
  header.offset = static_cast<std::uint64_t>(fields.offset);
  return {};
}

} // namespace

std::size_t NiftiHeader::voxels() const {
  return std::accumulate(dims.begin(), dims.end(), std::size_t{1}, std::multiplies<>());
}

Result<NiftiHeader> parse_nifti_header(std::string_view head) {
  TRY_ASSIGN(const auto fields, read_nifti_fields(head));
  if (fields.in_two_files) {
    return failure(ErrorKind::data, "it is the header of a NIfTI image in two files",
                   "convert .hdr and .img to one .nii");
  }
  NiftiHeader header;
  header.swapped = fields.swapped;
  TRY(set_type(fields, header));
  TRY(set_axes(fields, header));
  TRY(set_spacing(fields, header));
  TRY(set_affine(fields, header));
  TRY(set_scaling(fields, header));
  TRY(set_offset(fields, header));
  return header;
}

} // namespace reprovip::voxels
