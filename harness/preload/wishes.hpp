#pragma once

#include <stdint.h>

namespace reprovip::preload {

enum class Rounding { untouched, nearest, down, up, zero, random };
enum class Order { untouched, sorted, reversed, shuffled };

// What the environment asks for; see README.md.
struct Wishes {
  Rounding rounding = Rounding::untouched;
  Order order = Order::untouched;
  int64_t clock_shift = 0; // nanoseconds added to the time of day
  uint64_t seed = 0;       // of the execution
  bool is_understood = false;
};

// Read once. Functions may be called before our own start: by what other libraries do at theirs.
const Wishes& wishes();

// Of FNV-1a, 64 bit.
uint64_t hash(const char* text, uint64_t before = 0xcbf29ce484222325);
// The next number of a sequence: splitmix64 (Steele, Lea, Flood 2014).
uint64_t draw(uint64_t& state);

} // namespace reprovip::preload
