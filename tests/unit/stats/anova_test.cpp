#include "harness/stats/anova.hpp"
#include "harness/stats/icc.hpp"

#include "tests/unit/stats/tables.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <string>

namespace reprovip::stats {
namespace {

namespace fs = std::filesystem;

TEST(Anova, SplitsTheSquaresOfShroutAndFleiss) {
  const auto one = one_way(test::k_shrout_fleiss);
  EXPECT_NEAR(one.between, 56.20833333333, 1e-10);
  EXPECT_EQ(one.df_between, 5);
  EXPECT_NEAR(one.ms_between(), 11.24166666667, 1e-10);
  EXPECT_NEAR(one.ms_within(), 6.26388888889, 1e-10);
  const auto two = two_way(test::k_shrout_fleiss);
  EXPECT_NEAR(two.msr, 11.24166666667, 1e-10);
  EXPECT_NEAR(two.msc, 32.48611111111, 1e-10);
  EXPECT_NEAR(two.mse, 1.01944444444, 1e-10);
  EXPECT_NEAR(3 * two.msc, 97.45833333333, 1e-10);
  EXPECT_NEAR(15 * two.mse, 15.29166666667, 1e-10);
  EXPECT_NEAR(two.msw, 6.26388888889, 1e-10);
}

TEST(Anova, WeighsUnbalancedGroups) {
  const auto table = one_way({{1, 2, 3}, {4, 6}});
  EXPECT_EQ(table.observations, 5U);
  EXPECT_NEAR(table.within, 4, 1e-14);
  EXPECT_NEAR(table.between, 10.8, 1e-13);
  // k0 = (5 - (9 + 4) / 5) / 1
  EXPECT_NEAR(table.k0, 2.4, 1e-14);
}

TEST(Anova, DoesNotFeelACommonOffset) {
  const Groups plain = {{1, 2}, {3, 5}, {8, 8}};
  Groups shifted;
  for (const auto& row : plain) {
    shifted.push_back({row[0] + 1048576, row[1] + 1048576});
  }
  EXPECT_EQ(one_way(plain).between, one_way(shifted).between);
  EXPECT_EQ(two_way(plain).mse, two_way(shifted).mse);
}

struct IccGolden {
  IccForm form;
  double estimate, low, high, f, p;
};

Icc icc_of(const Groups& table, IccForm form, double rho0 = 0) {
  const bool of_mean = form == IccForm::one_mean;
  return of_mean || form == IccForm::one ? icc_one_way(one_way(table), of_mean, 0.95, rho0)
                                         : icc_two_way(two_way(table), form, 0.95, rho0);
}

void expect_golden(const Groups& table, const std::vector<IccGolden>& goldens, double tolerance) {
  for (const auto& golden : goldens) {
    const auto icc = icc_of(table, golden.form);
    EXPECT_NEAR(icc.estimate, golden.estimate, tolerance);
    EXPECT_NEAR(icc.low, golden.low, tolerance);
    EXPECT_NEAR(icc.high, golden.high, tolerance);
    EXPECT_NEAR(icc.f, golden.f, tolerance * 100);
    EXPECT_NEAR(icc.p / golden.p, 1, 1e-8);
  }
}

TEST(Icc, OfShroutAndFleissIsPublished) {
  expect_golden(
      test::k_shrout_fleiss,
      {{IccForm::one, 0.165741768405, -0.1329323248748, 0.722560062328, 1.79467849224, 0.164768808344640},
       {IccForm::agreement, 0.289763779528, 0.0187865133747, 0.761084369649, 11.02724795640,
        0.000134566516484},
       {IccForm::consistency, 0.714840714841, 0.3424647650339, 0.945858259955, 11.02724795640,
        0.000134566516484},
       {IccForm::one_mean, 0.442797133679, -0.8844421552381, 0.912415420341, 1.79467849224,
        0.164768808344640},
       {IccForm::agreement_mean, 0.620050547599, 0.0711368153025, 0.927232040168, 11.02724795640,
        0.000134566516484},
       {IccForm::consistency_mean, 0.909315542377, 0.6756747138163, 0.985891678169, 11.02724795640,
        0.000134566516484}},
      1e-10);
}

TEST(Icc, OfWinesIsThatOfPingouin) {
  expect_golden(
      test::k_wines,
      {{IccForm::one, .727520915896, .433772833271, .926696029257, 11.6800258565, 2.18135095e-6},
       {IccForm::agreement, .727688787185, .434489657891, .926708606316, 11.7866927593, 5.02571546e-6},
       {IccForm::consistency, .729486500794, .426146030129, .927895261473, 11.7866927593, 5.02571546e-6},
       {IccForm::one_mean, .914383751176, .753955323101, .980607867055, 11.6800258565, 2.18135095e-6},
       {IccForm::agreement_mean, .914450035945, .754496219149, .980611387770, 11.7866927593, 5.02571546e-6},
       {IccForm::consistency_mean, .915158558858, .748137124159, .980943254108, 11.7866927593,
        5.02571546e-6}},
      1e-9);
}

TEST(Icc, DegreesOfFreedomAreThoseOfTheForms) {
  const auto one = icc_of(test::k_shrout_fleiss, IccForm::one_mean);
  EXPECT_EQ(one.df1, 5);
  EXPECT_EQ(one.df2, 18);
  for (const auto form :
       {IccForm::agreement, IccForm::consistency, IccForm::agreement_mean, IccForm::consistency_mean}) {
    const auto two = icc_of(test::k_shrout_fleiss, form);
    EXPECT_EQ(two.df1, 5);
    EXPECT_EQ(two.df2, 15);
  }
  EXPECT_NEAR(icc_of(test::k_shrout_fleiss, IccForm::agreement).v, 4.78514386, 1e-8);
  EXPECT_EQ(one.v, 0);
}

// R's irr 0.84.1 takes v from ICC(A,k): 0.0394401799, 0.9285731834, v = 4.18909292; psych from ICC(A,1).
TEST(Icc, OfAgreementOfTheMeanHasTwoConventions) {
  const auto table = two_way(test::k_shrout_fleiss);
  const auto irr = icc_two_way(table, IccForm::agreement_mean, 0.95, 0, AgreementLimits::irr);
  EXPECT_NEAR(irr.estimate, 0.620050547599, 1e-10);
  EXPECT_NEAR(irr.low, 0.0394401799, 1e-10);
  EXPECT_NEAR(irr.high, 0.9285731834, 1e-10);
  EXPECT_NEAR(irr.v, 4.18909292, 1e-8);
  const auto psych = icc_two_way(table, IccForm::agreement_mean, 0.95, 0);
  EXPECT_NEAR(psych.low, 0.0711368153025, 1e-10);
  EXPECT_NEAR(psych.high, 0.927232040168, 1e-10);
  // Only that form has two.
  EXPECT_EQ(icc_two_way(table, IccForm::agreement, 0.95, 0, AgreementLimits::irr).low,
            icc_two_way(table, IccForm::agreement, 0.95, 0).low);
}

// McGraw & Wong 1996, table 8, computed in R 4.2 from the mean squares of lm and pf.
TEST(Icc, TestsAgainstAnyHypothesis) {
  const auto one = icc_of(test::k_shrout_fleiss, IccForm::one, 0.1);
  EXPECT_NEAR(one.f, 1.24246972539655, 1e-12);
  EXPECT_NEAR(one.p, 0.33055718477414, 1e-12);
  EXPECT_NEAR(icc_of(test::k_shrout_fleiss, IccForm::one, 0.6).p, 0.930990953345338, 1e-12);
  const auto consistency = icc_of(test::k_shrout_fleiss, IccForm::consistency, 0.1);
  EXPECT_NEAR(consistency.f, 7.63424858520226, 1e-12);
  EXPECT_NEAR(consistency.p, 0.000956798995227488, 1e-14);
  EXPECT_NEAR(icc_of(test::k_shrout_fleiss, IccForm::consistency, 0.6).p, 0.226700026511713, 1e-12);
  const auto agreement = icc_of(test::k_shrout_fleiss, IccForm::agreement, 0.1);
  EXPECT_NEAR(agreement.f, 2.95569260731965, 1e-12);
  EXPECT_NEAR(agreement.df2, 7.02111623318633, 1e-11);
  EXPECT_NEAR(agreement.p, 0.0948312637961066, 1e-11);
  EXPECT_NEAR(icc_of(test::k_shrout_fleiss, IccForm::agreement, 0.6).p, 0.896533944305001, 1e-11);
}

// The sums of squares of the wines, from which all else follows.
TEST(Anova, SplitsTheSquaresOfWines) {
  const auto two = two_way(test::k_wines);
  EXPECT_NEAR(two.msr * 7, 188.21875, 1e-11);
  EXPECT_NEAR(two.msc * 3, 7.34375, 1e-12);
  EXPECT_NEAR(two.mse * 21, 47.90625, 1e-11);
}

// The formula of Wang, Bridgeford et al. 2020, which 4e6 Monte Carlo draws confirm to 3e-4.
TEST(Icc, SaysHowWellOneNumberDiscriminates) {
  const std::map<double, double> by_nu = {{0.01, 0.9936}, {0.05, 0.9682}, {0.1, 0.9366},    {0.2, 0.8749},
                                          {0.3, 0.8161},  {0.5, 0.7098},  {1.0 / 3, 0.7973}};
  for (const auto& [nu, expected] : by_nu) {
    EXPECT_NEAR(discriminability_of_icc(1 - nu * nu), expected, 6e-5);
  }
  EXPECT_NEAR(discriminability_of_icc(0.5), 0.6150, 5e-5);
  EXPECT_NEAR(discriminability_of_icc(0.9), 0.8069, 5e-5);
  EXPECT_NEAR(discriminability_of_icc(0.99), 0.9366, 5e-5);
  EXPECT_EQ(discriminability_of_icc(0), 0.5);
  EXPECT_EQ(discriminability_of_icc(1), 1);
}

// The table of the unifying scale: ICC(1,1) and ndc = 1.41 sigma_b / sigma_w of a nu.
TEST(Icc, AndNuAndNdcAreOneScale) {
  struct Row {
    double nu, icc, ndc, digits;
  };
  for (const auto& row : {Row{0.01, 0.9999, 141, 0.5}, Row{0.05, 0.9975, 28.2, 0.05},
                          Row{0.1, 0.99, 14.0, 0.05}, Row{0.2, 0.96, 6.9, 0.05}, Row{0.3, 0.91, 4.5, 0.05},
                          Row{1.0 / 3, 0.889, 4.0, 0.05}, Row{0.5, 0.75, 2.4, 0.05}}) {
    // Two groups of two with MSW = nu^2 and MSB = nu^2 + 2 (1 - nu^2): sigma_b^2 = 1 - nu^2.
    const double half = row.nu / std::sqrt(2.0);
    const double apart = std::sqrt(row.nu * row.nu + 2 * (1 - row.nu * row.nu)) / 2;
    const auto table = one_way({{apart + half, apart - half}, {-apart + half, -apart - half}});
    const double icc = icc_one_way(table, false, 0.95, 0).estimate;
    EXPECT_NEAR(icc, row.icc, row.nu == 1.0 / 3 ? 5e-4 : 1e-12);
    EXPECT_NEAR(1.41 * std::sqrt(icc / (1 - icc)), row.ndc, row.digits);
  }
}

TEST(Icc, AtItsOwnValueHasAnFOfOne) {
  for (const auto form : {IccForm::one, IccForm::agreement, IccForm::consistency, IccForm::one_mean,
                          IccForm::agreement_mean, IccForm::consistency_mean}) {
    const double estimate = icc_of(test::k_wines, form).estimate;
    EXPECT_NEAR(icc_of(test::k_wines, form, estimate).f, 1, 1e-12);
  }
}

TEST(Icc, OfStronglyNegativeAgreementStaysFinite) {
  const auto icc = icc_two_way(two_way({{1, 5}, {2, 4}, {3, 3.1}, {4, 2}}), IccForm::agreement, 0.95, 0);
  EXPECT_LT(icc.estimate, 0);
  EXPECT_TRUE(std::isfinite(icc.low));
  EXPECT_TRUE(std::isfinite(icc.high));
}

TEST(Icc, OfColumnsThatDifferByAConstantIsTheLimit) {
  const auto table = two_way({{0.1, 0.2}, {0.3, 0.4}, {0.6, 0.7}});
  EXPECT_EQ(table.mse, 0);
  EXPECT_EQ(icc_two_way(table, IccForm::consistency, 0.95, 0).estimate, 1);
  const auto agreement = icc_two_way(table, IccForm::agreement, 0.95, 0);
  EXPECT_LT(agreement.estimate, 1);
  EXPECT_LT(agreement.low, agreement.estimate);
  EXPECT_GT(agreement.high, agreement.estimate);
  EXPECT_EQ(agreement.p, 0);
}

// The certified analyses of variance of NIST, as Debian's python3-scipy has them.
fs::path nist_directory() {
  const char* set = std::getenv("REPROVIP_NIST_ANOVA");
  return set != nullptr ? set : "/usr/lib/python3/dist-packages/scipy/stats/tests/data/nist_anova";
}

struct NistProblem {
  Groups groups;
  double f = 0;
};

NistProblem read_nist(const fs::path& file) {
  NistProblem problem;
  std::map<std::string, std::vector<double>> groups;
  std::ifstream stream(file);
  std::string line;
  for (int number = 1; std::getline(stream, line); ++number) {
    std::istringstream words(line);
    std::string first;
    std::string second;
    if (number > 60 && words >> first >> second) {
      groups[first].push_back(std::stod(second));
    } else if (number > 40 && number <= 60 && line.starts_with("Between")) {
      problem.f = std::stod(line.substr(line.find_last_of(" \t", line.find_last_not_of(" \t\r"))));
    }
  }
  for (auto& [name, values] : groups) {
    problem.groups.push_back(values);
  }
  return problem;
}

TEST(Anova, ReachesTheCertifiedFOfNist) {
  // Log relative errors, to one decimal, that exact arithmetic reaches on the data as doubles hold them.
  const std::map<std::string, double> targets = {{"SiRstv", 13.1}, {"AtmWtAg", 10.2}, {"SmLs01", 14.5},
                                                 {"SmLs02", 14.5}, {"SmLs03", 14.5},  {"SmLs04", 10.2},
                                                 {"SmLs05", 10.2}, {"SmLs06", 10.2},  {"SmLs07", 4.2},
                                                 {"SmLs08", 4.2},  {"SmLs09", 4.2}};
  if (!fs::exists(nist_directory())) {
    GTEST_SKIP() << "the NIST files of python3-scipy are not here; set REPROVIP_NIST_ANOVA to their folder";
  }
  for (const auto& [name, target] : targets) {
    const auto problem = read_nist(nist_directory() / (name + ".dat"));
    const auto table = one_way(problem.groups);
    const double f = table.ms_between() / table.ms_within();
    const double error = std::abs(f - problem.f) / problem.f;
    EXPECT_GE(error == 0 ? 15 : -std::log10(error), target - 0.05)
        << name << " F " << f << " certified " << problem.f;
  }
}

} // namespace
} // namespace reprovip::stats
