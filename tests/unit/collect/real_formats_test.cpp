// Files as real programs write them, twice: the same content has one canonical digest.

#include "tests/unit/collect/samples.hpp"

#include <array>
#include <cstdlib>
#include <fstream>

namespace reprovip::collect {

namespace {

bool run(const test::TempDir& at, const std::string& command) {
  return std::system(("cd '" + at.path().string() + "' && { " + command + "; } >log 2>&1").c_str()) == 0;
}

bool has(const std::string& program) {
  return std::system(("command -v " + program + " >/dev/null").c_str()) == 0;
}

Digests digests_at(const test::TempDir& at, const std::string& name) {
  const auto found = digests_of(at.path() / name, {});
  EXPECT_TRUE(found.has_value()) << name;
  return found.value_or(Digests{});
}

// Files a1 and a2 that hold the same, b that holds something else.
void expect_same(const test::TempDir& at, const std::string& a1, const std::string& a2, const std::string& b,
                 const std::string& wanted) {
  const auto first = digests_at(at, a1);
  EXPECT_EQ(first.format, wanted) << first.note;
  EXPECT_EQ(digests_at(at, a2).canonical, first.canonical) << a2;
  EXPECT_NE(digests_at(at, b).canonical, first.canonical) << b;
}

TEST(RealFormats, DicomOfGdcm) {
  if (!has("gdcmimg")) {
    GTEST_SKIP() << "gdcmimg is not installed";
  }
  const test::TempDir at;
  at.write("a.pgm", "P5\n2 2\n255\nabcd");
  at.write("b.pgm", "P5\n2 2\n255\nabce");
  ASSERT_TRUE(run(at, "gdcmimg a.pgm a1.dcm && gdcmimg a.pgm a2.dcm && gdcmimg b.pgm b.dcm"));
  EXPECT_NE(digests_at(at, "a1.dcm").raw, digests_at(at, "a2.dcm").raw);
  expect_same(at, "a1.dcm", "a2.dcm", "b.dcm", "dicom");
  ASSERT_TRUE(run(at, "gdcmconv --rle a1.dcm j1.dcm && gdcmconv --rle a2.dcm j2.dcm && "
                      "gdcmconv --rle b.dcm jb.dcm && gdcmconv --implicit a1.dcm i1.dcm && "
                      "gdcmconv --implicit a2.dcm i2.dcm && gdcmconv --implicit b.dcm ib.dcm"));
  expect_same(at, "j1.dcm", "j2.dcm", "jb.dcm", "dicom");
  expect_same(at, "i1.dcm", "i2.dcm", "ib.dcm", "dicom");
}

TEST(RealFormats, ImagesOfMrtrix) {
  if (!has("mrconvert")) {
    GTEST_SKIP() << "mrconvert is not installed";
  }
  const test::TempDir at;
  NiftiSample other;
  other.voxels[3] = 77;
  at.write("a.nii", nifti({}));
  at.write("b.nii", nifti(other));
  // Another history: the second goes by way of another file.
  ASSERT_TRUE(run(at, "mrconvert a.nii c.mif && for e in mif mgz nii.gz; do mrconvert a.nii a1.$e && "
                      "mrconvert c.mif a2.$e && mrconvert b.nii b.$e; done"));
  expect_same(at, "a1.mif", "a2.mif", "b.mif", "mif");
  expect_same(at, "a1.mgz", "a2.mgz", "b.mgz", "mgh");
  expect_same(at, "a1.nii.gz", "a2.nii.gz", "b.nii.gz", "nifti");
}

// MINC-1 is NetCDF; its history has time and command line.
TEST(RealFormats, Minc1OfRawtominc) {
  if (!has("rawtominc")) {
    GTEST_SKIP() << "rawtominc is not installed";
  }
  const test::TempDir at;
  at.write("a.raw", std::string(48, 'a'));
  at.write("b.raw", std::string(48, 'b'));
  const std::string convert = "rawtominc -short -signed -xstep 2";
  ASSERT_TRUE(run(at, convert + " a1.mnc 4 3 2 <a.raw && " + convert + " -clobber a2.mnc 4 3 2 <a.raw && " +
                          convert + " b.mnc 4 3 2 <b.raw"));
  EXPECT_NE(digests_at(at, "a1.mnc").raw, digests_at(at, "a2.mnc").raw);
  expect_same(at, "a1.mnc", "a2.mnc", "b.mnc", "netcdf");
}

TEST(RealFormats, FiguresOfR) {
  if (!has("Rscript")) {
    GTEST_SKIP() << "Rscript is not installed";
  }
  const test::TempDir at;
  at.write("plot.R", "draw <- function(device, name, y) { device(name); plot(y); invisible(dev.off()) }\n"
                     "all <- function(name, y) {\n"
                     "  draw(pdf, paste0(name, '.pdf'), y); draw(postscript, paste0(name, '.ps'), y)\n"
                     "  draw(svg, paste0(name, '.svg'), y); draw(cairo_pdf, paste0(name, '.c.pdf'), y)\n"
                     "}\n"
                     "all('a1', 1:3); Sys.sleep(1.1); all('a2', 1:3); all('b', c(1, 5, 3))\n");
  if (!run(at, "Rscript plot.R")) {
    GTEST_SKIP() << "R has no cairo: " << test::read_text(at.path() / "log");
  }
  EXPECT_NE(digests_at(at, "a1.pdf").raw, digests_at(at, "a2.pdf").raw);
  expect_same(at, "a1.pdf", "a2.pdf", "b.pdf", "pdf");
  expect_same(at, "a1.c.pdf", "a2.c.pdf", "b.c.pdf", "pdf");
  expect_same(at, "a1.ps", "a2.ps", "b.ps", "postscript");
  expect_same(at, "a1.svg", "a2.svg", "b.svg", "svg");
}

// zlib's bindings of another language, at two levels, through two chunkings.
TEST(RealFormats, PngOfPython) {
  if (!has("python3")) {
    GTEST_SKIP() << "python3 is not installed";
  }
  const test::TempDir at;
  at.write(
      "write.py",
      "import struct, zlib\n"
      "def chunk(kind, data):\n"
      "    return struct.pack('>I', len(data)) + kind + data + struct.pack('>I', zlib.crc32(kind + data))\n"
      "def write(name, pixels, level, more):\n"
      "    rows = b''.join(b'\\0' + pixels[16 * y:16 * y + 16] for y in range(16))\n"
      "    open(name, 'wb').write(b'\\x89PNG\\r\\n\\x1a\\n' +\n"
      "        chunk(b'IHDR', struct.pack('>IIBBBBB', 16, 16, 8, 0, 0, 0, 0)) + more +\n"
      "        chunk(b'IDAT', zlib.compress(rows, level)) + chunk(b'IEND', b''))\n"
      "write('a1.png', bytes(range(256)), 0, chunk(b'tEXt', b'Date\\0' + b'2022'))\n"
      "write('a2.png', bytes(range(256)), 9, chunk(b'tIME', b'\\7\\xe6\\1\\1\\0\\0\\0'))\n"
      "write('b.png', bytes(reversed(range(256))), 9, b'')\n");
  ASSERT_TRUE(run(at, "python3 write.py"));
  expect_same(at, "a1.png", "a2.png", "b.png", "png");
}

} // namespace

} // namespace reprovip::collect
