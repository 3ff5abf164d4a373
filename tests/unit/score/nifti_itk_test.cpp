// Our NIfTI reader beside ITK's.

#include "harness/score/readers/readers.hpp"
#include "harness/voxels/nifti.hpp"

#include "tests/support/support.hpp"
#include "tests/unit/voxels/nifti_file.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace reprovip::score {
namespace {

namespace fs = std::filesystem;
using voxels::test::NiftiFile;

void expect_same(const fs::path& file) {
  const auto ours = voxels::read_nifti(file);
  const auto theirs = read_with_itk(file, file.filename().string());
  ASSERT_TRUE(ours) << file << render(ours.error());
  ASSERT_TRUE(theirs) << file;
  EXPECT_EQ(ours->dims, theirs->dims) << file;
  EXPECT_EQ(ours->components, theirs->components) << file;
  EXPECT_EQ(ours->datatype, theirs->datatype) << file;
  EXPECT_TRUE(ours->values == theirs->values) << file;
  ASSERT_EQ(ours->spacing.size(), theirs->spacing.size());
  for (std::size_t i = 0; i < ours->spacing.size(); ++i) {
    EXPECT_NEAR(ours->spacing[i], theirs->spacing[i], 1e-6 * ours->spacing[i]) << file;
  }
  // ITK keeps single precision and makes its axes orthogonal.
  for (std::size_t i = 0; i < 16; ++i) {
    EXPECT_NEAR(ours->affine[i], theirs->affine[i], 1e-5 * (1 + std::abs(ours->affine[i]))) << file << i;
  }
}

TEST(NiftiBesideItk, RealFilesAreTheSame) {
  const auto shared = reprovip::test::shared_data();
  if (!shared) {
    GTEST_SKIP() << "the real data are not here; set REPROVIP_SHARED_DATA";
  }
  for (const auto* name :
       {"t1/MNI152_T1_2mm.nii.gz", "brats-vip/v181/exec_1/UPENN-GBM-00019/brainTumorMask_SRI.nii.gz",
        "hippocampus/images/hippocampus_015.nii.gz", "hippocampus/labels/hippocampus_015.nii.gz"}) {
    if (fs::exists(*shared / name)) {
      expect_same(*shared / name);
    }
  }
}

TEST(NiftiBesideItk, MadeFilesAreTheSame) {
  const reprovip::test::TempDir dir;
  const std::vector<float> voxels = {0, 1.5F, -2, 3, 4, 1e30F};
  int count = 0;
  const auto compare = [&](const NiftiFile& file) {
    expect_same(dir.write("f" + std::to_string(count++) + ".nii", file.bytes(voxels)));
  };
  NiftiFile file;
  file.datatype = 16;
  file.bits = 32;
  for (const bool swapped : {false, true}) {
    file.swapped = swapped;
    compare(file);
  }
  // A turn of 0.3 rad around (1, 2, 3), in the qform alone.
  const double length = std::sqrt(14.0);
  for (std::size_t i = 0; i < 3; ++i) {
    file.quaternion[i] = std::sin(0.15) * static_cast<double>(i + 1) / length;
  }
  file.sform_code = 0;
  compare(file);
  file.pixdim[0] = -1;
  compare(file);
  // With neither form ITK takes its own axes, left and posterior; we those of the standard.
  file.pixdim[0] = 1;
  file.dim = {4, 2, 1, 1, 3, 1, 1, 1};
  file.pixdim[4] = 2.5;
  compare(file);
  file.dim = {5, 1, 1, 3, 1, 2, 1, 1};
  file.intent = 1007;
  compare(file);
  file.intent = 0;
  compare(file);
  file.dim = {3, 3, 1, 1, 1, 1, 1, 1};
  file.intent = 0;
  file.datatype = 32;
  file.bits = 64;
  compare(file);
}

} // namespace
} // namespace reprovip::score
