// applications/mrs-quantify: signals, basis sets and parameter files, right and wrong.
#include "tests/applications/mrs_mistake.hpp"
#include "tests/support/support.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <minizip/zip.h>

#include "applications/mrs-quantify/src/basis.hpp"
#include "applications/mrs-quantify/src/output.hpp"
#include "applications/mrs-quantify/src/zip.hpp"

namespace mrs_quantify {

namespace {

using reprovip::test::TempDir;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;

Signal make_signal() {
  Signal signal;
  signal.points = {{1.5, -2}, {0.1, 1e-300}, {-3, 4}};
  signal.axis = {0.25e-3, 500.3e6, 4.635};
  return signal;
}

std::string parameter_mistake(const std::string& text) {
  return message([&] { parse_parameters("p.txt", text); });
}

void make_zip(const std::string& path, const std::vector<std::pair<std::string, std::string>>& files) {
  const zipFile zip = zipOpen64(path.c_str(), APPEND_STATUS_CREATE);
  ASSERT_NE(zip, nullptr);
  for (const auto& file : files) {
    zip_fileinfo info = {};
    ASSERT_EQ(
        zipOpenNewFileInZip(zip, file.first.c_str(), &info, nullptr, 0, nullptr, 0, nullptr, Z_DEFLATED, 6),
        ZIP_OK);
    zipWriteInFileInZip(zip, file.second.data(), static_cast<unsigned>(file.second.size()));
    zipCloseFileInZip(zip);
  }
  zipClose(zip, nullptr);
}

TEST(MrsSignal, MruiComesBackAsItWas) {
  const auto signal = make_signal();
  const auto bytes = format_mrui(signal.points, signal);
  const auto back = parse_signal("a.mrui", bytes, Axis());
  EXPECT_EQ(back.points, signal.points);
  EXPECT_NEAR(back.axis.dwell, 0.25e-3, 1e-18);
  EXPECT_EQ(back.axis.frequency, 500.3e6);
  EXPECT_EQ(back.axis.reference_ppm, 4.635);
  EXPECT_FALSE(back.text);
  EXPECT_EQ(format_mrui(back.points, back), bytes);
}

TEST(MrsSignal, TextComesBackAsItWas) {
  const auto signal = make_signal();
  const auto back = parse_signal("a.txt", format_text(signal.points), signal.axis);
  EXPECT_EQ(back.points, signal.points);
  EXPECT_EQ(back.axis.dwell, signal.axis.dwell);
  EXPECT_TRUE(back.text);
  EXPECT_TRUE(back.water.empty());
}

TEST(MrsSignal, TakesTheWaterOfFourColumns) {
  const auto signal = parse_signal("a.txt", "# made\r\n1 2 3 4\r\n\r\n 5 6 7 8\r\n", Axis());
  EXPECT_THAT(signal.points, ElementsAre(std::complex<double>(1, 2), std::complex<double>(5, 6)));
  EXPECT_THAT(signal.water, ElementsAre(std::complex<double>(3, 4), std::complex<double>(7, 8)));
}

TEST(MrsSignal, SaysWhereTheFileIsWrong) {
  const auto text = [](const std::string& bytes) {
    return message([&] { parse_signal("a.txt", bytes, Axis()); });
  };
  EXPECT_THAT(text("1 2\n1 x\n"), HasSubstr("a.txt:2: \"x\" is not a number"));
  EXPECT_THAT(text("1 nan\n"), HasSubstr("a.txt:1: \"nan\""));
  EXPECT_THAT(text("1 2\n1 2 3\n"), HasSubstr("a.txt:2: has 3 columns"));
  EXPECT_THAT(text("# nothing\n"), HasSubstr("has no points"));
  EXPECT_THAT(message([] { read_signal("/nowhere/a.mrui", Axis()); }), HasSubstr("cannot be read"));
}

TEST(MrsSignal, RefusesWhatIsNoMruiSignal) {
  const auto mrui = [](std::string bytes) { return message([&] { parse_signal("a.mrui", bytes, Axis()); }); };
  const auto good = format_mrui(make_signal().points, make_signal());
  EXPECT_THAT(mrui("short"), HasSubstr("too short"));
  EXPECT_THAT(mrui(good.substr(0, 8 * 64 + 40)), HasSubstr("ends before its 3 points"));
  EXPECT_THAT(mrui(std::string(2000, 'x')), HasSubstr("no number of points"));
  EXPECT_THAT(mrui(std::string(2000, '\0')), HasSubstr("no number of points"));
  auto frames = make_signal();
  frames.header.assign(64, 1.0);
  frames.header[13] = 4;
  EXPECT_THAT(mrui(format_mrui(frames.points, frames)), HasSubstr("more than one frame"));
  auto infinite = make_signal();
  infinite.points[1] = {HUGE_VAL, 0};
  EXPECT_THAT(mrui(format_mrui(infinite.points, infinite)), HasSubstr("point 2 is not a finite number"));
  infinite.points[1] = {0, std::nan("")};
  EXPECT_THAT(mrui(format_mrui(infinite.points, infinite)), HasSubstr("point 2 is not a finite number"));
  infinite.points[1] = {0, -1e200};
  EXPECT_THAT(mrui(format_mrui(infinite.points, infinite)),
              HasSubstr("point 2 is not a finite number up to"));
}

TEST(MrsBasis, IsTheSameFromAFolderAndAZip) {
  const TempDir dir;
  const auto signal = make_signal();
  const auto bytes = format_mrui(signal.points, signal);
  const auto folder = dir.write("basis/NAA.mrui", bytes).parent_path();
  const auto zip = (dir.path() / "basis.zip").string();
  make_zip(zip, {{"inner/NAA.mrui", bytes}});
  const std::vector<Component> components = {{"NAA", "./NAA.mrui", false, false, 7}};
  EXPECT_THAT(read_basis(folder.string(), "p.txt", components, signal, 3), ElementsAre(signal.points));
  EXPECT_THAT(read_basis(zip, "p.txt", components, signal, 3), ElementsAre(signal.points));
}

TEST(MrsBasis, NamesTheLineOfWhatDoesNotFit) {
  const TempDir dir;
  auto signal = make_signal();
  dir.write("NAA.mrui", format_mrui(signal.points, signal));
  dir.write("zero.txt", "0 0\n0 0\n0 0\n");
  const auto read = [&](const std::string& file, const Signal& like, std::size_t points) {
    return message([&] {
      read_basis(dir.path().string(), "p.txt", {{"NAA", file, false, false, 7}}, like, points);
    });
  };
  EXPECT_THAT(read("NAA.mrui", signal, 4),
              HasSubstr("p.txt:7: \"NAA\" has 3 points, 4 are fitted; lower lastPoint"));
  EXPECT_THAT(read("zero.txt", signal, 3), HasSubstr("p.txt:7: \"NAA\" is zero everywhere"));
  EXPECT_THAT(read("Cr.mrui", signal, 3), HasSubstr("p.txt:7: \"Cr.mrui\" is not in"));
  signal.axis.dwell *= 2;
  EXPECT_THAT(read("NAA.mrui", signal, 3), HasSubstr("p.txt:7: \"NAA\" has a dwell time of 0.25"));
}

TEST(MrsBasis, RefusesDamagedZips) {
  const TempDir dir;
  const auto zip = (dir.path() / "basis.zip").string();
  make_zip(zip, {{"a/NAA.txt", std::string(5000, '1')}, {"b/NAA.txt", "2 2\n"}});
  EXPECT_THAT(message([&] { read_zip(zip); }), HasSubstr("two files of the name \"NAA.txt\""));
  make_zip(zip, {{"NAA.txt", "1 2\n3 4\n"}});
  auto bytes = reprovip::test::read_text(zip);
  bytes[40] = static_cast<char>(bytes[40] ^ 0x55);
  dir.write("damaged.zip", bytes);
  EXPECT_THAT(message([&] { read_zip((dir.path() / "damaged.zip").string()); }), HasSubstr("damaged"));
  EXPECT_THAT(message([&] { read_zip(dir.write("text.zip", "no zip").string()); }),
              HasSubstr("neither a folder"));
}

TEST(MrsParameters, ReadsWhatCquestReads) {
  const auto parameters =
      parse_parameters("p.txt", "#! Basis Spectra\r\n"
                                "rel= B A amplitude_soft 20\r\n"
                                "met=./a.mrui A 1 0 \r\n"
                                "#met=./x.mrui X 1 0\r\n"
                                "macro=./b.mrui B 1 0\r\n"
                                "met=./w.mrui W 1 0\r\n"
                                "rel= W A frequency_shift\r\n"
                                "rel= W A frequency_shift\r\n"
                                "estimate_phase=W\r\nchoiceDamping=true\r\n"
                                "lineshape=Lorentzian \r\nuseHLSVD=true\r\nbacksel=2\r\n"
                                "nbTrunc=10\r\nnbIteration=2\r\nestim_phi0=Fixed\r\ninit_phi0=0\r\n"
                                "ExtraDampinglow/upp=20 30\r\nFrequencyShiftlow/upp=-8 8\r\n"
                                "backgroundSVD=1024 512 10 \r\nbackgroundThres=90\r\nSaveTXT2=y\r\n"
                                "lastPoint=1024\r\nnbTest=5");
  ASSERT_THAT(parameters.components, SizeIs(3));
  EXPECT_TRUE(parameters.components[1].macromolecule);
  EXPECT_TRUE(parameters.components[2].free_phase);
  ASSERT_THAT(parameters.relations, SizeIs(3));
  EXPECT_EQ(parameters.relations[0].percent, 20);
  EXPECT_EQ(parameters.relations[0].component, 1U);
  EXPECT_TRUE(parameters.common_damping);
  EXPECT_EQ(parameters.damping.low, 20);
  EXPECT_EQ(parameters.shift.high, 8);
  EXPECT_EQ(parameters.background_svd.rows, 512U);
  EXPECT_EQ(parameters.background_svd.components, 5U);
  EXPECT_TRUE(parameters.background);
  EXPECT_EQ(parameters.truncated, 10U);
  EXPECT_EQ(parameters.last_point, 1024U);
  EXPECT_EQ(parameters.starts, 5U);
  EXPECT_THAT(parameters.warnings, ElementsAre("p.txt:8: says what line 7 says already"));
}

TEST(MrsParameters, NamesTheLineAndTheRemedy) {
  const std::string start = "met=a.mrui A 1 0\nmet=b.mrui B 1 0\n";
  EXPECT_THAT(parameter_mistake(""), HasSubstr("p.txt: names no component; add lines met="));
  EXPECT_THAT(parameter_mistake("hello\n"), HasSubstr("p.txt:1: has no \"=\""));
  EXPECT_THAT(parameter_mistake(start + "nbTests=3\n"),
              HasSubstr("p.txt:3: unknown key \"nbTests\"; known are"));
  EXPECT_THAT(parameter_mistake(start + "nbTest=3.5\n"), HasSubstr("p.txt:3: \"3.5\" is not a whole number"));
  EXPECT_THAT(parameter_mistake(start + "nbTest=\n"), HasSubstr("p.txt:3: \"nbTest=\" takes 1 values"));
  EXPECT_THAT(parameter_mistake(start + "met=c.mrui A 1 0\n"), HasSubstr("p.txt:3: \"A\" is already"));
  EXPECT_THAT(parameter_mistake(start + "met=c.mrui C 2 0\n"), HasSubstr("p.txt:3: takes FILE NAME 1 0"));
  EXPECT_THAT(parameter_mistake(start + "rel= A C amplitude\n"),
              HasSubstr("p.txt:3: no line met= or macro= names"));
  EXPECT_THAT(parameter_mistake(start + "rel= A A amplitude\n"),
              HasSubstr("p.txt:3: \"A\" is related to itself"));
  EXPECT_THAT(parameter_mistake(start + "rel= A B amplitudes\n"),
              HasSubstr("known are amplitude amplitude_soft"));
  EXPECT_THAT(parameter_mistake(start + "rel= A B amplitude_soft\n"),
              HasSubstr("p.txt:3: amplitude_soft takes one"));
  EXPECT_THAT(parameter_mistake(start + "rel= A B amplitude_soft -5\n"), HasSubstr("p.txt:3: the per cent"));
  EXPECT_THAT(parameter_mistake(start + "lineshape=Square\n"),
              HasSubstr("known are Gaussian Lorentzian Voigt"));
  EXPECT_THAT(parameter_mistake(start + "ExtraDampinglow/upp=30 20\n"),
              HasSubstr("p.txt:3: the lower bound is above"));
  EXPECT_THAT(parameter_mistake(start + "ExtraDampinglow/upp=-1 20\n"),
              HasSubstr("p.txt:3: a damping below 0"));
  EXPECT_THAT(parameter_mistake(start + "backgroundSVD=10 512 10\n"),
              HasSubstr("p.txt:3: takes POINTS ROWS"));
  EXPECT_THAT(parameter_mistake(start + "estim_t0=Free\n"),
              HasSubstr("p.txt:3: \"estim_t0=Free\" is not supported"));
  EXPECT_THAT(parameter_mistake(start + "choiceDamping=maybe\n"), HasSubstr("neither true nor false"));
  EXPECT_THAT(parameter_mistake(start + "nbTrunc=20\nlastPoint=10\n"),
              HasSubstr("p.txt:4: nbTrunc leaves no point"));
  EXPECT_THAT(parameter_mistake(start + "nbTest=10001\n"),
              HasSubstr("p.txt:3: \"nbTest=\" is from 0 to 10000"));
  EXPECT_THAT(parameter_mistake(start + "nbIteration=0\n"), HasSubstr("p.txt:3: \"nbIteration=\" is from 1"));
  EXPECT_EQ(parse_parameters("p.txt", start + "nbTest=0\n").starts, 0U);
  EXPECT_THAT(parameter_mistake(start + "ExtraDampinglow/upp=0 inf\n"), HasSubstr("p.txt:3: \"inf\" is not"));
  EXPECT_THAT(parameter_mistake(start + "estimate_phase=A\nrel= A B amplitude\n"),
              HasSubstr("p.txt:4: \"A\" has a phase of its own"));
}

TEST(MrsParameters, RefusesRelationsInACircle) {
  const std::string start = "met=a.mrui A 1 0\nmet=b.mrui B 1 0\nmet=c.mrui C 1 0\n";
  EXPECT_THAT(parameter_mistake(start + "rel= A B amplitude_soft 5\nrel= B A amplitude\n"),
              HasSubstr("p.txt:4: relations lead from \"B\" back to \"A\"; take one"));
  EXPECT_THAT(parameter_mistake(
                  start + "rel= A B frequency_shift\nrel= B C frequency_shift\nrel= C A frequency_shift\n"),
              HasSubstr("p.txt:4: relations lead"));
  EXPECT_EQ(parameter_mistake(start + "rel= A B damping\nrel= B A frequency_shift\nrel= A B damping\n"),
            "no mistake");
}

TEST(MrsOutput, PrintsNumbersAsCquest) {
  EXPECT_EQ(format_scientific(0.181741), "1.8174E-1");
  EXPECT_EQ(format_scientific(0), "0.0000E0");
  EXPECT_EQ(format_scientific(-164.34), "-1.6434E2");
  EXPECT_EQ(format_scientific(22.798), "2.2798E1");
}

} // namespace

} // namespace mrs_quantify
