// applications/mrs-quantify against what the real cQUEST answered (shared data, mrs-cquest, signal 001), and
// on a FID of the ISMRM fitting challenge.
#include "tests/support/support.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "applications/mrs-quantify/src/basis.hpp"
#include "applications/mrs-quantify/src/fit.hpp"
#include "applications/mrs-quantify/src/metrics.hpp"
#include "applications/mrs-quantify/src/output.hpp"
#include <algorithm>
#include <cmath>
#include <fstream>
#include <regex>
#include <sstream>

namespace mrs_quantify {

namespace {

// The digits of quest2.txt, row by row: pixel, pixel, amplitude, SD, phase, damping, shift, noise, bound.
std::vector<std::vector<double>> rows_of(const std::string& text) {
  std::vector<std::vector<double>> rows;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (line.rfind("0000\t", 0) == 0) {
      std::istringstream words(line);
      rows.emplace_back();
      for (double value = 0; words >> value;) {
        rows.back().push_back(value);
      }
    }
  }
  return rows;
}

double correlation(const std::vector<std::vector<double>>& left,
                   const std::vector<std::vector<double>>& right, std::size_t column) {
  const auto n = static_cast<double>(left.size());
  double x = 0, y = 0, xx = 0, yy = 0, xy = 0;
  for (std::size_t i = 0; i < left.size(); ++i) {
    x += left[i][column] / n;
    y += right[i][column] / n;
  }
  for (std::size_t i = 0; i < left.size(); ++i) {
    xx += (left[i][column] - x) * (left[i][column] - x);
    yy += (right[i][column] - y) * (right[i][column] - y);
    xy += (left[i][column] - x) * (right[i][column] - y);
  }
  return xy / std::sqrt(xx * yy);
}

TEST(MrsCquest, AnswersAsTheRealOne) {
  const auto shared = reprovip::test::shared_data();
  if (!shared || !std::filesystem::exists(*shared / "mrs-cquest")) {
    GTEST_SKIP() << "no mrs-cquest in the shared data; set REPROVIP_SHARED_DATA";
  }
  const auto data = *shared / "mrs-cquest";
  const auto file = (data / "cquest-output-001/quest_param_117T_B.txt").string();
  auto parameters = parse_parameters(file, read_bytes(file));
  EXPECT_EQ(parameters.starts, 20U);
  parameters.starts = 2;
  const auto signal = read_signal((data / "signals/001.mrui").string(), Axis());
  const auto basis = read_basis((data / "basis.zip").string(), file, parameters.components, signal,
                                last_point(signal, parameters));
  const auto theirs_text = read_bytes((data / "cquest-output-001/Rec001_Vox1_quest2.txt").string());
  const auto ours_text = format_quest2(quantify(signal, basis, parameters, {1, 2, 1e-8}));
  const std::regex digits("-?[0-9]\\.[0-9]{4}E-?[0-9]+");
  EXPECT_EQ(std::regex_replace(ours_text, digits, "X"), std::regex_replace(theirs_text, digits, "X"));
  const auto ours = rows_of(ours_text);
  const auto theirs = rows_of(theirs_text);
  ASSERT_EQ(ours.size(), 35U);
  ASSERT_EQ(theirs.size(), 35U);
  EXPECT_GT(correlation(ours, theirs, 2), 0.99);
  EXPECT_GT(correlation(ours, theirs, 3), 0.9);
  // NAA, Glu, total creatine.
  EXPECT_NEAR(ours[2][2] / theirs[2][2], 1, 0.02);
  EXPECT_NEAR(ours[13][2] / theirs[13][2], 1, 0.02);
  EXPECT_NEAR((ours[15][2] + ours[16][2]) / (theirs[15][2] + theirs[16][2]), 1, 0.02);
  EXPECT_NEAR(ours[0][5], theirs[0][5], 1);
}

TEST(MrsChallenge, HasPlausibleRatios) {
  const auto shared = reprovip::test::shared_data();
  if (!shared || !std::filesystem::exists(*shared / "mrs-challenge")) {
    GTEST_SKIP() << "no mrs-challenge in the shared data; set REPROVIP_SHARED_DATA";
  }
  std::string text =
      "choiceDamping=true\nExtraDampinglow/upp=0 30\nFrequencyShiftlow/upp=-4 4\nlastPoint=1024\nnbTest=0\n"
      "estim_phi0=Free\n";
  for (const char* const name :
       {"NAA", "NAAG", "Cr", "PCr", "GPC", "PCho", "Glu", "Gln", "Ins", "Tau", "GSH"}) {
    text += std::string("met=") + name + ".txt " + name + " 1 0\n";
  }
  text += "macro=Mac.txt Mac 1 0\nrel= NAAG NAA frequency_shift\nrel= PCr Cr frequency_shift\n"
          "rel= PCho GPC frequency_shift\n";
  const auto parameters = parse_parameters("challenge", text);
  const auto folder = *shared / "mrs-challenge";
  const auto signal = read_signal((folder / "datasets/dataset1.txt").string(), Axis());
  EXPECT_EQ(signal.water.size(), 2048U);
  const auto basis =
      read_basis((folder / "basis").string(), "challenge", parameters.components, signal, 1024);
  const auto fit = quantify(signal, basis, parameters, {1, 1, 1e-8});
  EXPECT_TRUE(fit.converged);
  const auto metrics = measure(fit);
  for (const char* const name : {"NAA/tCr", "Glu/tCr"}) {
    const auto found = std::find_if(metrics.begin(), metrics.end(),
                                    [&](const auto& metric) { return metric.first == name; });
    ASSERT_NE(found, metrics.end()) << name;
    EXPECT_GT(found->second, 0.9) << name;
    EXPECT_LT(found->second, 2) << name;
  }
}

} // namespace

} // namespace mrs_quantify
