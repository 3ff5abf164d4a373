// applications/mrs-quantify's readers as the variant gcc-fast-math compiles them: what is no number is
// refused still.
#include "tests/applications/mrs_mistake.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "applications/mrs-quantify/src/numbers.hpp"
#include "applications/mrs-quantify/src/parameters.hpp"
#include "applications/mrs-quantify/src/signal.hpp"
#include <cmath>
#include <functional>

namespace mrs_quantify {

namespace {

using testing::HasSubstr;

std::string of_points(const Points& points, const Axis& axis = Axis()) {
  Signal signal;
  signal.axis = axis;
  return message([&] { parse_signal("a.mrui", format_mrui(points, signal), Axis()); });
}

TEST(MrsFastMath, ReadsOnlyNumbers) {
  EXPECT_EQ(read_number("-1.5e3"), -1500);
  for (const char* const word : {"", "nan", "inf", "-inf", "1e999", "1x", "x"}) {
    EXPECT_FALSE(read_number(word)) << word;
  }
}

TEST(MrsFastMath, RefusesSamplesThatAreNoNumbers) {
  EXPECT_EQ(of_points({{1, 2}, {3, 4}}), "no mistake");
  EXPECT_THAT(of_points({{1, 2}, {std::nan(""), 4}}), HasSubstr("point 2 is not a finite number"));
  EXPECT_THAT(of_points({{1, -HUGE_VAL}, {3, 4}}), HasSubstr("point 1 is not a finite number"));
  EXPECT_THAT(of_points({{1, 2}}, {std::nan(""), 1e8, 4.65}), HasSubstr("no sampling interval"));
  EXPECT_THAT(of_points({{1, 2}}, {1e-3, HUGE_VAL, 4.65}), HasSubstr("no transmitter frequency"));
  for (const char* const word : {"nan", "inf", "-inf", "1e999"}) {
    const auto text = "1 2\n3 " + std::string(word) + "\n";
    EXPECT_THAT(message([&] { parse_signal("a.txt", text, Axis()); }), HasSubstr("a.txt:2: \"")) << word;
  }
}

TEST(MrsFastMath, RefusesParametersThatAreNoNumbers) {
  for (const char* const word : {"nan", "inf", "-inf", "1e999"}) {
    const auto text = "met=a.mrui A 1 0\nExtraDampinglow/upp=0 " + std::string(word) + "\n";
    EXPECT_THAT(message([&] { parse_parameters("p.txt", text); }), HasSubstr("p.txt:2: \"")) << word;
  }
}

} // namespace

} // namespace mrs_quantify
