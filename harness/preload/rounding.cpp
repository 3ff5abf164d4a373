#include "harness/preload/rounding.hpp"

#include "harness/preload/real.hpp"
#include "harness/preload/wishes.hpp"

#include <pthread.h>
#include <stdlib.h>
#include <threads.h>

#if !defined(__x86_64__)
#error "the rounding modes are set in the registers of x86-64"
#endif

namespace reprovip::preload {

namespace {

// As MXCSR (bits 13 and 14, of SSE and AVX) and the control word of the x87 (bits 10 and 11) have them: Intel
// 64 Software Developer's Manual, volume 1, 4.8.4.
constexpr unsigned k_nearest = 0;
constexpr unsigned k_down = 1;
constexpr unsigned k_up = 2;
constexpr unsigned k_zero = 3;

unsigned current_mode() {
  unsigned sse = 0;
  __asm__ volatile("stmxcsr %0" : "=m"(sse));
  return (sse >> 13) & 3U;
}

void set_mode(unsigned mode) {
  unsigned sse = 0;
  __asm__ volatile("stmxcsr %0" : "=m"(sse));
  sse = (sse & ~(3U << 13)) | (mode << 13);
  __asm__ volatile("ldmxcsr %0" : : "m"(sse) : "memory");
  unsigned short x87 = 0;
  __asm__ volatile("fnstcw %0" : "=m"(x87));
  x87 = static_cast<unsigned short>((x87 & ~(3U << 10)) | (mode << 10));
  __asm__ volatile("fldcw %0" : : "m"(x87) : "memory");
}

struct Thread {
  uint64_t random = 0;
  unsigned mode = k_nearest; // the last one that we set
  unsigned depth = 0;        // of `Nearest`
};
thread_local Thread t_thread;

unsigned next_mode() {
  switch (wishes().rounding) {
  case Rounding::down:
    return k_down;
  case Rounding::up:
    return k_up;
  case Rounding::zero:
    return k_zero;
  case Rounding::random: // without a preferred direction, as CESTAC has it
    return (draw(t_thread.random) & 1U) != 0 ? k_up : k_down;
  default:
    return k_nearest;
  }
}

bool is_wished() {
  return wishes().rounding != Rounding::untouched;
}

unsigned next_ordinal() {
  static unsigned s_count = 0;
  return __atomic_add_fetch(&s_count, 1U, __ATOMIC_RELAXED);
}

template <typename Result>
struct Start {
  Result (*routine)(void*);
  void* argument;
  unsigned ordinal;
};

template <typename Result>
Result begin(void* given) {
  const Start<Result> start = *static_cast<Start<Result>*>(given);
  ::free(given);
  enter_thread(start.ordinal);
  return start.routine(start.argument);
}

// Null: no memory, the thread starts without us.
template <typename Result>
Start<Result>* make_start(Result (*routine)(void*), void* argument) {
  auto* const start = is_wished() ? static_cast<Start<Result>*>(::malloc(sizeof(Start<Result>))) : nullptr;
  if (start != nullptr) {
    *start = {routine, argument, next_ordinal()};
  }
  return start;
}

} // namespace

void enter_thread(unsigned ordinal) {
  if (is_wished()) {
    t_thread.random = wishes().seed + ordinal * uint64_t{0xd1342543de82ef95};
    t_thread.mode = next_mode();
    set_mode(t_thread.mode);
  }
}

Nearest::Nearest() {
  if (is_wished() && t_thread.depth++ == 0) {
    m_before = current_mode();
    set_mode(k_nearest);
  }
}

Nearest::~Nearest() {
  if (!is_wished() || --t_thread.depth != 0) {
    return;
  }
  // A mode that the program has set by itself is left to it.
  if (m_before == t_thread.mode) {
    t_thread.mode = next_mode();
    m_before = t_thread.mode;
  }
  set_mode(m_before);
}

REPROVIP_EXPORT int pthread_create(pthread_t* thread, const pthread_attr_t* attributes,
                                   void* (*routine)(void*), void* argument) noexcept {
  static const auto s_real =
      real<int(pthread_t*, const pthread_attr_t*, void* (*)(void*), void*)>("pthread_create");
  auto* const start = make_start(routine, argument);
  if (start == nullptr) {
    return s_real(thread, attributes, routine, argument);
  }
  const int error = s_real(thread, attributes, begin<void*>, start);
  if (error != 0) {
    ::free(start);
  }
  return error;
}

REPROVIP_EXPORT int thrd_create(thrd_t* thread, thrd_start_t routine, void* argument) {
  static const auto s_real = real<int(thrd_t*, thrd_start_t, void*)>("thrd_create");
  auto* const start = make_start(routine, argument);
  if (start == nullptr) {
    return s_real(thread, routine, argument);
  }
  const int error = s_real(thread, begin<int>, start);
  if (error != thrd_success) {
    ::free(start);
  }
  return error;
}

} // namespace reprovip::preload
