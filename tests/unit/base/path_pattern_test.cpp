#include "harness/base/path_pattern.hpp"

#include <gtest/gtest.h>

namespace reprovip {
namespace {

PathPattern pattern(const std::string& text) {
  auto parsed = PathPattern::parse(text);
  EXPECT_TRUE(parsed) << (parsed ? "" : one_line(parsed.error()));
  return parsed ? *parsed : PathPattern{};
}

TEST(PathPattern, NamesTheParts) {
  const auto tree = pattern("{version}/exec_{repetition}/{subject}/mask.nii.gz");
  EXPECT_EQ(tree.names(), (std::vector<std::string>{"version", "repetition", "subject"}));
  const auto match = tree.match("v181/exec_2/UPENN-GBM-00019/mask.nii.gz");
  ASSERT_TRUE(match);
  EXPECT_EQ(match->values,
            (PathPattern::Values{{"version", "v181"}, {"repetition", "2"}, {"subject", "UPENN-GBM-00019"}}));
  EXPECT_FALSE(match->other);
  EXPECT_FALSE(tree.match("v181/exec_2/UPENN-GBM-00019/other.nii.gz"));
  EXPECT_FALSE(tree.match("v181/exec_/UPENN-GBM-00019/mask.nii.gz"));
  EXPECT_FALSE(tree.match("x/v181/exec_2/UPENN-GBM-00019/mask.nii.gz"));
}

TEST(PathPattern, NameUsedTwiceIsTheSameText) {
  const auto tree = pattern("{subject}/{subject}_{repetition}.txt");
  ASSERT_TRUE(tree.match("s1/s1_3.txt"));
  EXPECT_FALSE(tree.match("s1/s2_3.txt"));
}

TEST(PathPattern, WildcardsAreNoNames) {
  const auto tree = pattern("**/{subject}/r{repetition}/*_quest?.txt");
  const auto match = tree.match("a/b/s1/r10/001_quest2.txt");
  ASSERT_TRUE(match);
  EXPECT_EQ(match->values, (PathPattern::Values{{"subject", "s1"}, {"repetition", "10"}}));
  EXPECT_TRUE(tree.match("s1/r1/_quest2.txt"));
  EXPECT_TRUE(tree.has_wildcards());
}

TEST(PathPattern, SaysTwoReadings) {
  const auto match = pattern("{version}_{subject}.nii").match("a_b_c.nii");
  ASSERT_TRUE(match);
  ASSERT_TRUE(match->other);
  EXPECT_NE(match->values, *match->other);
}

TEST(PathPattern, RepetitionIsRatherANumber) {
  const auto match = pattern("{subject}_{repetition}.nii").match("sub_a_2.nii");
  ASSERT_TRUE(match);
  EXPECT_FALSE(match->other);
  EXPECT_EQ(match->values.at("subject"), "sub_a");
}

TEST(PathPattern, MistakesHaveAColumn) {
  const auto message = [](const std::string& text) {
    const auto parsed = PathPattern::parse(text);
    return parsed ? std::string("no mistake") : parsed.error().message;
  };
  EXPECT_EQ(message("a/{sub ject}"), "pattern \"a/{sub ject}\", column 3: \"{\" begins no name");
  EXPECT_EQ(message("a}"), "pattern \"a}\", column 2: \"}\" without \"{\"");
  EXPECT_EQ(message("/a"), "pattern \"/a\", column 1: it begins with \"/\"");
  EXPECT_EQ(message(""), "pattern \"\", column 1: it is empty");
  EXPECT_NE(message("*a*a*a*a*a*a*a"), "no mistake");
}

} // namespace
} // namespace reprovip
