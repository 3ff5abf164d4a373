#include "harness/vip/names.hpp"

#include <gtest/gtest.h>

namespace reprovip::vip {

namespace {

TEST(VipNames, KnowsTheCharactersOfValues) {
  EXPECT_EQ(refused_characters("0-9.,AZaz-+@/_(): []?&="), "");
  EXPECT_EQ(refused_characters("*#;'\"$~%{}\\<>|!\n"), "*#;'\"$~%{}\\<>|!\n");
  EXPECT_EQ(refused_characters("50%%"), "%");
  EXPECT_EQ(refused_characters("é"), "é");
}

TEST(VipNames, MakesExecutionNames) {
  EXPECT_EQ(execution_name("reprovip s/1.a_b-c é"), "reprovip s-1-a_b-c --");
}

TEST(VipNames, CleansFileNamesAsVipDoes) {
  EXPECT_EQ(cleaned_name("/a/b c.nii"), "b_c.nii");
  EXPECT_EQ(cleaned_name(" été .txt "), "t_.txt");
  EXPECT_EQ(cleaned_name("é"), "");
  EXPECT_EQ(cleaned_name("  "), "");
}

TEST(VipNames, QuotesPaths) {
  EXPECT_EQ(url_path("/vip/Home/a b+c(1)"), "/vip/Home/a%20b%2Bc%281%29");
}

TEST(VipNames, RoundsAsTheWorkflowEngineDoes) {
  EXPECT_EQ(rounded_number("0.1"), "");
  EXPECT_EQ(rounded_number("20"), "");
  EXPECT_EQ(rounded_number("0.123456789"), "0.12345679");
  EXPECT_EQ(rounded_number("16777217"), "16777216");
  EXPECT_EQ(rounded_number("1e300"), "inf");
  EXPECT_EQ(rounded_number("text"), "");
}

} // namespace

} // namespace reprovip::vip
