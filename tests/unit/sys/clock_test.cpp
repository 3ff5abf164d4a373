#include "harness/sys/clock.hpp"

#include <gtest/gtest.h>

namespace reprovip::sys {

namespace {

TEST(Clock, WritesUtcWithMilliseconds) {
  EXPECT_EQ(iso8601(0), "1970-01-01T00:00:00.000Z");
  EXPECT_EQ(iso8601(1'772'366'400'250), "2026-03-01T12:00:00.250Z");
  EXPECT_EQ(iso8601(951'782'399'999), "2000-02-28T23:59:59.999Z");
  EXPECT_EQ(iso8601(-1), "1969-12-31T23:59:59.999Z");
}

TEST(Clock, GoesForward) {
  auto& clock = real_clock();
  const auto before = clock.steady();
  EXPECT_GT(clock.utc(), 1'600'000'000'000);
  EXPECT_GE(clock.steady(), before);
}

} // namespace

} // namespace reprovip::sys
