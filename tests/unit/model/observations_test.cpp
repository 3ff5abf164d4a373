#include "harness/model/observations.hpp"

#include <gtest/gtest.h>

namespace reprovip::model {
namespace {

Observations two_of_three() {
  Observations observations;
  observations.study = "s-1";
  observations.series = {{"amplitudes", "Amplitude", "NAA", {0.1, std::nullopt, -3e300}}};
  observations.left_out = {"labels: 70000 rows"};
  return observations;
}

TEST(Observations, ReadBackToTheSameBits) {
  const auto written = dump(to_json(two_of_three()));
  const auto read = observations_from_json(*parse_json(written), "x");
  ASSERT_TRUE(read);
  EXPECT_EQ(dump(to_json(*read)), written);
  ASSERT_EQ(read->series.size(), 1U);
  EXPECT_EQ(read->series[0].values, two_of_three().series[0].values);
  EXPECT_EQ(value_name(read->series[0]), "amplitudes.Amplitude[NAA]");
}

TEST(Observations, OfAnotherSchemaAreRefusedWithAdvice) {
  const auto read = observations_from_json(*parse_json(R"({"schema": 2})"), "s-1/observations.json");
  ASSERT_FALSE(read);
  EXPECT_NE(read.error().message.find("s-1/observations.json"), std::string::npos);
  EXPECT_FALSE(read.error().advice.empty());
}

} // namespace
} // namespace reprovip::model
