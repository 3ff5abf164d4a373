// The application of our own, applications/mrs-simulate: spin systems and a cohort whose answers are known on
// paper.
#include "tests/support/support.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "applications/mrs-simulate/src/maths.hpp"
#include "applications/mrs-simulate/src/output.hpp"
#include "applications/mrs-simulate/src/random.hpp"
#include <algorithm>
#include <cmath>
#include <fstream>
#include <map>

namespace mrs_simulate {

namespace {

using testing::DoubleNear;
using Number = std::complex<double>;

constexpr double k_centre = 4.65;
constexpr double k_megahertz = 123.2;

// Lines of one frequency as one, by ascending frequency.
std::vector<Line> merged(std::vector<Line> lines) {
  std::sort(lines.begin(), lines.end(), [](const Line& a, const Line& b) { return a.hertz < b.hertz; });
  std::vector<Line> result;
  for (const auto& line : lines) {
    if (!result.empty() && line.hertz - result.back().hertz < 1e-6) {
      result.back().amplitude += line.amplitude;
    } else {
      result.push_back(line);
    }
  }
  return result;
}

double ppm_at(double hertz) {
  return k_centre - hertz / k_megahertz;
}

TEST(MrsSimulateMaths, AgreesWithLibm) {
  for (double x = -40; x <= 3; x += 0.173) {
    EXPECT_NEAR(exponential(x) / std::exp(x), 1, 1e-14) << x;
  }
  for (double x = 1e-9; x < 1e6; x *= 1.37) {
    EXPECT_NEAR(logarithm(x), std::log(x), 1e-14 * std::max(1.0, std::abs(std::log(x)))) << x;
  }
  for (double x = -3.2; x < 3; x += 0.0137) {
    EXPECT_NEAR(turn(x).real(), std::cos(2 * k_pi * x), 1e-14) << x;
    EXPECT_NEAR(turn(x).imag(), std::sin(2 * k_pi * x), 1e-14) << x;
  }
}

TEST(MrsSimulateRandom, IsTheSameOnEveryMachine) {
  Random random(1, 0);
  const double uniform = random.uniform();
  const double normal = random.normal();
  EXPECT_EQ(uniform, 0x1.bb217c7e151efp-2);
  EXPECT_EQ(normal, -0x1.2d63492cef501p+1);
}

TEST(MrsSimulateRandom, IsNormal) {
  Random random(7, 3);
  constexpr int k_count = 100000;
  double sum = 0;
  double squares = 0;
  double fourth = 0;
  for (int i = 0; i < k_count; ++i) {
    const double x = random.normal();
    sum += x;
    squares += x * x;
    fourth += x * x * x * x;
  }
  // Four standard errors each.
  EXPECT_NEAR(sum / k_count, 0, 4 / std::sqrt(k_count));
  EXPECT_NEAR(squares / k_count, 1, 4 * std::sqrt(2.0 / k_count));
  EXPECT_NEAR(fourth / k_count, 3, 4 * std::sqrt(96.0 / k_count));
}

TEST(MrsSimulateSpins, SingletIsOneLineOfItsProtons) {
  const auto lines = merged(press_lines({{3.027}, {}, 3, {}}, {}));
  ASSERT_EQ(lines.size(), 1U);
  EXPECT_NEAR(ppm_at(lines[0].hertz), 3.027, 1e-12);
  EXPECT_NEAR(std::abs(lines[0].amplitude - 3.0), 0, 1e-12);
  const auto signal = sample(lines, 3, 0.001, 50);
  const auto expected =
      3 * std::exp(-0.1) * std::exp(Number(0, 2 * k_pi * 0.002 * (k_centre - 3.027) * k_megahertz));
  EXPECT_NEAR(std::abs(signal[2] - expected), 0, 1e-11);
}

// AB: four lines at +- (C +- J) / 2 from the middle, C^2 = delta^2 + J^2, of intensity (1 -+ J / C) / 2.
TEST(MrsSimulateSpins, StrongPairHasTheAnalyticSpectrum) {
  const double delta = 11;
  const double j = 9;
  Sequence sequence{0, 0, k_megahertz, k_centre};
  const double middle = 2.0;
  const SpinSystem pair{
      {middle + delta / 2 / k_megahertz, middle - delta / 2 / k_megahertz}, {{0, 1, j}}, 1, {}};
  const auto lines = merged(press_lines(pair, sequence));
  const double c = std::sqrt(delta * delta + j * j);
  const double zero = (k_centre - middle) * k_megahertz;
  ASSERT_EQ(lines.size(), 4U);
  const double hertz[] = {-(c + j) / 2, -(c - j) / 2, (c - j) / 2, (c + j) / 2};
  for (std::size_t i = 0; i < 4; ++i) {
    const bool outer = i == 0 || i == 3;
    EXPECT_NEAR(lines[i].hertz - zero, hertz[i], 1e-9);
    EXPECT_NEAR(std::abs(lines[i].amplitude - (1 + (outer ? -j : j) / c) / 2), 0, 1e-12);
  }
}

// AX: the lines at +- J / 2 turn by -+ pi J TE, whatever TE1 is; what shift and J do to A and X alone is
// refocused.
TEST(MrsSimulateSpins, WeakPairEvolvesWithItsCouplingAlone) {
  const double j = 7;
  const SpinSystem pair{{4.1, 1.3}, {{0, 1, j}}, 1, {}};
  Sequence sequence{0.011, 0.019, 1e6, k_centre};
  const auto lines = merged(press_lines(pair, sequence));
  ASSERT_EQ(lines.size(), 4U);
  for (std::size_t i = 0; i < 4; ++i) {
    // The axis is the challenge's: frequencies, and with them phases, run the other way.
    const double sign = i % 2 == 0 ? -1 : 1;
    const auto expected = 0.5 * std::exp(Number(0, sign * k_pi * j * 0.030));
    EXPECT_NEAR(std::abs(lines[i].amplitude - expected), 0, 2e-5);
  }
}

TEST(MrsSimulateSpins, EveryMetaboliteConservesProtonsAndFirstMoment) {
  const Sequence sequence{0, 0, k_megahertz, k_centre};
  for (const auto& metabolite : make_metabolites()) {
    for (const auto& system : metabolite.systems) {
      Number sum = 0;
      Number moment = 0;
      for (const auto& line : press_lines(system, sequence)) {
        sum += line.amplitude;
        moment += line.amplitude * line.hertz;
      }
      double shifts = 0;
      for (const double ppm : system.ppm) {
        shifts += (k_centre - ppm) * k_megahertz;
      }
      const auto protons = static_cast<double>(system.ppm.size());
      EXPECT_NEAR(std::abs(sum - system.weight * protons), 0, 1e-10) << metabolite.name;
      EXPECT_NEAR(std::abs(moment - system.weight * shifts), 0, 1e-7) << metabolite.name;
    }
  }
}

TEST(MrsSimulateSpins, NoEchoGainsSignalAndSpectatorsAreRefocused) {
  for (const auto& metabolite : make_metabolites()) {
    for (const auto& system : metabolite.systems) {
      Number sum = 0;
      for (const auto& line : press_lines(system, {})) {
        sum += line.amplitude;
      }
      EXPECT_LE(std::abs(sum), system.weight * static_cast<double>(system.ppm.size()) + 1e-9)
          << metabolite.name;
    }
  }
  const auto lines = merged(press_lines({{3.2}, {}, 1, {{2, {6.0}}}}, {}));
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_NEAR(lines[1].hertz - lines[0].hertz, 6, 1e-9);
  EXPECT_NEAR(std::abs(lines[0].amplitude - 0.5), 0, 1e-12);
}

class Cohort : public testing::Test {
protected:
  Acquisition acquisition;
  std::vector<Component> basis = make_basis(acquisition);
};

TEST_F(Cohort, RepeatsItselfWhateverItsSize) {
  Options options;
  const auto once = make_subject(acquisition, basis, options, 3);
  options.subjects = 200;
  EXPECT_EQ(once.signal, make_subject(acquisition, basis, options, 3).signal);
  options.seed = 2;
  EXPECT_NE(once.signal, make_subject(acquisition, basis, options, 3).signal);
}

TEST_F(Cohort, IsItsTruthAndNoise) {
  const auto subject = make_subject(acquisition, basis, {}, 0);
  double squares = 0;
  for (std::size_t i = 0; i < acquisition.points; ++i) {
    const double time = static_cast<double>(i) * acquisition.dwell;
    Number model = 0;
    for (std::size_t j = 0; j < basis.size(); ++j) {
      const auto& [amplitude, damping, shift] = subject.truth[j];
      model += amplitude * basis[j].signal[i] * std::exp(Number(-damping * time, 2 * k_pi * shift * time));
    }
    squares += std::norm(subject.signal[i] - model);
  }
  const auto numbers = 2.0 * static_cast<double>(acquisition.points);
  EXPECT_NEAR(squares / (numbers * subject.noise * subject.noise), 1, 4 * std::sqrt(2 / numbers));
}

TEST_F(Cohort, SubjectsDifferAsStated) {
  Options options;
  constexpr std::size_t k_subjects = 400;
  double sum = 0;
  double squares = 0;
  // The truth alone: one point is enough.
  const Acquisition brief{{}, 1};
  const auto points = make_basis(brief);
  for (std::size_t i = 0; i < k_subjects; ++i) {
    const double naa = make_subject(brief, points, options, i).truth[0].amplitude;
    sum += naa;
    squares += naa * naa;
  }
  const double mean = sum / k_subjects;
  const double variation = std::sqrt(squares / k_subjects - mean * mean) / mean;
  EXPECT_NEAR(mean / basis[0].mean, 1, 4 * basis[0].variation / std::sqrt(k_subjects));
  EXPECT_NEAR(variation / basis[0].variation, 1, 4 / std::sqrt(2 * k_subjects));
  options.variability = 0;
  EXPECT_NEAR(make_subject(acquisition, basis, options, 9).truth[0].amplitude, basis[0].mean, 1e-12);
}

TEST_F(Cohort, WritesWhatItSays) {
  const reprovip::test::TempDir folder;
  const auto subject = make_subject(acquisition, basis, {}, 0);
  write_signal(folder.path() / "sub01.txt", subject.signal, &subject.water);
  std::ifstream file(folder.path() / "sub01.txt");
  double numbers[4] = {};
  for (double& number : numbers) {
    file >> number;
  }
  EXPECT_THAT(numbers, testing::ElementsAre(DoubleNear(subject.signal[0].real(), 1e-4),
                                            DoubleNear(subject.signal[0].imag(), 1e-4),
                                            DoubleNear(59394, 1e-2), DoubleNear(0, 1e-9)));
  write_parameters(folder.path() / "parameters.txt", basis);
  EXPECT_THAT(reprovip::test::read_text(folder.path() / "parameters.txt"),
              testing::AllOf(testing::HasSubstr("met=./NAA.txt NAA 1 0\n"),
                             testing::HasSubstr("macro=./Mac.txt Mac 1 0\n"),
                             testing::HasSubstr("\nrel= NAAG NAA frequency_shift\n")));
  write_truth(folder.path() / "truth.csv", basis, {subject});
  EXPECT_THAT(reprovip::test::read_text(folder.path() / "truth.csv"),
              testing::StartsWith("subject,name,amplitude,damping,shift,noise_sd\nsub01,NAA,"));
}

Signal read_signal(const std::filesystem::path& path) {
  std::ifstream file(path);
  Signal signal;
  double real = 0;
  double imaginary = 0;
  while (file >> real >> imaginary) {
    signal.emplace_back(real, imaginary);
  }
  return signal;
}

// |<a, b>| / (|a| |b|), the best over shifts of 3 Hz: the published tables were revised since.
double best_correlation(const Signal& ours, const Signal& theirs, double dwell) {
  double best = 0;
  for (double shift = -3; shift <= 3; shift += 0.1) {
    Number product = 0;
    double squares[2] = {};
    for (std::size_t i = 0; i < ours.size(); ++i) {
      product += std::conj(ours[i]) *
                 std::exp(Number(0, -2 * k_pi * shift * static_cast<double>(i) * dwell)) * theirs[i];
      squares[0] += std::norm(ours[i]);
      squares[1] += std::norm(theirs[i]);
    }
    best = std::max(best, std::abs(product) / std::sqrt(squares[0] * squares[1]));
  }
  return best;
}

// The challenge's basis was simulated by others, for the same ideal sequence.
TEST_F(Cohort, BasisIsThatOfTheChallenge) {
  const auto shared = reprovip::test::shared_data();
  if (!shared) {
    GTEST_SKIP() << "no shared data: REPROVIP_SHARED_DATA";
  }
  const std::map<std::string, double> least = {
      {"NAA", 0.99}, {"NAAG", 0.98}, {"Cr", 0.99},  {"PCr", 0.99},  {"GPC", 0.98},  {"PCho", 0.98},
      {"Glu", 0.98}, {"Gln", 0.93},  {"Ins", 0.99}, {"Tau", 0.98},  {"GABA", 0.97}, {"Lac", 0.99},
      {"Ala", 0.99}, {"Asp", 0.95},  {"Gly", 0.99}, {"sIns", 0.99}, {"PE", 0.98},   {"GSH", 0.85}};
  // It has a reference of 0.1 at 0 ppm.
  const auto reference =
      sample({{k_centre * k_megahertz, 0.1}}, acquisition.points, acquisition.dwell, acquisition.decay);
  for (const auto& component : basis) {
    if (component.name == "Mac") {
      continue;
    }
    auto theirs = read_signal(*shared / "mrs-challenge/basis" / (component.name + ".txt"));
    ASSERT_EQ(theirs.size(), component.signal.size()) << component.name;
    for (std::size_t i = 0; i < theirs.size(); ++i) {
      theirs[i] -= reference[i];
    }
    EXPECT_GE(best_correlation(component.signal, theirs, acquisition.dwell), least.at(component.name))
        << component.name;
    EXPECT_NEAR(std::abs(component.signal[0]) / std::abs(theirs[0]), 1, 0.03) << component.name;
  }
}

} // namespace

} // namespace mrs_simulate
