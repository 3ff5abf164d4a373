#include "harness/base/format.hpp"

#include "tests/unit/score/fake_study.hpp"

#include <gtest/gtest.h>

namespace reprovip::score {
namespace {

using test::FakeStudy;
using Values = std::vector<std::optional<double>>;

// One subject, three repetitions, of a table with two numbers a row and a text.
struct ThreeTables : FakeStudy {
  ThreeTables() : FakeStudy({"s"}, {}, 3) {
    for (std::uint32_t repetition = 1; repetition <= 3; ++repetition) {
      write(0, 0, repetition, format("name,amp,sd,kind\nNAA,{0},0.{0},x\nCho,nan,2,x\n", repetition));
    }
  }
};

TEST(Observe, SeesTheColumnsThatMetricsOfValuesSpeakOf) {
  ThreeTables study;
  study.metric("nu", "amp");
  study.metric("icc", "amp");
  const auto seen = study.observations();
  ASSERT_EQ(seen.series.size(), 2U);
  EXPECT_EQ(model::value_name(seen.series[0]), "out.amp[NAA]");
  EXPECT_EQ(seen.series[0].values, (Values{1, 2, 3}));
  // NaN is no number, but a value.
  EXPECT_EQ(model::value_name(seen.series[1]), "out.amp[Cho]");
  EXPECT_EQ(seen.series[1].values, (Values{std::nullopt, std::nullopt, std::nullopt}));
}

TEST(Observe, SeesNothingThatOnlyMetricsOfPairsSpeakOf) {
  ThreeTables study;
  study.metric("bytes", "");
  EXPECT_TRUE(study.observations().series.empty());
}

TEST(Observe, SeesEveryNumberWhenAsked) {
  const auto seen = ThreeTables().observations({.everything = true});
  std::vector<std::string> names;
  for (const auto& series : seen.series) {
    names.push_back(model::value_name(series));
  }
  EXPECT_EQ(names, (std::vector<std::string>{"out.amp[NAA]", "out.amp[Cho]", "out.sd[NAA]", "out.sd[Cho]"}));
}

TEST(Observe, HasNoNumberOfWhatFailedOrIsMissing) {
  ThreeTables study;
  study.metric("nu", "sd");
  study.records[0].reset();
  study.write(0, 0, 1, "!");
  study.records[1].reset();
  const auto seen = study.observations();
  ASSERT_EQ(seen.series.size(), 2U);
  EXPECT_EQ(seen.series[0].values, (Values{std::nullopt, std::nullopt, 0.3}));
}

TEST(Observe, NamesWhatItLeavesOut) {
  ThreeTables study;
  study.metric("nu", "amp");
  const auto seen = study.observations({.most_numbers = 5});
  EXPECT_TRUE(seen.series.empty());
  ASSERT_EQ(seen.left_out.size(), 1U);
  EXPECT_EQ(seen.left_out[0], "out.amp: 2 values of 3 executions are too many to keep");
}

TEST(Observe, NamesAnOutputThatCannotBeRead) {
  FakeStudy study({"s"}, {}, 2, "out.json");
  study.metric("nu");
  study.write(0, 0, 1, "{\"a\": 1}");
  study.write(0, 0, 2, "{\"a\": ");
  const auto seen = study.observations();
  ASSERT_EQ(seen.left_out.size(), 1U);
  EXPECT_EQ(seen.left_out[0].rfind("out: ", 0), 0U) << seen.left_out[0];
  ASSERT_EQ(seen.series.size(), 1U);
  EXPECT_EQ(seen.series[0].values, (Values{1, std::nullopt}));
}

} // namespace
} // namespace reprovip::score
