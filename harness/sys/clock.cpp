#include "harness/sys/clock.hpp"

#include "harness/base/format.hpp"

namespace reprovip::sys {

namespace {

class RealClock : public Clock {
public:
  UtcMillis utc() override {
    const auto since_epoch = std::chrono::system_clock::now().time_since_epoch();
    return std::chrono::duration_cast<std::chrono::milliseconds>(since_epoch).count();
  }
  std::chrono::steady_clock::time_point steady() override { return std::chrono::steady_clock::now(); }
};

} // namespace

Clock& real_clock() {
  static RealClock clock;
  return clock;
}

std::string iso8601(UtcMillis time) {
  using namespace std::chrono;
  const sys_time<milliseconds> point{milliseconds(time)};
  const auto day = floor<days>(point);
  const year_month_day date(day);
  const hh_mm_ss clock(point - day);
  return format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", static_cast<int>(date.year()),
                static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), clock.hours().count(),
                clock.minutes().count(), clock.seconds().count(), clock.subseconds().count());
}

} // namespace reprovip::sys
