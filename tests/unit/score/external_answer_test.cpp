#include "harness/score/metrics/external_answer.hpp"

#include <gtest/gtest.h>

namespace reprovip::score {
namespace {

std::string mistake(const std::string& answer) {
  const auto rows = read_external_answer(answer);
  return rows ? std::string("no mistake") : rows.error().message;
}

TEST(ExternalAnswer, ReadsEveryKey) {
  const auto rows = read_external_answer(
      R"({"rows": [{"row": "a", "estimate": 0.5, "interval": {"low": 0.25, "high": 0.75, "confidence": 0.9},
          "decision": true, "reason": "", "label": "good", "fields": {"n": 3}, "notes": ["x"],
          "files": ["map.nii"]}, {"row": "b", "estimate": null, "reason": "constant"}]})");
  ASSERT_TRUE(rows) << rows.error().message;
  ASSERT_EQ(rows->size(), 2U);
  const auto& first = rows->front().second;
  EXPECT_EQ(rows->front().first, "a");
  EXPECT_EQ(first.estimate, 0.5);
  EXPECT_EQ(first.interval->low, 0.25);
  EXPECT_EQ(first.interval->confidence, 0.9);
  EXPECT_EQ(first.decision, true);
  EXPECT_EQ(first.label, "good");
  EXPECT_EQ(first.fields.front(), std::pair(std::string("n"), 3.0));
  EXPECT_EQ(first.files.front(), "map.nii");
  EXPECT_FALSE(rows->back().second.estimate);
  EXPECT_EQ(rows->back().second.reason, "constant");
}

TEST(ExternalAnswer, RefusesWhatIsNoAnswer) {
  EXPECT_NE(mistake("").find("no JSON"), std::string::npos);
  EXPECT_NE(mistake(R"({"rows": [{"estimate": NaN}]})").find("no JSON"), std::string::npos);
  EXPECT_NE(mistake(R"({"rows": [{"estimate": 1e999}]})"), "no mistake");
  EXPECT_EQ(mistake("[]"), "its answer is wrong: the whole: it is no object");
  EXPECT_EQ(mistake("{}"), "its answer is wrong: rows: there are none");
  EXPECT_EQ(mistake(R"({"rows": [{"estimate": "1"}]})"),
            "its answer is wrong: rows[0].estimate: it is no finite number");
  EXPECT_EQ(mistake(R"({"rows": [{}]})"),
            "its answer is wrong: rows[0]: neither an estimate nor a reason why there is none");
  EXPECT_EQ(mistake(R"({"rows": [{"estimate": 1}, {"estimate": 2}]})"),
            "its answer is wrong: rows[1]: row \"\" is there twice");
  EXPECT_NE(mistake(R"({"rows": [{"estimat": 1}]})").find("did you mean \"estimate\"?"), std::string::npos);
  EXPECT_NE(mistake(R"({"rows": [{"estimate": 1, "files": ["../x"]}]})").find("no name of a file"),
            std::string::npos);
  EXPECT_NE(mistake(R"({"rows": [{"estimate": 1, "interval": {"low": 2, "high": 1}}]})"), "no mistake");
  EXPECT_NE(mistake(R"({"rows": [{"estimate": 1, "fields": {"a": null}}]})"), "no mistake");
}

} // namespace
} // namespace reprovip::score
