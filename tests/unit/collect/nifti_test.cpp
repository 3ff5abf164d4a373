#include "tests/unit/collect/samples.hpp"

#include <gmock/gmock.h>

namespace reprovip::collect {

namespace {

Digest canonical(const NiftiSample& sample) {
  const auto found = digests(nifti(sample), "x.nii");
  EXPECT_EQ(found.format, "nifti") << found.note;
  return found.canonical;
}

class NiftiVersions : public testing::TestWithParam<int> {
protected:
  NiftiSample sample() const {
    NiftiSample made;
    made.version = GetParam();
    return made;
  }
};
INSTANTIATE_TEST_SUITE_P(OneAndTwo, NiftiVersions, testing::Values(1, 2));

TEST_P(NiftiVersions, LeavesOutWhatDoesNotCount) {
  const auto same = canonical(sample());
  auto other = sample();
  other.descrip = "made by B on a Monday";
  other.cal_max = 255;
  EXPECT_EQ(canonical(other), same);
  other = sample();
  other.quatern_b = 0.5F; // of code 0
  EXPECT_EQ(canonical(other), same);
  other = sample();
  other.dim[5] = 7;
  other.pixdim[6] = 3;
  EXPECT_EQ(canonical(other), same);
  other = sample();
  other.extension = "history12345";
  EXPECT_EQ(canonical(other), same);
  other = sample();
  other.big_endian = true;
  EXPECT_EQ(canonical(other), same);
}

TEST_P(NiftiVersions, KeepsWhatCounts) {
  const auto same = canonical(sample());
  std::vector<NiftiSample> others(11, sample());
  others[0].voxels[7] = 9;
  others[1].pixdim[3] = 2.5001F;
  others[2].slope = 2;
  others[3].intercept = 1;
  others[4].origin_x = -90.5F;
  others[5].sform_code = 2;
  others[6].qform_code = 1;
  others[7].units = 2;
  others[8].datatype = 512;
  others[9].dim = {3, 3, 2, 2, 1, 1, 1, 1};
  others[10].intent_code = 1002;
  for (std::size_t i = 0; i < others.size(); ++i) {
    EXPECT_NE(canonical(others[i]), same) << i;
  }
}

TEST_P(NiftiVersions, KeepsAQformThatIsUsed) {
  auto one = sample();
  one.qform_code = 1;
  auto other = one;
  other.quatern_b = 0.1F;
  EXPECT_NE(canonical(one), canonical(other));
  other = one;
  other.pixdim[0] = -1;
  EXPECT_NE(canonical(one), canonical(other));
}

TEST(Nifti, LeavesOutTheFieldsOfAnalyze) {
  NiftiSample other;
  other.glmax = 12345;
  other.aux_file = "none";
  other.db_name = "patient";
  EXPECT_EQ(canonical(other), canonical(NiftiSample{}));
}

TEST(Nifti, SaysWhatItLeavesOut) {
  NiftiSample sample;
  sample.extension = "history12345";
  const auto found = digests(gzip(nifti(sample)), "x.nii.gz");
  EXPECT_THAT(found.ignored, testing::Contains("gzip header and compression"));
  EXPECT_THAT(found.ignored, testing::Contains("NIfTI descrip, aux_file and db_name"));
  EXPECT_THAT(found.ignored, testing::Contains("NIfTI extensions of code 6"));
}

TEST(Nifti, CountsBytesAfterTheVoxels) {
  EXPECT_NE(digests(nifti({}) + "x").canonical, digests(nifti({})).canonical);
}

TEST(Nifti, FallsBackToBytesWhenItsHeaderLies) {
  NiftiSample sample;
  sample.dim = {7, 32767, 32767, 32767, 32767, 32767, 32767, 32767};
  const auto found = digests(nifti(sample), "x.nii");
  EXPECT_EQ(found.format, "bytes");
  EXPECT_EQ(found.canonical, found.raw);
  EXPECT_TRUE(found.ignored.empty());
  EXPECT_THAT(found.note, testing::HasSubstr("not compared as nifti"));
}

} // namespace

} // namespace reprovip::collect
