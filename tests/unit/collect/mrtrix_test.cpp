#include "tests/unit/collect/samples.hpp"

#include <gmock/gmock.h>

namespace reprovip::collect {

namespace {

const std::string k_image = "dim: 2,2,1\nvox: 2,2,2\nlayout: +0,+1,+2\ndatatype: UInt8\n"
                            "transform: 1,0,0,0\ntransform: 0,1,0,0\ntransform: 0,0,1,0\n";
const std::string k_tracks = "count: 2\ndatatype: Float32LE\n";

Digest image(const std::string& lines, const std::string& data = "abcd", std::size_t padding = 0) {
  const auto found = digests(mrtrix("image", lines, data, padding), "x.mif");
  EXPECT_EQ(found.format, "mif") << found.note;
  return found.canonical;
}

TEST(Mif, LeavesOutHistoryOrderAndOffset) {
  const auto same = image(k_image);
  EXPECT_EQ(image(k_image + "command_history: mrconvert a b\nmrtrix_version: 3.0.4\n"), same);
  EXPECT_EQ(image("mrtrix_version: 3\n" + k_image + "timestamp: 1669.5\n", "abcd", 64), same);
  EXPECT_EQ(image("datatype: UInt8\nvox: 2,2,2\ndim: 2,2,1\ntransform: 1,0,0,0\ntransform: 0,1,0,0\n"
                  "transform: 0,0,1,0\nlayout: +0,+1,+2\n"),
            same);
  EXPECT_EQ(digests(gzip(mrtrix("image", k_image, "abcd")), "x.mif.gz").canonical, same);
}

TEST(Mif, KeepsDataGeometryAndOtherKeys) {
  const auto same = image(k_image);
  EXPECT_NE(image(k_image, "abce"), same);
  EXPECT_NE(image("dim: 4,1,1\n" + k_image.substr(k_image.find('\n') + 1)), same);
  EXPECT_NE(image(k_image + "dw_scheme: 0,0,1,1000\n"), same);
  EXPECT_NE(image("dim: 2,2,1\nvox: 2,2,2\nlayout: +0,+1,+2\ndatatype: UInt8\n"
                  "transform: 0,1,0,0\ntransform: 1,0,0,0\ntransform: 0,0,1,0\n"),
            same);
}

TEST(Mif, ReadsAHeaderWhoseDataLieElsewhere) {
  const auto header = "mrtrix image\n" + k_image + "file: x.dat 0\nEND\n";
  const auto found = digests(header, "x.mih");
  EXPECT_EQ(found.format, "mif");
  EXPECT_EQ(digests("mrtrix image\ncommand_history: a\n" + k_image + "file: x.dat 0\nEND\n").canonical,
            found.canonical);
  EXPECT_NE(digests("mrtrix image\n" + k_image + "file: y.dat 0\nEND\n").canonical, found.canonical);
}

TEST(Mif, FallsBackToBytesWithoutAnEnd) {
  const auto found = digests("mrtrix image\n" + k_image, "x.mif");
  EXPECT_EQ(found.format, "bytes");
  EXPECT_THAT(found.note, testing::HasSubstr("no END"));
  EXPECT_THAT(digests("mrtrix image\nfile: . 9999\nEND\n").note, testing::HasSubstr("beyond its end"));
}

Digest track_file(const std::vector<std::vector<float>>& streamlines, const std::string& more,
                  const std::vector<std::string>& named) {
  const auto found = digests(mrtrix("tracks", k_tracks + more, tracks(streamlines)), "x.tck", named);
  EXPECT_EQ(found.format, "tck") << found.note;
  return found.canonical;
}

TEST(Tck, LeavesOutTimeAndHistoryOnly) {
  const std::vector<std::vector<float>> lines = {{1, 2, 3, 4, 5, 6}, {7, 8, 9}};
  const auto same = track_file(lines, "", {});
  EXPECT_EQ(track_file(lines, "timestamp: 1669.25\ncommand_history: tckgen x\nmrtrix_version: 3.0.4\n", {}),
            same);
  EXPECT_NE(track_file(lines, "total_count: 300\n", {}), same);
  EXPECT_NE(track_file({{1, 2, 3, 4, 5, 6}, {7, 8, 9.5F}}, "", {}), same);
  EXPECT_NE(track_file({{7, 8, 9}, {1, 2, 3, 4, 5, 6}}, "", {}), same);
}

TEST(Tck, SortsStreamlinesByName) {
  const std::vector<std::vector<float>> lines = {{1, 2, 3, 4, 5, 6}, {7, 8, 9}, {-1, 0, 1}};
  const std::vector<std::string> sorted = {"streamline-order"};
  EXPECT_EQ(track_file(lines, "", sorted), track_file({lines[2], lines[0], lines[1]}, "", sorted));
  EXPECT_NE(track_file(lines, "", sorted), track_file({lines[0], lines[1], {-1, 0, 2}}, "", sorted));
  EXPECT_NE(track_file(lines, "", sorted), track_file({lines[0], lines[1]}, "", sorted));
}

TEST(Tck, LeavesOutTheSeedsTriedByName) {
  const std::vector<std::vector<float>> lines = {{1, 2, 3}};
  EXPECT_EQ(track_file(lines, "total_count: 300\n", {"total-count"}),
            track_file(lines, "total_count: 301\n", {"total-count"}));
  EXPECT_NE(track_file(lines, "total_count: 300\n", {}), track_file(lines, "total_count: 301\n", {}));
}

} // namespace

} // namespace reprovip::collect
