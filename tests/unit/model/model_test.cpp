#include "harness/model/exit_code.hpp"
#include "harness/model/record.hpp"
#include "harness/model/score.hpp"
#include "harness/model/value.hpp"
#include "harness/model/verdict.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace reprovip::model {

TEST(Value, LevelsAreEqualAsText) {
  EXPECT_TRUE(same(Value(std::int64_t{4}), Value(std::string("4"))));
  EXPECT_FALSE(same(Value(true), Value(std::int64_t{1})));
  EXPECT_EQ(to_text(Value(0.1)), "0.1");
}

TEST(ExitCode, TheFirstThatAppliesWins) {
  EXPECT_EQ(worst(ExitCode::inconclusive, ExitCode::criterion_failed), ExitCode::criterion_failed);
  EXPECT_EQ(worst(ExitCode::success, ExitCode::nothing_selected), ExitCode::nothing_selected);
  EXPECT_EQ(worst(ExitCode::interrupted, ExitCode::usage), ExitCode::interrupted);
  EXPECT_EQ(worst(ExitCode::infrastructure, ExitCode::execution_failed), ExitCode::execution_failed);
}

Record sample_record() {
  Record record;
  record.cell = Digest{std::string(64, 'a')};
  record.repetition = 3;
  record.attempt = "x1";
  record.levels = {{"engine", "native"}};
  record.seed = 18446744073709551615u;
  record.ending.outcome = Outcome::failed;
  record.ending.exit_code = 2;
  record.ending.usage.wall_s = 0.25;
  record.outputs = {
      Output{"fa", OutputState::present, "", {OutputFile{.path = "fa.mif", .size = 12}}, {}, {}, false}};
  return record;
}

TEST(Record, SurvivesJson) {
  const auto record = sample_record();
  const auto back = record_from_json(to_json(record), "x");
  ASSERT_TRUE(back);
  EXPECT_EQ(dump(to_json(*back)), dump(to_json(record)));
  EXPECT_EQ(back->seed, record.seed);
  EXPECT_FALSE(back->ending.signal);
}

TEST(Record, WithoutItsKeyIsRefused) {
  auto json = to_json(sample_record());
  json.set("cell", "");
  EXPECT_FALSE(record_from_json(json, "x"));
  EXPECT_FALSE(record_from_json(Json::object(), "x"));
}

TEST(Record, IsCompleteOnlyWithItsOutputs) {
  auto record = sample_record();
  record.ending.outcome = Outcome::succeeded;
  EXPECT_TRUE(is_complete(record));
  record.outputs.front().state = OutputState::refused;
  EXPECT_FALSE(is_complete(record));
}

TEST(Scores, OpenIntervalsSurviveJson) {
  constexpr double k_open = std::numeric_limits<double>::infinity();
  Scores scores;
  scores.scores.resize(2);
  scores.scores[0].interval = Interval{-k_open, 0.2, 0.95};
  scores.scores[1].interval = Interval{0.1, k_open, 0.95};
  const auto text = dump(to_json(scores));
  const auto back = scores_from_json(*parse_json(text, "scores"), "scores");
  ASSERT_TRUE(back);
  EXPECT_EQ(back->scores[0].interval->low, -k_open);
  EXPECT_EQ(back->scores[1].interval->low, 0.1);
  EXPECT_EQ(back->scores[1].interval->high, k_open);
}

TEST(Scores, SurviveJson) {
  Scores scores;
  scores.study = "s";
  Score score;
  score.metric = "nu";
  score.output = "t";
  score.column = "value";
  score.row = "NAA";
  score.interval = Interval{0.1, 0.2, 0.95};
  score.scope = Scope::reproducibility;
  score.fields = {{"F", 12.5}};
  scores.scores = {score};
  const auto back = scores_from_json(to_json(scores), "x");
  ASSERT_TRUE(back);
  EXPECT_EQ(dump(to_json(*back)), dump(to_json(scores)));
  EXPECT_EQ(value_name(back->scores.front()), "t.value[NAA]");
}

TEST(Verdicts, SurviveJson) {
  Verdicts verdicts;
  verdicts.status = Status::fail;
  verdicts.verdicts = {Verdict{"c",
                               Severity::warn,
                               "nu <= 0.1",
                               "nu",
                               Status::fail,
                               "why",
                               {Scope::repeatability},
                               {},
                               {"p.toml", 3, 1}}};
  verdicts.grades = {{"fa", Grade::identical, ""}};
  verdicts.alerts = {{Severity::fail, "c", "text"}};
  const auto back = verdicts_from_json(to_json(verdicts), "x");
  ASSERT_TRUE(back);
  EXPECT_EQ(dump(to_json(*back)), dump(to_json(verdicts)));
}

} // namespace reprovip::model
