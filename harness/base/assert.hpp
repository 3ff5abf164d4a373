#pragma once

// For bugs only, never for input: always on, says where, and stops the program (exit by std::abort).
#define REPROVIP_ASSERT(condition)                                                                           \
  do {                                                                                                       \
    if (!(condition)) {                                                                                      \
      ::reprovip::assertion_failed(#condition, __FILE__, __LINE__);                                          \
    }                                                                                                        \
  } while (false)

namespace reprovip {

[[noreturn]] void assertion_failed(const char* condition, const char* file, int line);

} // namespace reprovip
