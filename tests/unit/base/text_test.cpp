#include "harness/base/placeholders.hpp"
#include "harness/base/suggest.hpp"
#include "harness/base/utf8.hpp"
#include "harness/base/wildcard.hpp"

#include <gtest/gtest.h>

namespace reprovip {

TEST(Suggest, CountsASwapOfNeighboursAsOneEdit) {
  EXPECT_EQ(edit_distance("tolerance", "tolerence"), 1);
  EXPECT_EQ(edit_distance("form", "from"), 1);
  EXPECT_EQ(edit_distance("", "abc"), 3);
}

TEST(Suggest, OffersTheNearestOrTheKnown) {
  EXPECT_EQ(suggestion("tolerence", {"metric", "tolerance"}), "did you mean \"tolerance\"?");
  EXPECT_EQ(suggestion("zzz", {"a", "b"}), "known are \"a\", \"b\"");
  EXPECT_EQ(suggestion("zzz", {}), "");
}

TEST(Placeholders, AreFoundAndExpanded) {
  EXPECT_EQ(placeholders_of("{input.x}/{{no}}/{a-b}{print $1}"),
            (std::vector<std::string>{"input.x", "a-b"}));
  const auto text = expand("{x}-{{x}}-{print $1}", [](std::string_view name) {
    return name == "x" ? std::optional<std::string>("1") : std::nullopt;
  });
  ASSERT_TRUE(text);
  EXPECT_EQ(*text, "1-{x}-{print $1}");
}

TEST(Placeholders, UnknownOnesAreNamed) {
  const auto text = expand("{nope}", [](std::string_view) { return std::optional<std::string>(); });
  ASSERT_FALSE(text);
  EXPECT_EQ(text.error().message, "unknown placeholder \"{nope}\"");
}

TEST(Wildcard, MatchesWholeText) {
  EXPECT_TRUE(wildcard_match("NAA*", "NAAG"));
  EXPECT_TRUE(wildcard_match("*a?c*", "xxabcx"));
  EXPECT_TRUE(wildcard_match("", ""));
  EXPECT_FALSE(wildcard_match("NAA", "NAAG"));
  EXPECT_FALSE(wildcard_match("?", ""));
}

TEST(Clean, ShowsWhatWouldTurnTheTextAround) {
  EXPECT_EQ(clean("a\u202eb\u2066c\u061c"), "a\\u202eb\\u2066c\\u061c");
  EXPECT_EQ(clean("two\n\tlines\x1b[2J", Lines::keep), "two\n\tlines\\x1b[2J");
  EXPECT_EQ(clean("two\nlines"), "two\\nlines");
  EXPECT_EQ(clean("broken \xff, \u00e9"), "broken \ufffd, \u00e9");
}

} // namespace reprovip
