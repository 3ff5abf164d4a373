// Numbers are written and read in nearest. glibc's printf and strtod follow the rounding mode: printf("%.1f",
// 0.1) would give 0.2 upwards, which is noise of the text and not of the arithmetic.
#include "harness/preload/real.hpp"
#include "harness/preload/rounding.hpp"

#include <stdarg.h>
#include <stddef.h>

// Not of <stdio.h> and <stdlib.h>: these give some of the names to other symbols.
struct _IO_FILE;
extern "C" _IO_FILE* stdout;
extern "C" _IO_FILE* stdin;

namespace reprovip::preload {

using File = _IO_FILE*;

// NOLINTBEGIN(cppcoreguidelines-macro-usage): a name becomes a symbol
#define REPROVIP_LIST(...) __VA_ARGS__
// The function that takes a list, and the one with an ellipsis by it. ARGUMENTS ends with a comma, like the
// parameters that follow.
#define REPROVIP_TEXT(NAME, WITH_LIST, ARGUMENTS, ...)                                                       \
  REPROVIP_EXPORT int WITH_LIST(__VA_ARGS__ const char* format, va_list list) {                              \
    static const auto s_real = real<int(__VA_ARGS__ const char*, va_list)>(#WITH_LIST);                      \
    const Nearest nearest;                                                                                   \
    return s_real(ARGUMENTS format, list);                                                                   \
  }                                                                                                          \
  REPROVIP_EXPORT int NAME(__VA_ARGS__ const char* format, ...) {                                            \
    va_list list;                                                                                            \
    va_start(list, format);                                                                                  \
    const int count = WITH_LIST(ARGUMENTS format, list);                                                     \
    va_end(list);                                                                                            \
    return count;                                                                                            \
  }
#define REPROVIP_SCANS(PREFIX)                                                                               \
  REPROVIP_TEXT(PREFIX##scanf, PREFIX##vscanf, )                                                             \
  REPROVIP_TEXT(PREFIX##fscanf, PREFIX##vfscanf, REPROVIP_LIST(file, ), File file, )                         \
  REPROVIP_TEXT(PREFIX##sscanf, PREFIX##vsscanf, REPROVIP_LIST(text, ), const char* text, )
#define REPROVIP_STRTO(NAME, NUMBER)                                                                         \
  REPROVIP_EXPORT NUMBER NAME(const char* text, char** end) {                                                \
    static const auto s_real = real<NUMBER(const char*, char**)>(#NAME);                                     \
    const Nearest nearest;                                                                                   \
    return s_real(text, end);                                                                                \
  }

// clang-format off: a comma before a closing parenthesis is meant
REPROVIP_TEXT(printf, vprintf, )
REPROVIP_TEXT(fprintf, vfprintf, REPROVIP_LIST(file, ), File file, )
REPROVIP_TEXT(dprintf, vdprintf, REPROVIP_LIST(file, ), int file, )
REPROVIP_TEXT(sprintf, vsprintf, REPROVIP_LIST(text, ), char* text, )
REPROVIP_TEXT(snprintf, vsnprintf, REPROVIP_LIST(text, size, ), char* text, size_t size, )
REPROVIP_TEXT(asprintf, vasprintf, REPROVIP_LIST(text, ), char** text, )
REPROVIP_TEXT(__printf_chk, __vprintf_chk, REPROVIP_LIST(flag, ), int flag, )
REPROVIP_TEXT(__fprintf_chk, __vfprintf_chk, REPROVIP_LIST(file, flag, ), File file, int flag, )
REPROVIP_TEXT(__dprintf_chk, __vdprintf_chk, REPROVIP_LIST(file, flag, ), int file, int flag, )
REPROVIP_TEXT(__sprintf_chk, __vsprintf_chk, REPROVIP_LIST(text, flag, room, ), char* text, int flag,
              size_t room, )
REPROVIP_TEXT(__snprintf_chk, __vsnprintf_chk, REPROVIP_LIST(text, size, flag, room, ), char* text,
              size_t size, int flag, size_t room, )
REPROVIP_TEXT(__asprintf_chk, __vasprintf_chk, REPROVIP_LIST(text, flag, ), char** text, int flag, )
REPROVIP_SCANS()
REPROVIP_SCANS(__isoc99_)
REPROVIP_SCANS(__isoc23_)
// clang-format on
REPROVIP_STRTO(strtod, double)
REPROVIP_STRTO(strtof, float)
REPROVIP_STRTO(strtold, long double)
// NOLINTEND(cppcoreguidelines-macro-usage)

REPROVIP_EXPORT double atof(const char* text) {
  return strtod(text, nullptr);
}

} // namespace reprovip::preload
