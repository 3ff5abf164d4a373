// The application of our own, applications/tensor-fit, on measurements whose tensor is known.
#include "tests/support/support.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "applications/tensor-fit/src/fit.hpp"
#include "applications/tensor-fit/src/gradients.hpp"
#include "applications/tensor-fit/src/nifti.hpp"
#include "applications/tensor-fit/src/voxels.hpp"
#include <cmath>
#include <cstring>

namespace tensor_fit {

namespace {

using testing::DoubleNear;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pointwise;

// One unweighted volume and twelve directions of an icosahedron's vertices and axes, b = 1000.
std::vector<Gradient> make_gradients() {
  std::vector<Gradient> gradients = {{}};
  const double golden = (1 + std::sqrt(5.0)) / 2;
  const double length = std::hypot(1.0, golden);
  for (const double sign : {1.0, -1.0}) {
    const double a = 1 / length;
    const double b = sign * golden / length;
    for (const auto& direction : {std::array<double, 3>{0, a, b}, {a, b, 0}, {b, 0, a}}) {
      gradients.push_back({1000, direction});
    }
  }
  for (const auto& axis : {std::array<double, 3>{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}) {
    gradients.push_back({1000, axis});
  }
  return gradients;
}

// A tensor with a rotated main axis, 1e-3 mm^2/s.
constexpr Tensor k_tensor = {{1.1e-3, 0.4e-3, 0.1e-3, 0.7e-3, -0.2e-3, 0.5e-3}};

std::vector<double> signals_of(const Tensor& tensor, double s0) {
  std::vector<double> signals;
  for (const auto& row : make_design(make_gradients())) {
    double exponent = 0;
    for (std::size_t i = 0; i < tensor.size(); ++i) {
      exponent += row[i + 1] * tensor[i] * 1e3;
    }
    signals.push_back(s0 * std::exp(exponent));
  }
  return signals;
}

Series make_series(std::size_t voxels) {
  Series series;
  const auto signals = signals_of(k_tensor, 500);
  series.size = {voxels, 1, 1, signals.size()};
  series.values.resize(voxels * signals.size());
  for (std::size_t i = 0; i < signals.size(); ++i) {
    for (std::size_t voxel = 0; voxel < voxels; ++voxel) {
      const auto noise = static_cast<double>((voxel * 7919 + i * 104729) % 101) - 50;
      series.values[i * voxels + voxel] = signals[i] * (1 + noise / 1000);
    }
  }
  return series;
}

TEST(TensorFit, EigenvaluesOfKnownMatrices) {
  EXPECT_THAT(eigenvalues({{3, 0, 0, 1, 0, 2}}), ElementsAre(3, 2, 1));
  // [[2,1,0],[1,2,1],[0,1,2]]: 2 and 2 +- sqrt(2).
  const auto values = eigenvalues({{2, 1, 0, 2, 1, 2}});
  EXPECT_NEAR(values[0], 2 + std::sqrt(2.0), 1e-15);
  EXPECT_NEAR(values[1], 2, 1e-15);
  EXPECT_NEAR(values[2], 2 - std::sqrt(2.0), 1e-15);
}

TEST(TensorFit, AnisotropyFromEigenvalues) {
  EXPECT_EQ(fractional_anisotropy({{1, 1, 1}}), 0);
  EXPECT_DOUBLE_EQ(fractional_anisotropy({{1, 0, 0}}), 1);
  // Prolate, 1.7 0.2 0.2: sqrt(1/2) * sqrt(2 * 1.5^2) / sqrt(1.7^2 + 2 * 0.2^2).
  EXPECT_NEAR(fractional_anisotropy({{1.7, 0.2, 0.2}}), 1.5 / std::sqrt(2.97), 1e-15);
  EXPECT_EQ(fractional_anisotropy({{0, 0, 0}}), 0);
  EXPECT_GT(fractional_anisotropy({{1, 0.1, -0.4}}), 1);
  EXPECT_DOUBLE_EQ(mean_diffusivity({{1.7, 0.2, 0.2}}), 0.7);
}

TEST(TensorFit, BothFitsFindTheTensorThatMadeTheSignals) {
  const auto design = make_design(make_gradients());
  const auto signals = signals_of(k_tensor, 500);
  const auto linear = fit_linear(design, signals);
  ASSERT_TRUE(linear.solved);
  EXPECT_THAT(tensor_of(linear), Pointwise(DoubleNear(1e-14), k_tensor));
  EXPECT_NEAR(std::exp(linear.unknowns[0]), 500, 1e-9);
  EXPECT_THAT(tensor_of(fit_nonlinear(design, signals, linear)), Pointwise(DoubleNear(1e-14), k_tensor));
}

TEST(TensorFit, LeverageSumsToTheUnknowns) {
  const auto fit = fit_linear(make_design(make_gradients()), signals_of(k_tensor, 500));
  double sum = 0;
  for (const double leverage : fit.leverage) {
    sum += leverage;
  }
  EXPECT_NEAR(sum, 7, 1e-10);
}

TEST(TensorFit, NonlinearFitLowersTheResidual) {
  const auto design = make_design(make_gradients());
  auto signals = signals_of(k_tensor, 500);
  signals[3] *= 1.3;
  signals[7] *= 0.6;
  const auto residual = [&signals](const Fit& fit) {
    double sum = 0;
    for (std::size_t i = 0; i < signals.size(); ++i) {
      sum += (signals[i] - fit.predicted[i]) * (signals[i] - fit.predicted[i]);
    }
    return sum;
  };
  const auto linear = fit_linear(design, signals);
  EXPECT_LT(residual(fit_nonlinear(design, signals, linear)), residual(linear));
}

TEST(TensorFit, TooFewDirectionsDetermineNoTensor) {
  auto gradients = make_gradients();
  gradients.resize(5);
  EXPECT_FALSE(fit_linear(make_design(gradients), {100, 50, 40, 60, 30}).solved);
}

TEST(TensorFit, MapsDependOnNeitherThreadsNorRun) {
  const auto series = make_series(500);
  const auto design = make_design(make_gradients());
  Options options;
  options.bootstrap = 5;
  options.seed = 3;
  const auto one = fit_voxels(series, design, options);
  EXPECT_EQ(one.sums.voxels, 500U);
  EXPECT_EQ(one.sums.unfitted, 0U);
  options.threads = 4;
  const auto four = fit_voxels(series, design, options);
  EXPECT_EQ(one.fa, four.fa);
  EXPECT_EQ(one.md, four.md);
  EXPECT_EQ(one.fa_sd, four.fa_sd);
  EXPECT_NEAR(one.sums.fa, four.sums.fa, 1e-9);
  EXPECT_EQ(one.sums.outliers, four.sums.outliers);
}

TEST(TensorFit, BootstrapDependsOnItsSeed) {
  const auto design = make_design(make_gradients());
  auto signals = signals_of(k_tensor, 500);
  signals[2] *= 1.1;
  signals[5] *= 0.9;
  const double sd = bootstrap_fa(design, signals, 50, 1);
  EXPECT_GT(sd, 0);
  EXPECT_LT(sd, 0.2);
  EXPECT_EQ(sd, bootstrap_fa(design, signals, 50, 1));
  EXPECT_NE(sd, bootstrap_fa(design, signals, 50, 2));
}

TEST(TensorFit, GradientsInRowsAndInColumnsAreTheSame) {
  const reprovip::test::TempDir dir;
  const auto rows = read_gradients(dir.write("r.bval", "0 1000 2000 1000\n"),
                                   dir.write("r.bvec", "nan 3 0 1\nnan 0 0 0\nnan 4 -1 0\n"));
  const auto columns = read_gradients(dir.write("c.bval", "0\n1000\n2000\n1000\n"),
                                      dir.write("c.bvec", "nan nan nan\n3 0 4\n0 0 -1\n1 0 0\n"));
  ASSERT_EQ(rows.size(), 4U);
  EXPECT_EQ(rows[0].b, 0);
  EXPECT_THAT(rows[1].direction, ElementsAre(0.6, 0, 0.8));
  EXPECT_EQ(rows[2].b, 2000);
  EXPECT_EQ(rows[1].direction, columns[1].direction);
  EXPECT_EQ(rows[2].direction, columns[2].direction);
}

TEST(TensorFit, BrokenGradientsAreRefused) {
  const reprovip::test::TempDir dir;
  const std::string bval = dir.write("a.bval", "0 1000\n");
  EXPECT_THROW(read_gradients(bval, dir.write("short.bvec", "1 0\n0 1\n")), std::runtime_error);
  EXPECT_THROW(read_gradients(bval, dir.write("word.bvec", "1 x\n0 1\n0 0\n")), std::runtime_error);
  EXPECT_THROW(read_gradients(bval, dir.path() / "none.bvec"), std::runtime_error);
}

TEST(TensorFit, VolumeIsReadAsItWasWritten) {
  const reprovip::test::TempDir dir;
  auto series = make_series(6);
  series.header.assign(348, '\0');
  const std::int32_t size = 348;
  std::memcpy(series.header.data(), &size, sizeof size);
  for (std::size_t i = 0; i < 4; ++i) {
    const auto length = static_cast<std::int16_t>(i < 3 ? series.size[i] : 1);
    std::memcpy(series.header.data() + 42 + 2 * i, &length, sizeof length);
  }
  const auto path = (dir.path() / "v.nii").string();
  write_volume(path, {1, 2.5, -3, 1e-300, 0.1, 6}, series);
  const auto read = read_series(path);
  EXPECT_THAT(read.size, ElementsAre(6, 1, 1, 1));
  EXPECT_THAT(read.values, ElementsAre(1, 2.5, -3, 1e-300, 0.1, 6));
}

TEST(TensorFit, BrokenSeriesIsRefused) {
  const reprovip::test::TempDir dir;
  EXPECT_THROW(read_series(dir.write("text.nii", "no image")), std::runtime_error);
  EXPECT_THROW(read_series(dir.path() / "none.nii"), std::runtime_error);
}

} // namespace

} // namespace tensor_fit
