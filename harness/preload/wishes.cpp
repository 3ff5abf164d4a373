#include "harness/preload/wishes.hpp"

#include "harness/preload/rounding.hpp"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

// Not there in musl, which is not supported: it takes us for loaded, and we stay silent.
extern "C" const char* gnu_get_libc_version() __attribute__((weak));

namespace reprovip::preload {

namespace {

Wishes g_wishes;
bool g_is_read = false;

// The index of `name` in `names`, which follow "untouched"; -1: none of them.
template <typename Enum, unsigned N>
bool choose(const char* variable, const char* const (&names)[N], Enum& wish) {
  const char* const name = ::getenv(variable);
  if (name == nullptr) {
    return true;
  }
  for (unsigned i = 0; i < N; ++i) {
    if (::strcmp(name, names[i]) == 0) {
      wish = static_cast<Enum>(i + 1);
      return true;
    }
  }
  return false;
}

bool read_shift(int64_t& shift) {
  const char* const text = ::getenv("REPROVIP_CLOCK");
  if (text == nullptr) {
    return true;
  }
  char* end = nullptr;
  shift = ::strtoll(text, &end, 10);
  return end != text && *end == '\0';
}

void read() {
  constexpr const char* k_roundings[] = {"nearest", "down", "up", "zero", "random"};
  constexpr const char* k_orders[] = {"sorted", "reversed", "shuffled"};
  const char* const seed = ::getenv("REPROVIP_SEED");
  Wishes read;
  read.seed = hash(seed == nullptr ? "" : seed);
  read.is_understood = choose("REPROVIP_ROUNDING", k_roundings, read.rounding) &&
                       choose("REPROVIP_READDIR", k_orders, read.order) && read_shift(read.clock_shift) &&
                       gnu_get_libc_version != nullptr;
  g_wishes = read.is_understood ? read : Wishes();
  g_is_read = true;
}

// Tells that we are in force: whoever asked for us takes the file's absence for that.
__attribute__((constructor)) void start() {
  const int before = errno;
  if (wishes().is_understood) {
    enter_thread(0);
    const char* const mark = ::getenv("REPROVIP_MARK");
    if (mark != nullptr) {
      ::unlink(mark);
    }
  }
  errno = before;
}

} // namespace

const Wishes& wishes() {
  if (!g_is_read) {
    read();
  }
  return g_wishes;
}

uint64_t hash(const char* text, uint64_t before) {
  for (; *text != '\0'; ++text) {
    before = (before ^ static_cast<unsigned char>(*text)) * 0x100000001b3;
  }
  return before;
}

uint64_t draw(uint64_t& state) {
  uint64_t z = (state += 0x9e3779b97f4a7c15);
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
  z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
  return z ^ (z >> 31);
}

} // namespace reprovip::preload
