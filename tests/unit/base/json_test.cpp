#include "harness/base/json.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace reprovip {

TEST(Json, KeepsOrderAndKinds) {
  const std::string text = R"({"b":1,"a":[true,null,0.1,"x"]})";
  const auto json = parse_json(text);
  ASSERT_TRUE(json);
  EXPECT_EQ(dump(*json), text);
  EXPECT_TRUE((*json)["b"].is_integer());
  EXPECT_TRUE((*json)["nothing"]["deeper"].is_null());
}

TEST(Json, DoublesReadBackToTheSameBits) {
  for (const double value : {0.1, 1.0 / 3, 5e-324, 1.7976931348623157e308, -0.0}) {
    const auto back = parse_json(dump(Json(value)));
    ASSERT_TRUE(back);
    EXPECT_EQ(back->number(), value);
    EXPECT_EQ(std::signbit(back->number()), std::signbit(value));
  }
  EXPECT_EQ(dump(Json(std::numeric_limits<double>::quiet_NaN())), "null");
}

TEST(Json, ErrorsSayLineAndColumn) {
  const auto json = parse_json("{\n  \"a\": ]\n}", "x.json");
  ASSERT_FALSE(json);
  EXPECT_EQ(json.error().where, (SourcePos{"x.json", 2, 8}));
}

TEST(Json, InvalidUtf8NeverBreaksTheOutput) {
  EXPECT_EQ(dump(Json("a\xff\x01z")), "\"a\xEF\xBF\xBD\\u0001z\"");
}

} // namespace reprovip
