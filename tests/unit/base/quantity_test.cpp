#include "harness/base/quantity.hpp"

#include <gtest/gtest.h>

namespace reprovip {

TEST(Quantity, ReadsDurations) {
  EXPECT_DOUBLE_EQ(parse_duration("1h30min")->count(), 5400);
  EXPECT_DOUBLE_EQ(parse_duration("500 ms")->count(), 0.5);
  EXPECT_DOUBLE_EQ(parse_duration("2d")->count(), 172800);
}

TEST(Quantity, ReadsSizesInBothBases) {
  EXPECT_EQ(*parse_bytes("4GiB"), 4294967296u);
  EXPECT_EQ(*parse_bytes("2 GB"), 2000000000u);
  EXPECT_EQ(*parse_bytes("1.5KiB"), 1536u);
}

TEST(Quantity, RefusesWhatHasNoUnitOrSense) {
  for (const auto* text : {"10", "", "s", "-1s", "1e400s", "3 parsecs", "nan s"}) {
    EXPECT_FALSE(parse_duration(text)) << text;
    EXPECT_FALSE(parse_bytes(text)) << text;
  }
}

TEST(Quantity, SpeaksToPeople) {
  EXPECT_EQ(human_duration(Seconds(0.34)), "340 ms");
  EXPECT_EQ(human_duration(Seconds(90)), "1 min 30 s");
  EXPECT_EQ(human_duration(Seconds(7260)), "2 h 01 min");
  EXPECT_EQ(human_bytes(17), "17 B");
  EXPECT_EQ(human_bytes(std::uint64_t{5} << 30), "5.0 GiB");
}

} // namespace reprovip
