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

TEST(VipNames, WritesNumbersAsTheProgramGetsThem) {
  const auto got = [](const char* text) { return number_on_vip(text).text; };
  EXPECT_EQ(got("0.1"), "0.1");
  EXPECT_EQ(got("1"), "1.0");
  EXPECT_EQ(got("-20"), "-20.0");
  EXPECT_EQ(got("0"), "0.0");
  EXPECT_EQ(got("0.50"), "0.5");
  EXPECT_EQ(got("1e7"), "10000000.0");
  EXPECT_EQ(got("1e-05"), "1e-05");
  EXPECT_EQ(got("1e20"), "1e+20");
  EXPECT_EQ(got("0.123456789"), "0.12345679");
  EXPECT_EQ(got("16777217"), "16777216.0");
  EXPECT_EQ(got("1e300"), "");
  EXPECT_EQ(got("text"), "");
  EXPECT_EQ(got("nan"), "");
  EXPECT_FALSE(number_on_vip("1").is_rounded);
  EXPECT_FALSE(number_on_vip("0.1").is_rounded);
  EXPECT_TRUE(number_on_vip("16777217").is_rounded);
}

TEST(VipNames, KnowsTheIntegersThatVipReads) {
  for (const auto* text : {"0", "+1", "-2147483648", "2147483647"}) {
    EXPECT_TRUE(is_integer_on_vip(text)) << text;
  }
  for (const auto* text : {"2147483648", "1.0", "1e3", "", "+", " 1", "1 "}) {
    EXPECT_FALSE(is_integer_on_vip(text)) << text;
  }
}

TEST(VipNames, KnowsWhatIsNoUri) {
  EXPECT_EQ(refused_in_paths("/vip/Home/a_b-1.(2)+@,:=&"), "");
  EXPECT_EQ(refused_in_paths("/vip/Home/a b[1]?"), " []?");
}

} // namespace

} // namespace reprovip::vip
