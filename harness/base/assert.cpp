#include "harness/base/assert.hpp"

#include <cstdio>
#include <cstdlib>

namespace reprovip {

void assertion_failed(const char* condition, const char* file, int line) {
  std::fprintf(stderr, "reprovip: %s:%d: this is a bug: \"%s\" does not hold\n", file, line, condition);
  std::abort();
}

} // namespace reprovip
