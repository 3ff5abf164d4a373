// applications/mrs-quantify: fits, bounds and decompositions whose answer is known.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "applications/mrs-quantify/src/crlb.hpp"
#include "applications/mrs-quantify/src/fit.hpp"
#include "applications/mrs-quantify/src/metrics.hpp"
#include "applications/mrs-quantify/src/mistake.hpp"
#include "applications/mrs-quantify/src/optimise.hpp"
#include "applications/mrs-quantify/src/output.hpp"
#include <cmath>
#include <random>

namespace mrs_quantify {

namespace {

using testing::ElementsAre;
using testing::SizeIs;

constexpr double k_pi = 3.14159265358979323846;
constexpr double k_dwell = 0.25e-3;
constexpr std::size_t k_count = 400;

Points sinusoids(const std::vector<Sinusoid>& all, std::size_t count = k_count) {
  return evaluate(all, k_dwell, count);
}

// Three metabolites with lines of their own and one that overlaps the second.
std::vector<Points> make_basis() {
  return {sinusoids({{1, 8, -310}, {0.5, 9, -80}}), sinusoids({{3, 8, -120}, {2, 8, 40}}),
          sinusoids({{1, 7, -60}, {1, 9, -45}, {1, 8, 90}}), sinusoids({{2, 20, -110}, {1, 25, 60}})};
}

Parameters make_parameters() {
  Parameters parameters;
  for (const char* const name : {"NAA", "Cr", "Ins", "Mac"}) {
    parameters.components.push_back({name, "", false, false, 0});
  }
  parameters.common_damping = true;
  parameters.damping = {0, 40};
  parameters.shift = {-5, 5};
  parameters.starts = 4;
  return parameters;
}

struct Truth {
  std::vector<std::complex<double>> amplitudes = {4, 3, 2, 1.5};
  std::vector<double> dampings = {12, 12, 12, 12};
  std::vector<double> shifts = {1.5, -2, 0.3, 2.5};
};

Signal make_signal(const Truth& truth, double noise = 0, std::uint64_t seed = 1) {
  Signal signal;
  signal.axis = {k_dwell, 123.2e6, 4.65};
  signal.points.assign(k_count, 0);
  const auto basis = make_basis();
  std::mt19937_64 generator(seed);
  std::normal_distribution<double> normal(0, 1);
  for (std::size_t n = 0; n < k_count; ++n) {
    const double t = static_cast<double>(n) * k_dwell;
    for (std::size_t m = 0; m < basis.size(); ++m) {
      signal.points[n] += truth.amplitudes[m] * basis[m][n] *
                          std::polar(std::exp(-truth.dampings[m] * t), 2 * k_pi * truth.shifts[m] * t);
    }
    signal.points[n] += noise * std::complex<double>(normal(generator), normal(generator));
  }
  return signal;
}

Fit fit(const Signal& signal, const Parameters& parameters, Settings settings = {3, 1, 1e-12}) {
  return quantify(signal, make_basis(), parameters, settings);
}

TEST(MrsLinear, FindsTheNonNegativeSolution) {
  Eigen::MatrixXd a(3, 2);
  a << 1, 0, 0, 1, 1, 1;
  const auto inner = non_negative_least_squares(a, Eigen::Vector3d(1, 2, 3));
  EXPECT_NEAR(inner[0], 1, 1e-14);
  EXPECT_NEAR(inner[1], 2, 1e-14);
  // Unconstrained: (-1, 2); with the first at 0: (2 + 1) / 2.
  const auto edge = non_negative_least_squares(a, Eigen::Vector3d(-1, 2, 1));
  EXPECT_EQ(edge[0], 0);
  EXPECT_NEAR(edge[1], 1.5, 1e-14);
}

TEST(MrsLinear, StaysInACone) {
  // x0 within 0.8 and 1.2 of x1, both from 0.
  Eigen::MatrixXd cone(4, 2);
  cone << 1, 0, 0, 1, 1, -0.8, -1, 1.2;
  const auto design = Eigen::MatrixXd::Identity(2, 2);
  const auto inside = cone_least_squares(design, Eigen::Vector2d(1.1, 1), cone);
  EXPECT_TRUE(inside.active.empty());
  EXPECT_NEAR(inside.x[0], 1.1, 1e-12);
  const auto above = cone_least_squares(design, Eigen::Vector2d(3, 1), cone);
  EXPECT_THAT(above.active, ElementsAre(3));
  EXPECT_NEAR(above.x[0], 1.2 * above.x[1], 1e-12);
  // The foot of the perpendicular on (1.2, 1).
  EXPECT_NEAR(above.x[1], (3 * 1.2 + 1) / (1.2 * 1.2 + 1), 1e-12);
  const auto apex = cone_least_squares(design, Eigen::Vector2d(-1, -1), cone);
  EXPECT_NEAR(apex.x.norm(), 0, 1e-12);
}

TEST(MrsHlsvd, RecoversDampedSinusoids) {
  const std::vector<Sinusoid> truth = {
      {std::polar(2.0, 0.4), 15, -700}, {std::polar(1.0, -2.0), 120, -30}, {std::polar(0.1, 3.0), 5, 400}};
  for (const bool lanczos : {true, false}) {
    const auto found = hlsvd(sinusoids(truth), k_dwell, {0, 0, 3}, lanczos);
    ASSERT_THAT(found, SizeIs(3));
    for (std::size_t i = 0; i < 3; ++i) {
      EXPECT_NEAR(found[i].frequency, truth[i].frequency, 1e-6);
      EXPECT_NEAR(found[i].damping, truth[i].damping, 1e-5);
      EXPECT_NEAR(std::abs(found[i].amplitude - truth[i].amplitude), 0, 1e-6);
    }
  }
}

TEST(MrsHlsvd, OfNothingIsNothing) {
  EXPECT_THAT(hlsvd(Points(100), k_dwell, {0, 0, 3}, true), SizeIs(0));
  EXPECT_THAT(hlsvd(Points(1), k_dwell, {0, 0, 3}, true), SizeIs(0));
}

TEST(MrsFit, RecoversASignalWithoutNoise) {
  const Truth truth;
  const auto result = fit(make_signal(truth), make_parameters());
  EXPECT_TRUE(result.converged);
  for (std::size_t i = 0; i < 4; ++i) {
    EXPECT_NEAR(result.estimates[i].amplitude, truth.amplitudes[i].real(), 1e-6);
    EXPECT_NEAR(result.estimates[i].shift, truth.shifts[i], 1e-6);
    EXPECT_NEAR(result.estimates[i].damping, 12, 1e-5);
    EXPECT_EQ(result.estimates[i].phase, 0);
  }
  EXPECT_LT(result.cost, 1e-10);
}

TEST(MrsFit, RecoversADampingAndAPhaseOfEach) {
  Truth truth;
  truth.dampings = {5, 12, 20, 33};
  truth.amplitudes[3] = std::polar(1.5, 2.0);
  auto parameters = make_parameters();
  parameters.common_damping = false;
  parameters.components[3].free_phase = true;
  parameters.starts = 8;
  const auto result = fit(make_signal(truth), parameters);
  for (std::size_t i = 0; i < 4; ++i) {
    EXPECT_NEAR(result.estimates[i].amplitude, std::abs(truth.amplitudes[i]), 1e-5);
    EXPECT_NEAR(result.estimates[i].damping, truth.dampings[i], 1e-3);
  }
  EXPECT_NEAR(result.estimates[3].phase, 2.0 * 180 / k_pi, 1e-3);
}

TEST(MrsFit, RecoversAPhaseOfAll) {
  Truth truth;
  for (auto& amplitude : truth.amplitudes) {
    amplitude *= std::polar(1.0, -0.5);
  }
  auto parameters = make_parameters();
  parameters.estimate_phase = true;
  const auto result = fit(make_signal(truth), parameters);
  EXPECT_NEAR(result.phase, -0.5 * 180 / k_pi, 1e-5);
  EXPECT_NEAR(result.estimates[0].amplitude, 4, 1e-5);
}

TEST(MrsFit, RecoversAGaussianLine) {
  auto signal = make_signal(Truth());
  const auto basis = make_basis();
  for (std::size_t n = 0; n < k_count; ++n) {
    const double t = static_cast<double>(n) * k_dwell;
    signal.points[n] = 2.0 * basis[0][n] * std::exp(-6 * t - 9 * 9 * t * t);
  }
  auto parameters = make_parameters();
  parameters.lineshape = Lineshape::voigt;
  const auto result = fit(signal, parameters);
  EXPECT_NEAR(result.estimates[0].damping, 6, 1e-2);
  EXPECT_NEAR(result.estimates[0].gaussian, 9, 1e-2);
  EXPECT_NEAR(result.estimates[0].amplitude, 2, 1e-3);
}

TEST(MrsFit, HonoursRelations) {
  auto parameters = make_parameters();
  parameters.relations = {{RelationKind::amplitude, 1, 0, 0, 1},
                          {RelationKind::amplitude_soft, 2, 0, 20, 2},
                          {RelationKind::frequency_shift, 3, 1, 0, 3}};
  const auto result = fit(make_signal(Truth()), parameters).estimates;
  EXPECT_EQ(result[1].amplitude, result[0].amplitude);
  // The truth is 0.5: the bound is 0.8.
  EXPECT_NEAR(result[2].amplitude, 0.8 * result[0].amplitude, 1e-9);
  EXPECT_EQ(result[3].shift, result[1].shift);
  EXPECT_NE(result[0].shift, result[1].shift);
}

TEST(MrsFit, KeepsASoftRatioThatIsWithinItsRange) {
  auto parameters = make_parameters();
  parameters.relations = {{RelationKind::amplitude_soft, 2, 0, 60, 1}};
  const auto result = fit(make_signal(Truth()), parameters).estimates;
  EXPECT_NEAR(result[2].amplitude / result[0].amplitude, 0.5, 1e-6);
}

TEST(MrsFit, HonoursBounds) {
  Truth truth;
  truth.amplitudes[3] = -1;
  auto parameters = make_parameters();
  parameters.shift = {-1, 1};
  parameters.damping = {15, 40};
  const auto result = fit(make_signal(truth), parameters).estimates;
  EXPECT_EQ(result[0].shift, 1);
  EXPECT_EQ(result[1].shift, -1);
  EXPECT_TRUE(result[0].shift_at_bound);
  EXPECT_GE(result[0].damping, 15);
  EXPECT_EQ(result[3].amplitude, 0);
  EXPECT_TRUE(result[3].at_zero);
  EXPECT_GT(result[3].sd, 0);
}

TEST(MrsFit, TakesABroadBackgroundAway) {
  auto signal = make_signal(Truth());
  const auto broad = sinusoids({{std::polar(5.0, 0.3), 900, -200}});
  for (std::size_t n = 0; n < k_count; ++n) {
    signal.points[n] += broad[n];
  }
  auto parameters = make_parameters();
  const auto without = fit(signal, parameters).estimates;
  parameters.background = true;
  parameters.iterations = 2;
  parameters.truncated = 30;
  parameters.background_svd = {k_count, k_count / 2, 3};
  const auto with = fit(signal, parameters);
  EXPECT_GT(std::abs(without[0].amplitude - 4), 5 * std::abs(with.estimates[0].amplitude - 4));
  EXPECT_NEAR(with.estimates[0].amplitude, 4, 0.02);
  EXPECT_NEAR(std::abs(with.background[0]), 5, 0.1);
}

TEST(MrsFit, TakesWaterAway) {
  auto signal = make_signal(Truth());
  const auto water = sinusoids({{std::polar(50.0, 1.0), 30, 2}, {20, 60, -3}});
  for (std::size_t n = 0; n < k_count; ++n) {
    signal.points[n] += water[n];
  }
  auto parameters = make_parameters();
  parameters.water_ppm = 0.1;
  const auto result = fit(signal, parameters);
  EXPECT_EQ(result.water_sinusoids, 2U);
  EXPECT_NEAR(result.estimates[0].amplitude, 4, 1e-3);
}

TEST(MrsFit, DependsOnTheSeedAndNotOnThreads) {
  const auto signal = make_signal(Truth(), 0.05);
  auto parameters = make_parameters();
  parameters.starts = 6;
  const auto amplitudes = [&](const Settings& settings) {
    std::vector<double> values;
    for (const auto& estimate : fit(signal, parameters, settings).estimates) {
      values.push_back(estimate.amplitude);
    }
    return values;
  };
  const auto one = amplitudes({7, 1, 1e-6});
  EXPECT_EQ(amplitudes({7, 3, 1e-6}), one);
  EXPECT_EQ(amplitudes({7, 1, 1e-6}), one);
  EXPECT_NE(amplitudes({8, 1, 1e-6}), one);
}

TEST(MrsFit, RefusesMorePointsThanThereAre) {
  auto parameters = make_parameters();
  parameters.last_point = k_count + 1;
  EXPECT_THROW(fit(make_signal(Truth()), parameters), Mistake);
}

// Cavassila et al., NMR Biomed 14 (2001) 278: an exponentially damped sinusoid of many, finely sampled points
// has sd(amplitude) = 2 noise sqrt(damping dwell), sd(damping) = sd(2 pi frequency) = 2 sqrt(2) noise /
// amplitude * sqrt(damping^3 dwell).
TEST(MrsBounds, AreCavassilasForOneDampedExponential) {
  const std::size_t count = 4000;
  const double damping = 40;
  const double amplitude = 3;
  const double noise = 0.2;
  const double dwell = 1e-4;
  Eigen::MatrixXd jacobian(2 * count, 4);
  for (std::size_t n = 0; n < count; ++n) {
    const double t = static_cast<double>(n) * dwell;
    const auto shape = std::polar(std::exp(-damping * t), 2 * k_pi * 50 * t);
    const std::array<std::complex<double>, 4> slopes = {shape, -t * amplitude * shape,
                                                        std::complex<double>(0, t * amplitude) * shape,
                                                        std::complex<double>(0, amplitude) * shape};
    for (Eigen::Index k = 0; k < 4; ++k) {
      jacobian(static_cast<Eigen::Index>(n), k) = slopes[static_cast<std::size_t>(k)].real();
      jacobian(static_cast<Eigen::Index>(n + count), k) = slopes[static_cast<std::size_t>(k)].imag();
    }
  }
  const auto bounds = cramer_rao(jacobian, noise);
  const double of_damping =
      2 * std::sqrt(2.0) * noise / amplitude * std::sqrt(damping * damping * damping * dwell);
  EXPECT_NEAR(bounds[0], 2 * noise * std::sqrt(damping * dwell), 0.01 * bounds[0]);
  EXPECT_NEAR(bounds[1], of_damping, 0.01 * of_damping);
  EXPECT_NEAR(bounds[2], of_damping, 0.01 * of_damping);
  EXPECT_NEAR(bounds[3], bounds[0] / amplitude, 1e-9);
}

TEST(MrsBounds, AreTheScatterOfEstimates) {
  auto parameters = make_parameters();
  parameters.starts = 0;
  std::vector<double> values;
  double sd = 0;
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    const auto result = fit(make_signal(Truth(), 0.1, seed), parameters, {1, 1, 1e-8});
    values.push_back(result.estimates[0].amplitude);
    sd += 0.1 * result.estimates[0].unit_sd / 60;
  }
  double mean = 0;
  double squares = 0;
  for (const double value : values) {
    mean += value / 60;
  }
  for (const double value : values) {
    squares += (value - mean) * (value - mean) / 59;
  }
  EXPECT_NEAR(mean, 4, 4 * sd / std::sqrt(60.0));
  // 60 values: the ratio is within 0.75 and 1.25 in 99 of 100 cases.
  EXPECT_NEAR(std::sqrt(squares) / sd, 1, 0.3);
}

TEST(MrsOutput, IsJson) {
  auto result = fit(make_signal(Truth(), 0.05), make_parameters());
  result.estimates[1].name = "a\"b\\c\n";
  result.background_sinusoids = {{{0, 2}, 100, 5}};
  result.noise = HUGE_VAL;
  const auto read = nlohmann::json::parse(format_json(result, measure(result), 7));
  EXPECT_EQ(read["seed"], 7);
  EXPECT_EQ(read["components"][1]["name"], "a\"b\\c\n");
  EXPECT_EQ(read["components"][0]["amplitude"], result.estimates[0].amplitude);
  EXPECT_EQ(read["starts"].size(), 4U);
  EXPECT_EQ(read["starts"][0]["converged"], true);
  EXPECT_EQ(read["background"][0]["phase_deg"], 90);
  EXPECT_TRUE(read["metrics"]["noise"].is_null());
  EXPECT_EQ(read["metrics"]["cost"], result.cost);
}

TEST(MrsMetrics, HaveRatiosAndWhiteness) {
  const auto result = fit(make_signal(Truth(), 0.05), make_parameters());
  double naa = -1;
  double p = -1;
  for (const auto& metric : measure(result)) {
    naa = metric.first == "NAA/tCr" ? metric.second : naa;
    p = metric.first == "residual_whiteness_p" ? metric.second : p;
  }
  EXPECT_NEAR(naa, 4.0 / 3, 0.05);
  EXPECT_GT(p, 1e-3);
  EXPECT_EQ(metabolite("Cre_117T_STEAM3"), "Cr");
  EXPECT_EQ(metabolite("mI"), "Ins");
  EXPECT_NEAR(chi_squared_tail(55.758, 40), 0.05, 1e-3);
}

} // namespace

} // namespace mrs_quantify
