#include "harness/report/text.hpp"

#include <gtest/gtest.h>

namespace reprovip::report {
namespace {

TEST(Text, ShowsControlCharactersAsWhatTheyAre) {
  EXPECT_EQ(clean("a\x1b[31m\x01"), "a\\x1b[31m\\x01");
  EXPECT_EQ(clean("a\tb\nc\r\n"), "a b\\nc\\r\\n");
  EXPECT_EQ(clean("a\tb\nc\r\n", Lines::keep), "a\tb\nc\n");
  EXPECT_EQ(clean(std::string("\0", 1)), "\\x00");
}

TEST(Text, ReplacesInvalidUtf8) {
  const std::string mark = "\xEF\xBF\xBD";
  EXPECT_EQ(clean("\xff"), mark);
  EXPECT_EQ(clean("\xc0\xaf"), mark + mark);            // overlong
  EXPECT_EQ(clean("\xed\xa0\x80"), mark + mark + mark); // surrogate
  EXPECT_EQ(clean("\xe2\x82"), mark + mark);            // cut short
  EXPECT_EQ(clean("\xef\xbf\xbf"), mark);               // U+FFFF is no character of XML
  EXPECT_EQ(clean("é€\xf0\x9f\x98\x80"), "é€\xf0\x9f\x98\x80");
}

TEST(Text, ShowsWhatTurnsTheDirectionOfText) {
  EXPECT_EQ(clean("\xe2\x80\xae"), "\\u202e");
}

TEST(Text, EscapesMarkup) {
  EXPECT_EQ(html("<a b=\"c\" d='e'>&"), "&lt;a b=&quot;c&quot; d=&#39;e&#39;&gt;&amp;");
}

TEST(Text, ShortensBetweenCharacters) {
  EXPECT_EQ(shorten("short", 10), "short");
  const auto text = shorten(std::string(30, 'a') + std::string("\xe2\x82\xac") + std::string(100, 'b'), 71);
  EXPECT_EQ(text, std::string(30, 'a') + " … (103 bytes left out)");
  EXPECT_LE(text.size(), 71U);
}

TEST(Text, CountsColumns) {
  EXPECT_EQ(columns("abc"), 3U);
  EXPECT_EQ(columns("é"), 1U);
  EXPECT_EQ(columns("日本"), 4U);
  EXPECT_EQ(fit("abcdef", 4), "abc…");
  EXPECT_EQ(pad("日", 4), "日  ");
}

TEST(Text, WrapsAtSpaces) {
  EXPECT_EQ(wrap("one two three", 7), (std::vector<std::string>{"one two", "three"}));
  EXPECT_EQ(wrap("abcdefgh", 3), (std::vector<std::string>{"abc", "def", "gh"}));
  EXPECT_EQ(wrap("", 3), std::vector<std::string>{""});
}

TEST(Text, QuotesForAShell) {
  EXPECT_EQ(shell_word("protocols/x-1.toml"), "protocols/x-1.toml");
  EXPECT_EQ(shell_word("it's $HOME"), "'it'\\''s $HOME'");
  EXPECT_EQ(shell_word(""), "''");
}

TEST(Text, CountsNouns) {
  EXPECT_EQ(counted(1, "execution"), "1 execution");
  EXPECT_EQ(counted(0, "class"), "0 classes");
  EXPECT_EQ(counted(2, "study"), "2 studies");
}

} // namespace
} // namespace reprovip::report
