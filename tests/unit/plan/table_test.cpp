#include "harness/plan/table.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace reprovip::plan {
namespace {

using testing::ElementsAre;
using Row = std::vector<std::string>;

TEST(TextTable, ReadsTabsWithByteOrderMarkAndCarriageReturns) {
  const auto table =
      read_table("\xEF\xBB\xBFparticipant_id\tage\r\nsub-01\t30\r\n\r\nsub-02\tn/a", "participants.tsv");
  ASSERT_TRUE(table);
  EXPECT_THAT(table->header, ElementsAre("participant_id", "age"));
  EXPECT_THAT(table->rows, ElementsAre(Row{"sub-01", "30"}, Row{"sub-02", "n/a"}));
  EXPECT_THAT(table->lines, ElementsAre(2, 4));
}

TEST(TextTable, ReadsQuotedCells) {
  const auto table = read_table("id,note\n\"a\",\"one, \"\"two\"\"\nthree\"\nb,\n", "t.csv");
  ASSERT_TRUE(table);
  EXPECT_THAT(table->rows, ElementsAre(Row{"a", "one, \"two\"\nthree"}, Row{"b", ""}));
  EXPECT_THAT(table->lines, ElementsAre(2, 4));
}

TEST(TextTable, TellsTheSeparatorFromTheHeader) {
  EXPECT_THAT(read_table("id\tx\na\t1\n", "list.txt")->rows, ElementsAre(Row{"a", "1"}));
  EXPECT_THAT(read_table("id;x\na;1,5\n", "list.csv")->rows, ElementsAre(Row{"a", "1,5"}));
  EXPECT_THAT(read_table("id\n\"a\"\n", "list.tsv")->rows, ElementsAre(Row{"\"a\""}));
}

TEST(TextTable, ReportsEveryRowOfAnotherWidth) {
  const auto table = read_table("id,x\na\nb,1\nc,1,2\n", "t.csv");
  ASSERT_FALSE(table);
  ASSERT_EQ(table.error().size(), 2U);
  EXPECT_EQ(table.error()[0].where, (SourcePos{"t.csv", 2, 0}));
  EXPECT_EQ(table.error()[1].message, "3 cells in this row, 2 in the header");
}

TEST(TextTable, RefusesAnEmptyFile) {
  EXPECT_FALSE(read_table("", "t.csv"));
  EXPECT_FALSE(read_table("\n\n", "t.tsv"));
}

} // namespace
} // namespace reprovip::plan
