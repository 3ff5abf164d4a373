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

TEST(Json, AByteThatIsZeroDoesNotEndIt) {
  for (const auto text :
       {std::string_view("{}\0", 3), std::string_view("{}\n\0{", 5), std::string_view("1\0", 2)}) {
    const auto json = parse_json(text, "a.json");
    ASSERT_FALSE(json.has_value());
    EXPECT_NE(render(json.error()).find("a byte that is zero"), std::string::npos) << render(json.error());
  }
  EXPECT_NE(render(parse_json(std::string_view("{}\n\0", 4), "a.json").error()).find("a.json:2:1"),
            std::string::npos);
}

TEST(Json, TellsWhereAKeyStandsTwice) {
  EXPECT_TRUE(parse_json_once(R"({"a": {"b": 1}, "b": [{"b": 2}, {"b": 3}]})").has_value());
  const auto twice = parse_json_once("{\"a\": 1,\n\"\\u0061\": 2}", "a.json");
  ASSERT_FALSE(twice.has_value());
  EXPECT_NE(render(twice.error()).find("\"a\" is there twice"), std::string::npos) << render(twice.error());
  EXPECT_NE(render(twice.error()).find("a.json:2:"), std::string::npos) << render(twice.error());
  EXPECT_FALSE(parse_json_once("{").has_value());
}

TEST(Json, InvalidUtf8NeverBreaksTheOutput) {
  EXPECT_EQ(dump(Json("a\xff\x01z")), "\"a\xEF\xBF\xBD\\u0001z\"");
}

} // namespace reprovip
