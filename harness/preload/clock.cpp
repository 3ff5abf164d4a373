// The time of day, shifted. Waiting until a time of day ends when the shifted clock says so. CLOCK_MONOTONIC,
// file times and timers of the kernel stay as they are.
#include "harness/preload/real.hpp"
#include "harness/preload/wishes.hpp"

#include <pthread.h>
#include <semaphore.h>
#include <sys/time.h>
#include <sys/timeb.h>
#include <time.h>

namespace reprovip::preload {

namespace {

constexpr int64_t k_second = 1'000'000'000;

bool is_wished() {
  return wishes().clock_shift != 0;
}

bool is_time_of_day(clockid_t clock) {
  return clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE || clock == CLOCK_TAI;
}

timespec shifted(const timespec& time, int64_t shift) {
  // Apart, since nanoseconds of a far year do not fit into 64 bits.
  int64_t seconds = time.tv_sec + shift / k_second;
  int64_t nanoseconds = time.tv_nsec + shift % k_second;
  if (nanoseconds < 0) {
    nanoseconds += k_second;
    --seconds;
  } else if (nanoseconds >= k_second) {
    nanoseconds -= k_second;
    ++seconds;
  }
  return {seconds, nanoseconds};
}

int real_clock(clockid_t clock, timespec* time) {
  static const auto s_real = real<int(clockid_t, timespec*)>("clock_gettime");
  return s_real(clock, time);
}

timespec now() {
  timespec time = {};
  real_clock(CLOCK_REALTIME, &time);
  return shifted(time, wishes().clock_shift);
}

// A deadline by the shifted clock, for the kernel.
timespec true_deadline(const timespec& deadline) {
  return shifted(deadline, -wishes().clock_shift);
}

double distance(const timespec& a, const timespec& b) {
  const double seconds = static_cast<double>(a.tv_sec) - static_cast<double>(b.tv_sec);
  return seconds < 0 ? -seconds : seconds;
}

// A condition variable does not tell its clock: a deadline is near the one that it was made from.
bool is_by_time_of_day(const timespec& deadline) {
  timespec uptime = {};
  real_clock(CLOCK_MONOTONIC, &uptime);
  return distance(deadline, now()) < distance(deadline, uptime);
}

} // namespace

REPROVIP_EXPORT int clock_gettime(clockid_t clock, timespec* time) noexcept {
  const int status = real_clock(clock, time);
  if (status == 0 && is_wished() && is_time_of_day(clock)) {
    *time = shifted(*time, wishes().clock_shift);
  }
  return status;
}

REPROVIP_EXPORT int gettimeofday(timeval* time, void* zone) noexcept {
  static const auto s_real = real<int(timeval*, void*)>("gettimeofday");
  const int status = s_real(time, zone);
  if (status == 0 && is_wished()) {
    const auto moved = shifted({time->tv_sec, time->tv_usec * 1000}, wishes().clock_shift);
    *time = {moved.tv_sec, moved.tv_nsec / 1000};
  }
  return status;
}

REPROVIP_EXPORT time_t time(time_t* into) noexcept {
  static const auto s_real = real<time_t(time_t*)>("time");
  if (!is_wished()) {
    return s_real(into);
  }
  const time_t seconds = now().tv_sec;
  if (into != nullptr) {
    *into = seconds;
  }
  return seconds;
}

REPROVIP_EXPORT int ftime(timeb* time) {
  static const auto s_real = real<int(timeb*)>("ftime");
  if (!is_wished()) {
    return s_real(time);
  }
  const auto moved = now();
  *time = {moved.tv_sec, static_cast<unsigned short>(moved.tv_nsec / 1'000'000), 0, 0};
  return 0;
}

REPROVIP_EXPORT int timespec_get(timespec* time, int base) noexcept {
  static const auto s_real = real<int(timespec*, int)>("timespec_get");
  const int given = s_real(time, base);
  if (given == TIME_UTC && is_wished()) {
    *time = shifted(*time, wishes().clock_shift);
  }
  return given;
}

REPROVIP_EXPORT int clock_nanosleep(clockid_t clock, int flags, const timespec* time, timespec* left) {
  static const auto s_real = real<int(clockid_t, int, const timespec*, timespec*)>("clock_nanosleep");
  if (!is_wished() || (flags & TIMER_ABSTIME) == 0 || !is_time_of_day(clock)) {
    return s_real(clock, flags, time, left);
  }
  const auto deadline = true_deadline(*time);
  return s_real(clock, flags, &deadline, left);
}

REPROVIP_EXPORT int pthread_cond_timedwait(pthread_cond_t* condition, pthread_mutex_t* mutex,
                                           const timespec* time) {
  static const auto s_real =
      real<int(pthread_cond_t*, pthread_mutex_t*, const timespec*)>("pthread_cond_timedwait", "GLIBC_2.3.2");
  if (!is_wished() || !is_by_time_of_day(*time)) {
    return s_real(condition, mutex, time);
  }
  const auto deadline = true_deadline(*time);
  return s_real(condition, mutex, &deadline);
}

REPROVIP_EXPORT int pthread_cond_clockwait(pthread_cond_t* condition, pthread_mutex_t* mutex, clockid_t clock,
                                           const timespec* time) {
  static const auto s_real =
      real<int(pthread_cond_t*, pthread_mutex_t*, clockid_t, const timespec*)>("pthread_cond_clockwait");
  if (!is_wished() || !is_time_of_day(clock)) {
    return s_real(condition, mutex, clock, time);
  }
  const auto deadline = true_deadline(*time);
  return s_real(condition, mutex, clock, &deadline);
}

REPROVIP_EXPORT int pthread_mutex_timedlock(pthread_mutex_t* mutex, const timespec* time) noexcept {
  static const auto s_real = real<int(pthread_mutex_t*, const timespec*)>("pthread_mutex_timedlock");
  if (!is_wished()) {
    return s_real(mutex, time);
  }
  const auto deadline = true_deadline(*time);
  return s_real(mutex, &deadline);
}

REPROVIP_EXPORT int sem_timedwait(sem_t* semaphore, const timespec* time) {
  static const auto s_real = real<int(sem_t*, const timespec*)>("sem_timedwait");
  if (!is_wished()) {
    return s_real(semaphore, time);
  }
  const auto deadline = true_deadline(*time);
  return s_real(semaphore, &deadline);
}

} // namespace reprovip::preload
