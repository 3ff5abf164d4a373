#include "harness/sys/hash.hpp"
#include "harness/sys/process.hpp"

#include "tests/unit/collect/samples.hpp"

#include <gmock/gmock.h>

namespace reprovip::collect {

namespace {

const std::string k_payload = "voxels " + std::string(100000, 'v');

TEST(Gzip, HasOnePayloadWhateverItsHeaderAndLevel) {
  const auto plain = digests(nifti({}), "x.nii");
  std::vector<Digest> raw;
  for (const auto& packed :
       {gzip(nifti({}), 1), gzip(nifti({}), 9, "t1.nii", 1700000000), gzip(nifti({}), 6, "other.nii", 12)}) {
    const auto found = digests(packed, "x.nii.gz");
    EXPECT_EQ(found.format, "nifti");
    EXPECT_EQ(found.payload, plain.raw);
    EXPECT_EQ(found.canonical, plain.canonical);
    raw.push_back(found.raw);
  }
  EXPECT_NE(raw[0], raw[1]);
  EXPECT_NE(raw[1], raw[2]);
}

TEST(Gzip, ReadsAllMembers) {
  const auto found = digests(gzip(k_payload.substr(0, 70000)) + gzip(k_payload.substr(70000)), "x.gz");
  EXPECT_EQ(found.payload, sys::sha256(k_payload));
  EXPECT_EQ(digests(gzip(k_payload) + std::string(512, '\0'), "x.gz").payload, sys::sha256(k_payload));
  EXPECT_EQ(digests(gzip(""), "x.gz").payload, sys::sha256(""));
}

TEST(Gzip, DiffersWhenItsPayloadDoes) {
  EXPECT_NE(digests(gzip(k_payload)).canonical, digests(gzip(k_payload + "x")).canonical);
}

TEST(Gzip, FallsBackToBytesWhenDamaged) {
  const auto packed = gzip(k_payload);
  auto corrupt = packed;
  corrupt[corrupt.size() / 2] = static_cast<char>(~corrupt[corrupt.size() / 2]);
  auto lying = packed;
  lying.replace(lying.size() - 4, 4, "\xff\xff\xff\xff");
  for (const auto& damaged : {packed.substr(0, packed.size() - 9), corrupt, packed + "garbage", lying}) {
    const auto found = digests(damaged, "x.gz");
    EXPECT_EQ(found.format, "bytes");
    EXPECT_EQ(found.payload, sys::sha256(damaged));
    EXPECT_EQ(found.canonical, sys::sha256(damaged));
    EXPECT_TRUE(found.ignored.empty());
    EXPECT_THAT(found.note, testing::HasSubstr("not unpacked"));
  }
}

TEST(Gzip, AgreesWithSha256sumAndZcat) {
  const test::TempDir directory;
  const auto file = directory.write("x.nii.gz", gzip(nifti({}), 9, "x.nii", 5));
  const auto answer =
      sys::run_captured({{"sh", "-c", "sha256sum < \"$1\"; zcat < \"$1\" | sha256sum", "sh", file.string()},
                         sys::current_environment(),
                         {},
                         {},
                         {}},
                        Seconds(60));
  if (!answer || !answer->status.success()) {
    GTEST_SKIP() << "needs sh, sha256sum and zcat";
  }
  const auto found = digests_of(file, {});
  EXPECT_EQ(answer->out, found->raw.hex + "  -\n" + found->payload.hex + "  -\n");
}

} // namespace

} // namespace reprovip::collect
