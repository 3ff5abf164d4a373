#include "harness/stats/distributions.hpp"

#include "harness/base/assert.hpp"

#include <boost/math/distributions/beta.hpp>
#include <boost/math/distributions/chi_squared.hpp>
#include <boost/math/distributions/fisher_f.hpp>
#include <boost/math/distributions/non_central_t.hpp>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <boost/math/special_functions/digamma.hpp>
#include <boost/math/special_functions/polygamma.hpp>
#include <boost/math/special_functions/trigamma.hpp>

#include <cmath>

namespace reprovip::stats {

namespace {

// Overflow and the like give infinities: what cannot be is asserted by the functions below.
using Policy = boost::math::policies::policy<
    boost::math::policies::domain_error<boost::math::policies::ignore_error>,
    boost::math::policies::pole_error<boost::math::policies::ignore_error>,
    boost::math::policies::overflow_error<boost::math::policies::ignore_error>,
    boost::math::policies::evaluation_error<boost::math::policies::ignore_error>>;

void check(double probability, double df) {
  REPROVIP_ASSERT(probability > 0 && probability < 1);
  REPROVIP_ASSERT(df > 0 && std::isfinite(df));
}

} // namespace

double normal_quantile(double probability) {
  check(probability, 1);
  return boost::math::quantile(boost::math::normal_distribution<double, Policy>(), probability);
}

double t_quantile(double probability, double df) {
  check(probability, df);
  return boost::math::quantile(boost::math::students_t_distribution<double, Policy>(df), probability);
}

double chi_squared_quantile(double probability, double df) {
  check(probability, df);
  return boost::math::quantile(boost::math::chi_squared_distribution<double, Policy>(df), probability);
}

double beta_quantile(double probability, double a, double b) {
  check(probability, a);
  check(probability, b);
  return boost::math::quantile(boost::math::beta_distribution<double, Policy>(a, b), probability);
}

double f_quantile(double probability, double df1, double df2) {
  check(probability, df1);
  check(probability, df2);
  return boost::math::quantile(boost::math::fisher_f_distribution<double, Policy>(df1, df2), probability);
}

double normal_lower_tail(double x) {
  return boost::math::cdf(boost::math::normal_distribution<double, Policy>(), x);
}

double normal_upper_tail(double x) {
  return boost::math::cdf(complement(boost::math::normal_distribution<double, Policy>(), x));
}

double chi_squared_upper_tail(double x, double df) {
  check(0.5, df);
  return boost::math::cdf(complement(boost::math::chi_squared_distribution<double, Policy>(df), x));
}

double noncentral_t_quantile(double probability, double df, double shift) {
  check(probability, df);
  return boost::math::quantile(boost::math::non_central_t_distribution<double, Policy>(df, shift),
                               probability);
}

double t_upper_tail(double x, double df) {
  check(0.5, df);
  if (std::isinf(x)) {
    return x > 0 ? 0 : 1;
  }
  return boost::math::cdf(complement(boost::math::students_t_distribution<double, Policy>(df), x));
}

double f_upper_tail(double x, double df1, double df2) {
  check(0.5, df1);
  check(0.5, df2);
  return boost::math::cdf(complement(boost::math::fisher_f_distribution<double, Policy>(df1, df2), x));
}

double beta_upper_tail(double x, double a, double b) {
  check(0.5, a);
  check(0.5, b);
  return boost::math::cdf(complement(boost::math::beta_distribution<double, Policy>(a, b), x));
}

double t_density(double x, double df) {
  check(0.5, df);
  return boost::math::pdf(boost::math::students_t_distribution<double, Policy>(df), x);
}

double f_density(double x, double df1, double df2) {
  check(0.5, df1);
  check(0.5, df2);
  return boost::math::pdf(boost::math::fisher_f_distribution<double, Policy>(df1, df2), x);
}

double digamma(double x) {
  REPROVIP_ASSERT(x > 0);
  return boost::math::digamma(x, Policy());
}

double trigamma(double x) {
  REPROVIP_ASSERT(x > 0);
  return boost::math::trigamma(x, Policy());
}

double trigamma_inverse(double y) {
  REPROVIP_ASSERT(y > 0);
  // Where the first term of its series is all that double precision has.
  if (y > 1e7) {
    return 1 / std::sqrt(y);
  }
  if (y < 1e-6) {
    return 1 / y;
  }
  double x = 0.5 + 1 / y;
  for (int i = 0; i < 50; ++i) {
    const double value = trigamma(x);
    const double step = value * (1 - value / y) / boost::math::polygamma(2, x, Policy());
    x += step;
    if (std::abs(step) < 1e-10 * x) {
      break;
    }
  }
  return x;
}

} // namespace reprovip::stats
