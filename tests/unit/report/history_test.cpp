#include "harness/report/history.hpp"

#include "tests/support/support.hpp"

#include <gtest/gtest.h>

namespace reprovip::report {
namespace {

// Ten studies of two lines: one that steps up and crosses its threshold, and the verdict.
model::History sample() {
  model::History history;
  history.metric = "nu";
  history.doc = "estimates, bars are their intervals";
  model::HistoryLine nu{
      "mrs --profile smoke", "quantify", "amplitudes[NAA]", "engine=docker", "", "nu", {}, {}, {}, {}};
  model::HistoryLine verdict{"mrs --profile smoke", "quantify", "retest", "", "", "", {}, {}, {}, {}};
  for (std::uint32_t i = 0; i < 10; ++i) {
    model::HistoryStudy study;
    study.study = "mrs-0000000" + std::to_string(i);
    study.store = ".reprovip";
    study.protocol = "mrs";
    study.profile = "smoke";
    study.application = "quantify";
    study.version = i == 3 ? "<b>1.3</b>" : "1." + std::to_string(i);
    study.status = i < 5 ? model::Status::pass : model::Status::fail;
    study.last_ms = 1700000000000 + std::int64_t{i} * 86400000;
    study.planned = study.complete = 12;
    history.studies.push_back(study);
    const double value = (i < 5 ? 0.05 : 0.15) + 0.001 * i;
    nu.points.push_back({i, i == 7 ? std::nullopt : std::optional(value), value - 0.01, value + 0.02,
                         i == 7 ? "too few subjects" : ""});
    verdict.points.push_back({i, {}, {}, {}, i < 5 ? "pass" : "fail"});
  }
  nu.thresholds = {{"retest", "<=", 0.1}};
  nu.changes = {{5, 0.052, 0.157, 0.001}};
  verdict.changes = {{5, {}, {}, {}}};
  history.lines = {nu, verdict};
  return history;
}

struct Form {
  std::string name;
  std::string (*write)(const model::History&);
};
std::string as_text(const model::History& history) {
  return history_text(history, 100);
}

class HistoryGolden : public testing::TestWithParam<Form> {};

TEST_P(HistoryGolden, WritesTheApprovedBytesTwice) {
  const auto written = GetParam().write(sample());
  EXPECT_EQ(written, GetParam().write(sample()));
  const auto difference = reprovip::test::differs_from_golden("report/history." + GetParam().name, written);
  EXPECT_TRUE(difference.empty()) << difference;
}

INSTANTIATE_TEST_SUITE_P(Forms, HistoryGolden,
                         testing::Values(Form{"txt", as_text}, Form{"csv", history_csv},
                                         Form{"json", history_json}, Form{"svg", history_svg}),
                         [](const auto& form) { return form.param.name; });

TEST(History, OneStudyAndNoNumberCanBeDrawn) {
  auto history = sample();
  history.lines[0].points = {history.lines[0].points[7]};
  history.lines[0].thresholds.clear();
  history.lines[0].changes.clear();
  EXPECT_NE(history_svg(history).find("</svg>"), std::string::npos);
  EXPECT_NE(as_text(history).find("too few subjects"), std::string::npos);
  history.lines.clear();
  EXPECT_NE(history_svg(history).find("</svg>"), std::string::npos);
  EXPECT_NE(as_text(history).find("no study has such a value"), std::string::npos);
}

TEST(History, LongLinesShowTheLastStudies) {
  EXPECT_NE(history_text(sample(), 100, 3).find("… 7 studies before"), std::string::npos);
}

} // namespace
} // namespace reprovip::report
