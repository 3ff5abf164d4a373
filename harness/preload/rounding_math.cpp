// The functions of libm whose results are not those of one correctly rounded operation. They are computed in
// nearest, for which they were made and measured, and the mode changes behind them: what is perturbed is the
// arithmetic between them. Square roots are single operations: they follow the mode.
#include "harness/preload/real.hpp"
#include "harness/preload/rounding.hpp"

namespace reprovip::preload {

namespace {

template <typename Result, typename... Arguments>
Result in_nearest(Result (*function)(Arguments...), Arguments... arguments) {
  const Nearest nearest;
  return function(arguments...);
}

} // namespace

// NOLINTBEGIN(cppcoreguidelines-macro-usage): a name becomes a symbol
#define REPROVIP_UNARY(NAME, NUMBER)                                                                         \
  REPROVIP_EXPORT NUMBER NAME(NUMBER x) {                                                                    \
    static const auto s_real = real<NUMBER(NUMBER)>(#NAME);                                                  \
    return in_nearest(s_real, x);                                                                            \
  }
#define REPROVIP_BINARY(NAME, NUMBER)                                                                        \
  REPROVIP_EXPORT NUMBER NAME(NUMBER x, NUMBER y) {                                                          \
    static const auto s_real = real<NUMBER(NUMBER, NUMBER)>(#NAME);                                          \
    return in_nearest(s_real, x, y);                                                                         \
  }
#define REPROVIP_SINCOS(NAME, NUMBER)                                                                        \
  REPROVIP_EXPORT void NAME(NUMBER x, NUMBER* sine, NUMBER* cosine) {                                        \
    static const auto s_real = real<void(NUMBER, NUMBER*, NUMBER*)>(#NAME);                                  \
    in_nearest(s_real, x, sine, cosine);                                                                     \
  }
#define REPROVIP_LGAMMA(NAME, NUMBER)                                                                        \
  REPROVIP_EXPORT NUMBER NAME(NUMBER x, int* sign) {                                                         \
    static const auto s_real = real<NUMBER(NUMBER, int*)>(#NAME);                                            \
    return in_nearest(s_real, x, sign);                                                                      \
  }
#define REPROVIP_UNARIES(NAME)                                                                               \
  REPROVIP_UNARY(NAME, double)                                                                               \
  REPROVIP_UNARY(NAME##f, float)

REPROVIP_UNARIES(exp)
REPROVIP_UNARIES(exp2)
REPROVIP_UNARIES(exp10)
REPROVIP_UNARIES(expm1)
REPROVIP_UNARIES(log)
REPROVIP_UNARIES(log2)
REPROVIP_UNARIES(log10)
REPROVIP_UNARIES(log1p)
REPROVIP_UNARIES(sin)
REPROVIP_UNARIES(cos)
REPROVIP_UNARIES(tan)
REPROVIP_UNARIES(asin)
REPROVIP_UNARIES(acos)
REPROVIP_UNARIES(atan)
REPROVIP_UNARIES(sinh)
REPROVIP_UNARIES(cosh)
REPROVIP_UNARIES(tanh)
REPROVIP_UNARIES(asinh)
REPROVIP_UNARIES(acosh)
REPROVIP_UNARIES(atanh)
REPROVIP_UNARIES(cbrt)
REPROVIP_UNARIES(erf)
REPROVIP_UNARIES(erfc)
REPROVIP_UNARIES(lgamma)
REPROVIP_UNARIES(tgamma)
REPROVIP_BINARY(pow, double)
REPROVIP_BINARY(powf, float)
REPROVIP_BINARY(atan2, double)
REPROVIP_BINARY(atan2f, float)
REPROVIP_BINARY(hypot, double)
REPROVIP_BINARY(hypotf, float)
REPROVIP_SINCOS(sincos, double)
REPROVIP_SINCOS(sincosf, float)
REPROVIP_LGAMMA(lgamma_r, double)
REPROVIP_LGAMMA(lgammaf_r, float)
// NOLINTEND(cppcoreguidelines-macro-usage)

} // namespace reprovip::preload
