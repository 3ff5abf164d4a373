#include "harness/base/error.hpp"

#include <gtest/gtest.h>

namespace reprovip {

TEST(Error, RendersPlaceCaretAndTrail) {
  auto error = make_error(ErrorKind::protocol, "unknown key \"tolerence\"", "did you mean \"tolerance\"?");
  error.where = SourcePos{"bet.toml", 14, 3};
  error.source_line = "\t tolerence = 1";
  error = with_context(error, "while reading profile \"smoke\"");
  EXPECT_EQ(render(error), "bet.toml:14:3: unknown key \"tolerence\"; did you mean \"tolerance\"?\n"
                           "  \t tolerence = 1\n"
                           "  \t ^\n"
                           "  while reading profile \"smoke\"\n");
}

TEST(Error, SaysOnlyTheFileWhenThereIsNoLine) {
  auto error = make_error(ErrorKind::usage, "no such file");
  error.where = SourcePos{"x.toml", 0, 0};
  EXPECT_EQ(render(error), "x.toml: no such file\n");
  EXPECT_EQ(one_line(error), "x.toml: no such file");
}

} // namespace reprovip
