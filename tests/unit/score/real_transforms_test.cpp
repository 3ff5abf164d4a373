#include "harness/score/reader.hpp"
#include "harness/sys/hash.hpp"

#include "tests/support/support.hpp"
#include "tests/unit/score/samples.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>

namespace reprovip::score {
namespace {

namespace fs = std::filesystem;

constexpr int k_runs = 10;

// FLIRT under Monte-Carlo arithmetic: 76 acquisitions, one IEEE run and ten perturbed ones. Known values are
// NumPy's (SVD for the rotation part).
class RealTransforms : public ::testing::Test {
protected:
  void SetUp() override {
    const auto shared = reprovip::test::shared_data();
    if (!shared || !fs::exists(*shared / "flirt-mca")) {
      GTEST_SKIP() << "the real data \"flirt-mca\" are not here; set REPROVIP_SHARED_DATA";
    }
    m_root = *shared / "flirt-mca";
    for (const auto& entry : fs::directory_iterator(m_root / "ieee")) {
      m_names.push_back(entry.path().filename().string());
    }
    std::sort(m_names.begin(), m_names.end());
    ASSERT_EQ(m_names.size(), 76U);
  }

  fs::path file(const std::string& run, const std::string& name) const {
    return run == "ieee" ? m_root / run / name : m_root / "mca" / run / name;
  }
  Data load(const std::string& run, const std::string& name) const {
    return read_data("transform", file(run, name), name, {}).value();
  }
  Data perturbed(int run, const std::string& name) const { return load(std::to_string(run), name); }

  fs::path m_root;
  std::vector<std::string> m_names;
};

TEST_F(RealTransforms, AreAllDistinct) {
  for (const auto& name : m_names) {
    std::set<std::string> digests;
    for (int run = 1; run <= k_runs; ++run) {
      digests.insert(sys::sha256_file(file(std::to_string(run), name))->hex);
    }
    EXPECT_EQ(digests.size(), 10U) << name;
  }
}

TEST_F(RealTransforms, HaveReliableParametersAllTheSame) {
  for (const auto* column : {"tx", "ty", "tz"}) {
    std::vector<std::vector<double>> table;
    for (const auto& name : m_names) {
      auto& row = table.emplace_back();
      for (int run = 1; run <= k_runs; ++run) {
        row.push_back(std::get<Number>(named_values(perturbed(run, name), column).front().cell).value);
      }
    }
    EXPECT_GE(*test::compute("icc", table, {{"form", std::string("A")}}).estimate, 0.9999) << column;
  }
}

TEST_F(RealTransforms, DeviateByKnownTranslationsAndRotations) {
  std::vector<double> translations;
  std::vector<double> rotations;
  std::vector<double> deviations;
  for (const auto& name : m_names) {
    const auto ieee = load("ieee", name);
    for (int run = 1; run <= k_runs; ++run) {
      const auto found =
          test::compare("rms_deviation", ieee, perturbed(run, name), {{"centre", std::string("90, 126, 72")}})
              .front()
              .second;
      translations.push_back(test::field(found, "translation"));
      rotations.push_back(test::field(found, "rotation_deg"));
      deviations.push_back(*found.estimate);
    }
  }
  ASSERT_EQ(translations.size(), 760U);
  const auto mean = [](const std::vector<double>& values) {
    return *test::compute("value", {values}).estimate;
  };
  const auto largest = [](const std::vector<double>& values) {
    return *std::max_element(values.begin(), values.end());
  };
  EXPECT_NEAR(mean(translations), 0.08430410620366516, 1e-13);
  EXPECT_NEAR(largest(translations), 0.5846942964415632, 1e-13);
  EXPECT_NEAR(mean(rotations), 0.02101911374212151, 1e-12);
  EXPECT_NEAR(largest(rotations), 0.16793178631124248, 1e-12);
  EXPECT_NEAR(mean(deviations), 0.025869581704110668, 1e-12);
  EXPECT_NEAR(largest(deviations), 0.15709287094109503, 1e-12);
}

// Parker's digits with the population's sd, mean over the 12 coefficients.
TEST_F(RealTransforms, HaveTwoToFourDigitsOfParker) {
  std::vector<double> digits;
  for (const auto& name : m_names) {
    std::vector<std::vector<double>> table(12);
    for (int run = 1; run <= k_runs; ++run) {
      const auto matrix = std::get<Vector>(perturbed(run, name));
      for (std::size_t i = 0; i < table.size(); ++i) {
        table[i].push_back(matrix.values[i].value);
      }
    }
    const auto finding = test::compute("digits", table, {{"method", std::string("parker")}, {"ddof", 0.0}});
    digits.push_back(test::field(finding, "mean_digits"));
  }
  EXPECT_NEAR(*test::compute("value", {digits}).estimate, 3.068796963081117, 1e-12);
  EXPECT_NEAR(*std::min_element(digits.begin(), digits.end()), 2.419446130052011, 1e-12);
  EXPECT_NEAR(*std::max_element(digits.begin(), digits.end()), 3.5795482473704023, 1e-12);
}

} // namespace
} // namespace reprovip::score
