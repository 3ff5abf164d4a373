#pragma once

namespace reprovip::stats {

// Quantiles take the lower-tail probability in (0, 1), degrees of freedom are positive and finite, arguments
// finite.
double normal_quantile(double probability);
double t_quantile(double probability, double df);
double chi_squared_quantile(double probability, double df);
double f_quantile(double probability, double df1, double df2);
// a and b positive.
double beta_quantile(double probability, double a, double b);
// t with `shift` as noncentrality: (Z + shift) / sqrt(chi^2 / df).
double noncentral_t_quantile(double probability, double df, double shift);

// P(X <= x)
double normal_lower_tail(double x);

// P(X > x); the argument of the normal and t may be infinite.
double normal_upper_tail(double x);
double chi_squared_upper_tail(double x, double df);
double t_upper_tail(double x, double df);
double f_upper_tail(double x, double df1, double df2);
// `x` in [0, 1], a and b positive.
double beta_upper_tail(double x, double a, double b);

double t_density(double x, double df);
// x > 0.
double f_density(double x, double df1, double df2);

// Derivatives of log gamma, first and second; x > 0. `trigamma_inverse` of y > 0: Newton's steps on 1 /
// trigamma, which is convex (Smyth 2004, appendix).
double digamma(double x);
double trigamma(double x);
double trigamma_inverse(double y);

} // namespace reprovip::stats
