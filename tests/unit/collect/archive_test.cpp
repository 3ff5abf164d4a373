#include "tests/unit/collect/samples.hpp"

#include <gmock/gmock.h>

namespace reprovip::collect {

namespace {

const std::vector<Member> k_members = {{"a.txt", "alpha", 1000, 0644}, {"d/b.txt", "beta", 2000, 0644}};
const std::vector<Member> k_shuffled = {{"d/b.txt", "beta", 77, 0600}, {"a.txt", "alpha", 99, 0755}};

TEST(Tar, IsItsMembersWhateverTheirTimesAndOrder) {
  const auto found = digests(tar(k_members), "x.tar");
  EXPECT_EQ(found.format, "tar");
  EXPECT_EQ(digests(tar(k_shuffled), "x.tar").canonical, found.canonical);
  EXPECT_EQ(digests(gzip(tar(k_shuffled), 9, "x", 5), "x.tgz").canonical, found.canonical);
  EXPECT_NE(digests(tar(k_shuffled), "x.tar").raw, found.raw);
}

TEST(Tar, DiffersByNameContentAndNumberOfMembers) {
  const auto same = digests(tar(k_members)).canonical;
  EXPECT_NE(digests(tar({k_members[0]})).canonical, same);
  EXPECT_NE(digests(tar({k_members[0], {"d/c.txt", "beta", 2000, 0644}})).canonical, same);
  EXPECT_NE(digests(tar({k_members[0], {"d/b.txt", "bete", 2000, 0644}})).canonical, same);
}

TEST(Zip, IsItsMembersWhateverTheirCompression) {
  const auto found = digests(zip(k_members), "x.npz");
  EXPECT_EQ(found.format, "zip");
  EXPECT_EQ(digests(zip(k_shuffled, false), "x.npz").canonical, found.canonical);
  EXPECT_NE(digests(zip({k_members[0]}), "x.npz").canonical, found.canonical);
  EXPECT_EQ(digests(tar(k_members), "x.tar").canonical, found.canonical);
}

TEST(Archive, NormalisesItsMembers) {
  NiftiSample other;
  other.descrip = "made by B";
  const auto one = digests(tar({{"t1.nii.gz", gzip(nifti({})), 1, 0644}}));
  EXPECT_EQ(digests(tar({{"t1.nii.gz", gzip(nifti(other), 9), 2, 0644}})).canonical, one.canonical);
  EXPECT_THAT(one.ignored, testing::Contains("NIfTI descrip, aux_file and db_name"));
  other.voxels[3] = 77;
  EXPECT_NE(digests(tar({{"t1.nii.gz", gzip(nifti(other), 9), 2, 0644}})).canonical, one.canonical);
}

TEST(Archive, ScrubsItsMembersByName) {
  const auto log = [](const std::string& date) {
    return tar({{"run.log", "begun " + date + "\n", 1, 0644}});
  };
  EXPECT_EQ(digests(log("2022-10-10"), "x.tar", {"dates"}).canonical,
            digests(log("2024-01-31"), "x.tar", {"dates"}).canonical);
  EXPECT_NE(digests(log("2022-10-10"), "x.tar").canonical, digests(log("2024-01-31"), "x.tar").canonical);
}

TEST(Archive, StopsAtArchivesInArchives) {
  auto nested = tar({{"x", "x", 1, 0644}});
  for (int i = 0; i < 12; ++i) {
    nested = gzip(tar({{"x.tgz", nested, i, 0644}}));
  }
  EXPECT_EQ(digests(nested, "x.tgz").format, "tar");
}

TEST(Archive, FallsBackToBytesWhenDamaged) {
  const auto whole = tar(k_members);
  const auto found = digests(whole.substr(0, 700), "x.tar");
  EXPECT_EQ(found.format, "bytes");
  EXPECT_EQ(found.canonical, found.raw);
  EXPECT_THAT(found.note, testing::HasSubstr("not compared as tar"));
  EXPECT_EQ(digests(zip(k_members).substr(0, 60), "x.zip").format, "bytes");
}

} // namespace

} // namespace reprovip::collect
