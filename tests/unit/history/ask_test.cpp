#include "harness/history/history.hpp"
#include "harness/history/queries.hpp"
#include "harness/history/union.hpp"

#include "tests/unit/history/history_fixture.hpp"

#include <gmock/gmock.h>

#include <filesystem>

namespace reprovip::history {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

class AskTest : public HistoryTest {
protected:
  // Ten studies: the metric steps up at the sixth.
  void make_ten() const {
    for (int i = 0; i < 10; ++i) {
      make({.study = "mrs-0000000" + std::to_string(i),
            .version = "1." + std::to_string(i),
            .ended_ms = 100000 + 1000 * i,
            .nu = (i < 5 ? 0.05 : 0.15) + 0.001 * (i % 3),
            .status = i < 5 ? model::Status::pass : model::Status::fail,
            .failed = i == 9 ? 1U : 0U});
    }
  }
  model::History ask_for(const std::string& metric) const {
    auto history = ask({root()}, {.metric = metric});
    EXPECT_TRUE(history.has_value()) << (history ? "" : render(history.error()));
    return history ? *history : model::History();
  }
};

TEST_F(AskTest, AMetricIsALineInTimeOrder) {
  make_ten();
  const auto history = ask_for("nu");
  ASSERT_EQ(history.lines.size(), 1U);
  const auto& line = history.lines.front();
  EXPECT_EQ(line.protocol, "mrs");
  EXPECT_EQ(line.application, "quantify");
  EXPECT_EQ(line.value, "amplitudes[NAA]");
  ASSERT_EQ(line.points.size(), 10U);
  EXPECT_EQ(history.studies[line.points[9].study].version, "1.9");
  EXPECT_EQ(line.points[0].estimate, 0.05);
  EXPECT_EQ(line.points[0].low, 0.04);
}

TEST_F(AskTest, AStepIsMarkedWithWhatItWasBeforeAndAfter) {
  make_ten();
  const auto history = ask_for("nu");
  ASSERT_EQ(history.lines.front().changes.size(), 1U);
  const auto& change = history.lines.front().changes.front();
  EXPECT_EQ(change.point, 5U);
  EXPECT_DOUBLE_EQ(*change.before, 0.051);
  EXPECT_DOUBLE_EQ(*change.after, 0.151);
  EXPECT_LE(*change.p, 0.05);
}

TEST_F(AskTest, TooFewStudiesShowNoChangeAndSaySo) {
  make({});
  const auto history = ask_for("nu");
  EXPECT_THAT(history.lines.front().changes, IsEmpty());
  EXPECT_EQ(history.lines.front().note, "1 numbers: 8 are needed for a change to show");
}

TEST_F(AskTest, VerdictsAreWordsAndChangeWhereTheyDiffer) {
  make_ten();
  const auto history = ask_for("verdict");
  ASSERT_EQ(history.lines.size(), 2U);
  EXPECT_EQ(history.lines[0].value, "");
  EXPECT_EQ(history.lines[1].value, "retest");
  EXPECT_EQ(history.lines[1].points[4].text, "pass");
  ASSERT_EQ(history.lines[1].changes.size(), 1U);
  EXPECT_EQ(history.lines[1].changes[0].point, 5U);
  EXPECT_FALSE(history.lines[1].changes[0].p.has_value());
}

TEST_F(AskTest, WallIsAMedianWithQuartiles) {
  make({.repetitions = 5});
  const auto point = ask_for("wall").lines.at(0).points.at(0);
  EXPECT_DOUBLE_EQ(*point.low, 0.2);
  EXPECT_DOUBLE_EQ(*point.estimate, 0.1 * 3);
  EXPECT_DOUBLE_EQ(*point.high, 0.4);
  EXPECT_EQ(ask_for("memory").lines.at(0).points.at(0).estimate, 5000);
}

TEST_F(AskTest, FailedExecutionsAreCountedAndDoNotGiveTimes) {
  make({.repetitions = 3, .failed = 2});
  EXPECT_EQ(ask_for("failures").lines.at(0).points.at(0).estimate, 2);
  EXPECT_EQ(ask_for("wall").lines.at(0).points.at(0).low, ask_for("wall").lines.at(0).points.at(0).high);
}

TEST_F(AskTest, AMetricThatNoStudyHasIsAnErrorWithAdvice) {
  make({});
  const auto history = ask({root()}, {.metric = "nuu"});
  ASSERT_FALSE(history.has_value());
  EXPECT_THAT(render(history.error()), HasSubstr("no study has a metric \"nuu\"; did you mean \"nu\"?"));
}

TEST_F(AskTest, ProfilesAndProtocolsAreLinesOfTheirOwn) {
  make({.study = "mrs-00000001", .ended_ms = 1000});
  make({.study = "mrs-00000002", .profile = "smoke", .ended_ms = 2000});
  make({.study = "other-00000003", .ended_ms = 3000});
  const auto history = ask_for("nu");
  ASSERT_EQ(history.lines.size(), 3U);
  EXPECT_EQ(history.lines[1].protocol, "mrs --profile smoke");
  const auto some = ask({root()}, {.metric = "nu", .protocol = "o*"});
  ASSERT_EQ(some->lines.size(), 1U);
  EXPECT_EQ(some->studies.size(), 1U);
  EXPECT_THAT(ask({root()}, {.metric = "nu", .protocol = "none"})->lines, IsEmpty());
  EXPECT_THAT(ask({root()}, {.metric = "nu", .value = "no*"})->lines, IsEmpty());
}

TEST_F(AskTest, SeveralStoresAreOneAndACopyCountsOnce) {
  make({.study = "mrs-00000001", .ended_ms = 1000});
  const auto copy = directory().path() / "copy";
  std::filesystem::copy(root(), copy, std::filesystem::copy_options::recursive);
  make({.study = "mrs-00000002", .ended_ms = 2000});
  std::vector<std::string> notes;
  const auto studies = list_studies({copy, root()}, notes);
  ASSERT_TRUE(studies.has_value());
  ASSERT_EQ(studies->size(), 2U);
  EXPECT_EQ(studies->at(0).store, copy.string());
  EXPECT_EQ(studies->at(1).study, "mrs-00000002");
}

TEST_F(AskTest, StandingsGoBackToTheFirstStudyOfTheRow) {
  make_ten();
  model::Study study;
  study.plan.study = "mrs-00000009";
  study.verdicts.verdicts = {{.criterion = "retest", .status = model::Status::fail}};
  std::vector<std::string> notes;
  const auto found = standings(study, {root()}, notes);
  ASSERT_TRUE(found.has_value());
  const auto& standing = found->at("retest");
  EXPECT_EQ(standing.status, model::Status::fail);
  EXPECT_EQ(standing.study, "mrs-00000005");
  EXPECT_EQ(standing.since_ms, 105000);
  EXPECT_EQ(standing.studies, 5U);
}

TEST_F(AskTest, AStudyAloneStandsByItselfAndAnUnknownOneNot) {
  make({.study = "mrs-00000001", .profile = "smoke", .ended_ms = 1000});
  make({.study = "mrs-00000002", .ended_ms = 2000});
  model::Study study;
  study.plan.study = "mrs-00000002";
  study.verdicts.verdicts = {{.criterion = "retest", .status = model::Status::pass}};
  std::vector<std::string> notes;
  EXPECT_EQ(standings(study, {root()}, notes)->at("retest").studies, 1U);
  study.plan.study = "mrs-99999999";
  EXPECT_THAT(*standings(study, {root()}, notes), IsEmpty());
}

// Every question is answered by an index: none walks through the tables of scores or executions.
TEST_F(AskTest, QuestionsUseIndices) {
  make({});
  auto index = open();
  for (const auto* query : {k_scores_of_metric, k_walls_of_study, k_memories_of_study, k_criteria_of_study,
                            k_checked_values, k_earlier_studies, k_metrics}) {
    auto plan = index.database().prepare(std::string("EXPLAIN QUERY PLAN ") + query);
    ASSERT_TRUE(plan.has_value());
    std::string text;
    while (plan->next().value()) {
      text += plan->text(3) + "\n";
    }
    EXPECT_THAT(text, HasSubstr("INDEX")) << query;
    EXPECT_TRUE(text.starts_with("SEARCH") || query == k_metrics) << text;
  }
  auto plan = index.database().prepare(std::string("EXPLAIN QUERY PLAN ") + k_walls_of_study);
  ASSERT_TRUE(plan->next().value());
  EXPECT_THAT(plan->text(3), HasSubstr("COVERING INDEX executions_by_wall"));
}

} // namespace
} // namespace reprovip::history
