#include "harness/score/metric.hpp"
#include "harness/score/score.hpp"

#include "tests/support/support.hpp"

#include <gtest/gtest.h>

namespace reprovip::score {
namespace {

using reprovip::test::TempDir;

// Shrout & Fleiss 1979, table 2: six targets, four judges.
constexpr const char* k_judges =
    "target,j1,j2,j3,j4\n1,9,2,5,8\n2,6,1,3,2\n3,8,4,6,8\n4,7,1,2,6\n5,10,5,6,9\n6,6,2,4,7\n";

FileRequest request(const std::string& kind, std::vector<sys::Path> files) {
  FileRequest asked;
  asked.kind = kind;
  asked.files = std::move(files);
  return asked;
}

std::vector<model::Score> scores(const FileRequest& asked) {
  const auto all = score_files(asked);
  EXPECT_TRUE(all) << (all ? "" : one_line(all.error()));
  return all.value_or(std::vector<model::Score>{});
}

std::string mistake(const FileRequest& asked) {
  const auto all = score_files(asked);
  return all ? std::string("no mistake") : one_line(all.error());
}

TEST(FilesAtHand, ColumnsOfATableAreExecutions) {
  const TempDir dir;
  auto asked = request("icc", {dir.write("judges.csv", k_judges)});
  // Shrout & Fleiss 1979: ICC(1,1) = 0.17, ICC(2,1) = 0.29, ICC(3,1) = 0.71.
  asked.options = {{"form", std::string("1")}};
  EXPECT_NEAR(*scores(asked).at(0).estimate, 0.16574, 5e-6);
  asked.options = {{"form", std::string("A")}};
  EXPECT_NEAR(*scores(asked).at(0).estimate, 0.28976, 5e-6);
  asked.options = {{"form", std::string("C")}};
  const auto consistency = scores(asked);
  ASSERT_EQ(consistency.size(), 1U);
  EXPECT_NEAR(*consistency[0].estimate, 0.71484, 5e-6);
  EXPECT_EQ(consistency[0].subjects, 6U);
  EXPECT_EQ(consistency[0].repetitions, 4U);
}

TEST(FilesAtHand, LongTablesSayTheSame) {
  const TempDir dir;
  std::string text = "score,judge,who\n";
  const std::vector<std::vector<int>> table = {{9, 2, 5, 8}, {6, 1, 3, 2},  {8, 4, 6, 8},
                                               {7, 1, 2, 6}, {10, 5, 6, 9}, {6, 2, 4, 7}};
  for (std::size_t judge = 4; judge-- > 0;) {
    for (std::size_t target = 0; target < table.size(); ++target) {
      text += std::to_string(table[target][judge]) + ",j" + std::to_string(judge) + ",t" +
              std::to_string(target) + "\n";
    }
  }
  auto asked = request("icc", {dir.write("long.csv", text)});
  asked.long_columns = {"who", "judge", "score"};
  asked.options = {{"form", std::string("A")}};
  EXPECT_NEAR(*scores(asked).at(0).estimate, 0.28976, 5e-6);
  asked.long_columns = {"who", "judges", "score"};
  EXPECT_NE(mistake(asked).find("did you mean \"judge\"?"), std::string::npos);
  asked.long_columns = {"who", "who", "score"};
  EXPECT_NE(mistake(asked).find("has two values"), std::string::npos);
}

TEST(FilesAtHand, OneFilePerExecutionSaysTheSame) {
  const TempDir dir;
  const std::vector<std::vector<int>> table = {
      {9, 6, 8, 7, 10, 6}, {2, 1, 4, 1, 5, 2}, {5, 3, 6, 2, 6, 4}, {8, 2, 8, 6, 9, 7}};
  std::vector<sys::Path> by_run;
  std::vector<sys::Path> by_subject;
  for (std::size_t run = 0; run < table.size(); ++run) {
    std::string text = "target,x\n";
    for (std::size_t target = 0; target < table[run].size(); ++target) {
      const auto value = std::to_string(table[run][target]);
      text += "t" + std::to_string(target) + "," + value + "\n";
      const auto name = "s" + std::to_string(target) + "_r" + std::to_string(run) + ".csv";
      by_subject.push_back(dir.write(name, "x\n" + value + "\n"));
    }
    by_run.push_back(dir.write("run" + std::to_string(run) + ".csv", text));
  }
  auto asked = request("icc", by_run);
  asked.options = {{"form", std::string("A")}};
  EXPECT_NEAR(*scores(asked).at(0).estimate, 0.28976, 5e-6);
  asked.files = by_subject;
  asked.pattern = "{subject}_r{repetition}.csv";
  const auto named = scores(asked);
  ASSERT_EQ(named.size(), 1U);
  EXPECT_NEAR(*named[0].estimate, 0.28976, 5e-6);
  EXPECT_EQ(named[0].subjects, 6U);
  asked.pattern = "{subject}-{repetition}.csv";
  EXPECT_NE(mistake(asked).find("does not match"), std::string::npos);
  asked.pattern = "s{repetition}_*.csv";
  EXPECT_NE(mistake(asked).find("two files are of one execution"), std::string::npos);
}

TEST(FilesAtHand, ANumberThatIsNoneTakesTheEstimate) {
  const TempDir dir;
  const auto nan = scores(request("wsd", {dir.write("nan.csv", "id,a,b\n1,1,2\n2,nan,3\n")}));
  EXPECT_FALSE(nan.at(0).estimate);
  EXPECT_EQ(nan.at(0).reason, "NaN or infinite: a of \"2\"");
  EXPECT_EQ(nan.at(0).missing, 1U);
}

TEST(FilesAtHand, MistakesSayWhatToDo) {
  const TempDir dir;
  const auto table = dir.write("judges.csv", k_judges);
  auto asked = request("icc", {table});
  asked.across = "judge";
  EXPECT_NE(mistake(asked).find("--across names a part of --pattern"), std::string::npos);
  EXPECT_NE(mistake(request("icc", {})).find("takes a table, or 2 files at least"), std::string::npos);
  EXPECT_NE(mistake(request("equal", {table})).find("takes 2 files at least"), std::string::npos);
  auto mixed = request("equal", {table});
  mixed.levels = {{"a", table}};
  EXPECT_NE(mistake(mixed).find("files of a level stand with the others"), std::string::npos);
}

TEST(FilesAtHand, PairsAreComparedBetweenLevelsAndWithTheTruth) {
  const TempDir dir;
  const auto one = dir.write("one.csv", "name,x\np,1\n");
  const auto two = dir.write("two.csv", "name,x\np,1.5\n");
  auto asked = request("equal", {});
  asked.levels = {{"a", one}, {"b", two}};
  const auto between = scores(asked);
  ASSERT_FALSE(between.empty());
  EXPECT_EQ(between[0].group, "a | b");
  EXPECT_NEAR(*between[0].estimate, 0.5, 1e-15);
  auto against = request("equal", {two});
  against.truth = one.string();
  EXPECT_NEAR(*scores(against).at(0).estimate, 0.5, 1e-15);
}

TEST(MetricTable, DocumentsEveryMetric) {
  for (const auto& entry : metric_table()) {
    const auto& kind = entry.declaration.name;
    EXPECT_FALSE(entry.declaration.doc.empty()) << kind;
    EXPECT_FALSE(entry.formula.empty()) << kind;
    EXPECT_FALSE(entry.source.empty()) << kind;
    EXPECT_FALSE(entry.inputs.empty()) << kind;
    EXPECT_FALSE(entry.range.empty()) << kind;
    EXPECT_FALSE(entry.undefined.empty()) << kind;
    EXPECT_FALSE(entry.default_per.empty()) << kind;
    for (const auto& option : entry.declaration.options) {
      EXPECT_FALSE(option.doc.empty()) << kind << "." << option.name;
    }
  }
}

} // namespace
} // namespace reprovip::score
