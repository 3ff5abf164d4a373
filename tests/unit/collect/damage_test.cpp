// Files that end anywhere and hold anything: digests come back, memory stays bounded, nothing crashes or
// loops.

#include "harness/collect/normaliser.hpp"
#include "harness/sys/hash.hpp"

#include "tests/support/formats.hpp"
#include "tests/unit/collect/samples.hpp"

#include <sys/resource.h>

#include <cstdlib>
#include <random>

namespace reprovip::collect {

namespace {

using namespace reprovip::test;

struct Sample {
  std::string name;
  std::string bytes;
};

std::vector<Sample> samples() {
  NiftiSample with_extension;
  with_extension.extension = "history12345";
  NiftiSample second;
  second.version = 2;
  const std::string keys = "dim: 2,2,1\nvox: 2,2,2\ndatatype: UInt8\n";
  return {{"x.nii", nifti(with_extension)},
          {"x2.nii", nifti(second)},
          {"x.nii.gz", gzip(nifti({}))},
          {"x.mif", mrtrix("image", keys, "abcd")},
          {"x.tck", mrtrix("tracks", "count: 2\ndatatype: Float32LE\n", tracks({{1, 2, 3}, {4, 5, 6}}))},
          {"x.json", "{\"b\": [1, 2.50, \"x\\\"y\"], \"a\": {\"y\": null}}"},
          {"x.log", "2022-10-10 12:00:01 pid 12 at 0x7fff12 in /tmp/x took 3.2 s on host: wn-1\r\n"},
          {"x.zip", zip({{"a.txt", "alpha", 1, 0644}, {"b.nii", nifti({}), 1, 0644}})},
          {"x.tar", tar({{"a.txt", "alpha", 1, 0644}})},
          {"x.tgz", gzip(tar({{"b.nii.gz", gzip(nifti({})), 1, 0644}}))},
          {"x.png", png({})},
          {"x.tif", tiff("pixels", {{306, 2, 20, "2022:10:10 12:00:00."}})},
          {"x.dcm", dicom_slice("1.2.3", "20221010", dicom_element(0x00091001, "LO", "private"))},
          {"x.mgz", gzip(mgh("abcdefgh", {{3, "mri_convert"}}))},
          {"lh.white", surface("created by a", std::string(36, 'p'), "mris_smooth")},
          {"x.stats", "# Title x\n# hostname wn\n# user a\n1 2 3\n"},
          {"x.mnc", netcdf("history", "abcd")},
          {"x.mat", mat("MATLAB 5.0 MAT-file", "abc", 6)},
          {"x.trk", trk({{1, 2, 3, 4, 5, 6}, {7, 8, 9}})},
          {"x.pdf", pdf({})},
          {"packed.pdf", pdf({"D:2022", "A", "00", "l S", true})},
          {"x.svg", "<svg><dc:date>2022</dc:date><g id=\"a\"/><use href=\"#a\"/></svg>"},
          {"x.html", "<html><meta name=\"date\" content=\"x\"></html>"},
          {"x.ps", "%!PS-Adobe-3.0\n%%CreationDate: x\nshowpage\n"}};
}

const std::vector<std::string> k_all = {
    "uuids",     "hex-addresses",    "dates",       "durations",   "pids", "paths", "hostnames",
    "line-ends", "streamline-order", "total-count", "private-tags"};

// In memory: some ten thousand files would cost more than the test.
void expect_digests(const std::string& bytes, const std::string& name) {
  const std::set<std::string> all(k_all.begin(), k_all.end());
  std::uint64_t budget = std::uint64_t{1} << 30;
  MemoryBytes memory(bytes);
  const auto found = digest_layers(memory, name, {all, budget, 0});
  ASSERT_EQ(found.raw, sys::sha256(bytes));
  ASSERT_EQ(found.canonical.digest.hex.size(), 64U);
}

TEST(Damage, TakesEveryTruncation) {
  for (const auto& sample : samples()) {
    for (std::size_t length = 0; length <= sample.bytes.size(); ++length) {
      expect_digests(sample.bytes.substr(0, length), sample.name);
    }
  }
}

TEST(Damage, TakesFlippedBytes) {
  const auto* set = std::getenv("REPROVIP_FUZZ_ROUNDS");
  const int rounds = set != nullptr ? std::atoi(set) : 3000;
  std::mt19937 random(20221010);
  for (const auto& sample : samples()) {
    for (int i = 0; i < rounds; ++i) {
      auto bytes = sample.bytes;
      for (unsigned flips = 1 + random() % 4; flips > 0; --flips) {
        bytes[random() % bytes.size()] = static_cast<char>(random() % 256);
      }
      expect_digests(bytes, sample.name);
    }
  }
}

TEST(Damage, AllocatesNothingThatAHeaderClaims) {
  struct rusage before = {};
  ::getrusage(RUSAGE_SELF, &before);
  NiftiSample large;
  large.dim = {7, 32767, 32767, 32767, 1, 1, 1, 1};
  digests(nifti(large), "x.nii", k_all);
  auto packed = gzip("small");
  packed.replace(packed.size() - 4, 4, std::string("\xff\xff\xff\x3f", 4)); // claims 1 GiB
  digests(packed, "x.gz", k_all);
  struct rusage after = {};
  ::getrusage(RUSAGE_SELF, &after);
  EXPECT_LT(after.ru_maxrss - before.ru_maxrss, 64 * 1024) << "KiB";
}

} // namespace

} // namespace reprovip::collect
