#pragma once

#include <optional>

namespace reprovip::stats {

// How far the variability between executions moves a conclusion (Chatelain, Sokolowski, Sharp, Poline &
// Glatard 2026, doi 10.64898/2026.01.09.698203): standard deviations by the delta method. `nu` is the
// standard deviation between executions over that between subjects.

// Of Cohen's d of two groups: nu sqrt(1/n1 + 1/n2 + d^2 / df), about 2 nu / sqrt(n).
double sd_of_cohen_d(double nu, double d, double n1, double n2, double df);
// Of the t of two samples: nu.
double sd_of_t(double nu);
// Of a partial correlation, at least: nu sqrt((1 - r^2)^3 / (n - 1)).
double sd_of_partial_r(double nu, double r, double n);
// Of an F with one degree of freedom above: 2 sqrt(F) nu.
double sd_of_f(double nu, double f);
// Of the two-sided p of t: 2 nu times the density of t at |t|.
double sd_of_p_of_t(double nu, double t, double df);
// Of the p of F(1, df2): 2 sqrt(F) nu times the density of F.
double sd_of_p_of_f(double nu, double f, double df2);

// Subjects of two equal groups together that bring the sd of Cohen's d, 2 nu / sqrt(n), down to `sd` > 0.
double subjects_for_sd_of_d(double nu, double sd);

// p as Beta(a, b) with mean p0 and that standard deviation: kappa = p0 (1 - p0) / sd^2 - 1, a = p0 kappa,
// b = (1 - p0) kappa.
struct Flip {
  double a = 0;
  double b = 0;
  double probability = 0; // that p is on the other side of alpha than p0
};
// Needs p0 and alpha in (0, 1), sd > 0. Nothing when no Beta has so large an sd: sd^2 >= p0 (1 - p0).
std::optional<Flip> flip_probability(double p0, double sd, double alpha);

} // namespace reprovip::stats
