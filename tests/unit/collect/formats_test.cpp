// The formats whose programs write times, names and versions: the same content is the same digest, other
// content is another one.

#include "tests/support/formats.hpp"
#include "tests/unit/collect/samples.hpp"

#include <gmock/gmock.h>

namespace reprovip::collect {

namespace {

using namespace reprovip::test;

using testing::Contains;
using testing::HasSubstr;

Digest canonical(const std::string& bytes, const std::string& name, const std::string& wanted,
                 const std::vector<std::string>& named = {}) {
  const auto found = digests(bytes, name, named);
  EXPECT_EQ(found.format, wanted) << found.note;
  return found.canonical;
}

Digest png_of(const PngSample& sample) {
  return canonical(png(sample), "x.png", "png");
}

TEST(Png, LeavesOutCompressionFiltersAndRemarks) {
  const auto same = png_of({});
  for (int filter = 0; filter <= 4; ++filter) {
    PngSample sample;
    sample.filter = filter;
    sample.level = 9;
    sample.pieces = 3;
    sample.remarks = {{"tIME", std::string("\x07\xe6\x0a\x0a\x0c\x00\x01", 7)}, {"tEXt", "Software\0x"}};
    EXPECT_EQ(png_of(sample), same) << filter;
  }
  PngSample sample;
  sample.remarks = {{"tEXt", "Software"}};
  EXPECT_THAT(digests(png(sample)).ignored, Contains("PNG tEXt"));
}

TEST(Png, KeepsPixelsPaletteAndSpacing) {
  const auto same = png_of({});
  PngSample pixels;
  pixels.rows[3] = "012346";
  EXPECT_NE(png_of(pixels), same);
  PngSample spacing;
  spacing.chunks = {{"pHYs", "123456789"}};
  EXPECT_NE(png_of(spacing), same);
  auto transparent = spacing;
  transparent.chunks = {{"tRNS", "123456"}};
  EXPECT_NE(png_of(transparent), same);
  EXPECT_NE(png_of(transparent), png_of(spacing));
}

TEST(Png, ReadsInterlacedPixels) {
  PngSample sample;
  sample.interlaced = true;
  const auto same = png_of(sample);
  sample.filter = 4;
  EXPECT_EQ(png_of(sample), same);
  sample.rows[1] = "bbccde";
  EXPECT_NE(png_of(sample), same);
}

TEST(Png, ComparesDamagedFilesAsBytes) {
  auto bytes = png({});
  bytes[bytes.size() - 20] ^= 1;
  const auto found = digests(bytes, "x.png");
  EXPECT_EQ(found.format, "bytes");
  EXPECT_THAT(found.note, HasSubstr("damaged"));
}

TEST(Tiff, LeavesOutTimeProgramAndPlaces) {
  const auto same = canonical(tiff("pixels", {}), "x.tif", "tiff");
  const auto dated = tiff(
      "pixels", {{305, 2, 8, std::string("maker 1\0", 8)}, {306, 2, 20, "2022:10:10 12:00:00."}}, false, 13);
  const std::vector<TiffTag> other_date = {{305, 2, 3, std::string("me\0", 3)}};
  EXPECT_EQ(canonical(dated, "x.tif", "tiff"), same);
  EXPECT_EQ(canonical(tiff("pixels", other_date), "x.tif", "tiff"), same);
  EXPECT_THAT(digests(dated).ignored, Contains("TIFF DateTime"));
}

TEST(Tiff, KeepsPixelsAndOtherTags) {
  const auto same = canonical(tiff("pixels", {}), "x.tif", "tiff");
  EXPECT_NE(canonical(tiff("pixelt", {}), "x.tif", "tiff"), same);
  EXPECT_NE(canonical(tiff("pixels", {{270, 2, 8, "unit=mm."}}), "x.tif", "tiff"), same);
  EXPECT_EQ(canonical(tiff("pixels", {}, true), "x.tif", "tiff"),
            canonical(tiff("pixels", {{306, 2, 5, "2022."}}, true, 4), "x.tif", "tiff"));
}

TEST(Dicom, LeavesOutNamesTimesAndFileMeta) {
  const auto same = canonical(dicom_slice("1.2.3", "20221010"), "x.dcm", "dicom");
  EXPECT_EQ(canonical(dicom_slice("1.2.999.7", "20231111"), "x.dcm", "dicom"), same);
  const auto station = dicom_element(0x00081010, "SH", "scanner 7");
  EXPECT_EQ(canonical(dicom_slice("1.2.3", "20221010", station), "x.dcm", "dicom"), same);
  EXPECT_THAT(digests(dicom_slice("1.2.3", "20221010", station)).ignored, Contains("DICOM StationName"));
}

TEST(Dicom, KeepsPixelsGeometryAndTheGraphOfNames) {
  const auto same = canonical(dicom_slice("1.2.3", "20221010"), "x.dcm", "dicom");
  EXPECT_NE(canonical(dicom_slice("1.2.3", "20221010", "", "12345679"), "x.dcm", "dicom"), same);
  EXPECT_NE(canonical(dicom_slice("1.2.3", "20221010", "", "12345678", 2.5), "x.dcm", "dicom"), same);
  const auto name = [](const std::string& a, const std::string& b) {
    return canonical(dicom(dicom_element(0x0020000d, "UI", a) + dicom_element(0x00200052, "UI", b)), "x",
                     "dicom");
  };
  EXPECT_EQ(name("1.2.3", "1.2.3"), name("1.7", "1.7"));
  EXPECT_NE(name("1.2.3", "1.2.3"), name("1.2.3", "1.2.4"));
}

TEST(Dicom, LeavesOutPrivateTagsByName) {
  const auto plain = dicom_slice("1.2.3", "20221010");
  const auto tagged = dicom_slice("1.2.3", "20221010", dicom_element(0x00091001, "LO", "secret"));
  EXPECT_NE(canonical(tagged, "x.dcm", "dicom"), canonical(plain, "x.dcm", "dicom"));
  EXPECT_EQ(canonical(tagged, "x.dcm", "dicom", {"private-tags"}),
            canonical(plain, "x.dcm", "dicom", {"private-tags"}));
}

TEST(Dicom, ReadsSequencesOfEitherLength) {
  const auto inner = dicom_element(0x00081155, "UI", "1.2.3.4");
  const auto item = Raw(false).number(0xe000fffe, 4).number(inner.size(), 4).text(inner).bytes();
  const auto open_item = Raw(false)
                             .number(0xe000fffe, 4)
                             .number(0xffffffff, 4)
                             .text(inner)
                             .number(0xe00dfffe, 4)
                             .number(0, 4)
                             .bytes();
  const auto open = Raw(false)
                        .number(0x11400008, 4)
                        .text(std::string("SQ\0\0", 4))
                        .number(0xffffffff, 4)
                        .text(open_item)
                        .number(0xe0ddfffe, 4)
                        .number(0, 4)
                        .bytes();
  EXPECT_EQ(canonical(dicom(open), "x", "dicom"),
            canonical(dicom(dicom_element(0x00081140, "SQ", item)), "x", "dicom"));
}

TEST(FreeSurfer, LeavesOutCommandLines) {
  const std::string voxels = "abcdefgh";
  const auto same = canonical(mgh(voxels), "x.mgh", "mgh");
  EXPECT_EQ(canonical(mgh(voxels, {{3, "mri_convert a b"}}), "x.mgh", "mgh"), same);
  EXPECT_EQ(canonical(gzip(mgh(voxels, {{3, "other"}})), "x.mgz", "mgh"), same);
  EXPECT_NE(canonical(mgh("abcdefgi"), "x.mgh", "mgh"), same);
  EXPECT_NE(canonical(mgh(voxels, {{31, "transform"}}), "x.mgh", "mgh"), same);
}

TEST(FreeSurfer, LeavesOutWhoMadeASurface) {
  const std::string points(36, 'p');
  const auto same = canonical(surface("created by a on Mon", points, "mris_smooth 1"), "lh.white", "surface");
  EXPECT_EQ(canonical(surface("created by bob on Tue", points, "x"), "lh.white", "surface"), same);
  EXPECT_NE(canonical(surface("created by a on Mon", std::string(36, 'q'), "x"), "lh.white", "surface"),
            same);
}

TEST(FreeSurfer, LeavesOutCircumstancesOfStats) {
  const std::string rows = "# Title Segmentation Statistics\n# ColHeaders Index Volume_mm3\n1 23.5\n";
  const auto with = [&](const std::string& lines) { return canonical(rows + lines, "aseg.stats", "stats"); };
  EXPECT_EQ(with("# hostname wn-1\n# user a\n# cmdline x y\n"),
            with("# hostname wn-2\n# CreationTime 2022\n"));
  EXPECT_NE(with("# Measure BrainSeg 1\n"), with("# Measure BrainSeg 2\n"));
  EXPECT_THAT(digests(rows + "# hostname a\n", "aseg.stats").ignored, Contains("FreeSurfer hostname"));
}

TEST(Netcdf, LeavesOutHistoryAndPlaces) {
  const auto same = canonical(netcdf("mincmath a", "abcd"), "x.mnc", "netcdf");
  EXPECT_EQ(canonical(netcdf("another, longer history", "abcd", 8), "x.mnc", "netcdf"), same);
  EXPECT_NE(canonical(netcdf("mincmath a", "abce"), "x.mnc", "netcdf"), same);
  EXPECT_THAT(digests(netcdf("h", "abcd")).ignored, Contains("NetCDF attribute history"));
}

TEST(Mat, LeavesOutTextAndCompression) {
  const auto same = canonical(mat("MATLAB 5.0 MAT-file, Created on: Mon", "abc", 1), "x.mat", "mat");
  EXPECT_EQ(canonical(mat("MATLAB 5.0 MAT-file, Created on: Tue", "abc", 9), "x.mat", "mat"), same);
  EXPECT_EQ(canonical(mat("MATLAB 5.0 MAT-file by R", "abc", 0), "x.mat", "mat"), same);
  EXPECT_NE(canonical(mat("MATLAB 5.0 MAT-file, Created on: Mon", "abd", 1), "x.mat", "mat"), same);
}

TEST(Trk, SortsStreamlinesByName) {
  const std::vector<std::vector<float>> lines = {{1, 2, 3, 4, 5, 6}, {7, 8, 9}};
  const std::vector<std::string> sorted = {"streamline-order"};
  EXPECT_EQ(canonical(trk(lines), "x.trk", "trk", sorted),
            canonical(trk({lines[1], lines[0]}), "x.trk", "trk", sorted));
  EXPECT_NE(canonical(trk(lines), "x.trk", "trk"), canonical(trk({lines[1], lines[0]}), "x.trk", "trk"));
  EXPECT_NE(canonical(trk(lines), "x.trk", "trk", sorted),
            canonical(trk({lines[0]}), "x.trk", "trk", sorted));
}

Digest pdf_of(const PdfSample& sample) {
  return canonical(pdf(sample), "x.pdf", "pdf");
}

TEST(Pdf, LeavesOutDatesProducerAndNames) {
  for (const bool packed : {false, true}) {
    PdfSample sample;
    sample.packed_objects = packed;
    const auto same = pdf_of(sample);
    sample.date = "D:20231111";
    sample.producer = "Maker (of things) 2.0";
    sample.id = "4455667788";
    EXPECT_EQ(pdf_of(sample), same);
    sample.page = "0 0 m 10 11 l S";
    EXPECT_NE(pdf_of(sample), same);
  }
  EXPECT_THAT(digests(pdf({})).ignored, Contains("PDF dates"));
}

TEST(Pdf, DoesNotReadWhatIsEncrypted) {
  const auto found = digests("%PDF-1.4\n1 0 obj\n<< /Encrypt 2 0 R >>\nendobj\n");
  EXPECT_EQ(found.format, "bytes");
  EXPECT_THAT(found.note, HasSubstr("encrypted"));
}

TEST(Svg, LeavesOutDatesAndNamesOfIdentifiers) {
  const auto with = [](const std::string& id, const std::string& date, const std::string& path) {
    return canonical("<?xml version=\"1.0\"?>\n<svg><dc:date>" + date + "</dc:date><clipPath id=\"" + id +
                         "\"/><path clip-path=\"url(#" + id + ")\" d=\"" + path + "\"/></svg>",
                     "x.svg", "svg");
  };
  EXPECT_EQ(with("p1f00", "2022-10-10", "M 0 0"), with("pabc9", "2023-11-11T12:00:00", "M 0 0"));
  EXPECT_NE(with("p1f00", "2022-10-10", "M 0 0"), with("p1f00", "2022-10-10", "M 0 1"));
}

TEST(Html, LeavesOutMetaDatesOnly) {
  const auto with = [](const std::string& meta, const std::string& body) {
    return canonical("<!DOCTYPE html>\n<html><head>" + meta + "</head>" + body + "</html>", "x.html", "html");
  };
  EXPECT_EQ(with("<meta name=\"date\" content=\"2022\">", "a"),
            with("<meta name=\"date\" content=\"2023\">", "a"));
  EXPECT_NE(with("<meta name=\"author\" content=\"a\">", "a"),
            with("<meta name=\"author\" content=\"b\">", "a"));
  EXPECT_NE(with("", "a"), with("", "b"));
}

TEST(PostScript, LeavesOutItsCreationDate) {
  const auto with = [](const std::string& date, const std::string& more) {
    return canonical("%!PS-Adobe-3.0\n%%CreationDate: " + date + "\n" + more, "x.ps", "postscript");
  };
  EXPECT_EQ(with("Mon", "showpage\n"), with("Tue Oct 10", "showpage\n"));
  EXPECT_NE(with("Mon", "showpage\n"), with("Mon", "stroke\n"));
}

} // namespace

} // namespace reprovip::collect
