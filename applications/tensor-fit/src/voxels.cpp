#include "voxels.hpp"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <mutex>
#include <thread>

namespace tensor_fit {

namespace {

// SplitMix64 (Steele et al. 2014): small, and the same everywhere, unlike the distributions of <random>.
class Random {
public:
  explicit Random(std::uint64_t seed) : m_state(seed) {}
  std::uint64_t next() {
    std::uint64_t z = (m_state += 0x9e3779b97f4a7c15U);
    z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9U;
    z = (z ^ (z >> 27U)) * 0x94d049bb133111ebU;
    return z ^ (z >> 31U);
  }

private:
  std::uint64_t m_state;
};

double anisotropy_of(const Fit& fit) {
  return fractional_anisotropy(eigenvalues(tensor_of(fit)));
}

double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

// The signals of a voxel. One that is 0 or less has no logarithm: the smallest of the others stands for it.
std::vector<double> signals_of(const Series& series, std::size_t voxel) {
  std::vector<double> signals;
  double smallest = 0;
  for (std::size_t i = 0; i < series.size[3]; ++i) {
    const double signal = series.values[i * series.voxels() + voxel];
    signals.push_back(signal);
    smallest = signal > 0 && (smallest == 0 || signal < smallest) ? signal : smallest;
  }
  for (double& signal : signals) {
    signal = signal > 0 ? signal : smallest;
  }
  return signals;
}

void add_residuals(const Fit& fit, const std::vector<double>& signals, Sums& sums) {
  std::vector<double> distances;
  double squares = 0;
  for (std::size_t i = 0; i < signals.size(); ++i) {
    const double distance = std::fabs(signals[i] - fit.predicted[i]);
    distances.push_back(distance);
    squares += distance * distance;
  }
  constexpr double k_normal = 1.4826; // median absolute deviation to standard deviation
  const double limit = 3 * k_normal * median(distances);
  sums.outliers += static_cast<std::size_t>(std::count_if(
      distances.begin(), distances.end(), [limit](double distance) { return distance > limit; }));
  sums.residual += std::sqrt(squares / static_cast<double>(signals.size()));
}

class Voxels {
public:
  Voxels(const Series& series, const Design& design, const Options& options)
      : m_series(series), m_design(design), m_options(options) {
    m_maps.fa.resize(series.voxels());
    m_maps.md.resize(series.voxels());
    m_maps.fa_sd.resize(options.bootstrap > 0 ? series.voxels() : 0);
  }

  Maps run() {
    std::vector<std::thread> threads;
    for (std::size_t i = 1; i < m_options.threads; ++i) {
      threads.emplace_back([this] { work(); });
    }
    work();
    for (auto& thread : threads) {
      thread.join();
    }
    return std::move(m_maps);
  }

private:
  void work() {
    constexpr std::size_t k_batch = 8;
    Sums sums;
    for (;;) {
      const std::size_t first = m_next.fetch_add(k_batch);
      if (first >= m_series.voxels()) {
        break;
      }
      for (std::size_t voxel = first; voxel < std::min(first + k_batch, m_series.voxels()); ++voxel) {
        if (m_series.values[voxel] > m_options.threshold) {
          fit(voxel, sums);
        }
      }
    }
    const std::lock_guard<std::mutex> lock(m_mutex);
    m_maps.sums.add(sums);
  }

  void fit(std::size_t voxel, Sums& sums) {
    const auto signals = signals_of(m_series, voxel);
    auto result = fit_linear(m_design, signals);
    if (!result.solved) {
      ++sums.unfitted;
      return;
    }
    if (m_options.nonlinear) {
      result = fit_nonlinear(m_design, signals, result);
    }
    const auto values = eigenvalues(tensor_of(result));
    const double fa = fractional_anisotropy(values);
    const double md = mean_diffusivity(values);
    m_maps.fa[voxel] = fa;
    m_maps.md[voxel] = md;
    if (m_options.bootstrap > 0) {
      // A sequence of its own for each voxel: whichever thread takes it.
      m_maps.fa_sd[voxel] = bootstrap_fa(m_design, signals, m_options.bootstrap,
                                         Random(m_options.seed ^ (voxel << 32U)).next());
      sums.fa_sd += m_maps.fa_sd[voxel];
    }
    ++sums.voxels;
    sums.implausible += values[2] < 0 ? 1U : 0U;
    sums.fa += fa;
    sums.fa_squared += fa * fa;
    sums.fa_max = std::max(sums.fa_max, fa);
    sums.md += md;
    sums.md_squared += md * md;
    sums.md_max = std::max(sums.md_max, md);
    add_residuals(result, signals, sums);
  }

  const Series& m_series;
  const Design& m_design;
  const Options& m_options;
  Maps m_maps;
  std::atomic<std::size_t> m_next{0};
  std::mutex m_mutex;
};

} // namespace

void Sums::add(const Sums& other) {
  voxels += other.voxels;
  unfitted += other.unfitted;
  implausible += other.implausible;
  outliers += other.outliers;
  fa += other.fa;
  fa_squared += other.fa_squared;
  fa_max = std::max(fa_max, other.fa_max);
  fa_sd += other.fa_sd;
  md += other.md;
  md_squared += other.md_squared;
  md_max = std::max(md_max, other.md_max);
  residual += other.residual;
}

Maps fit_voxels(const Series& series, const Design& design, const Options& options) {
  return Voxels(series, design, options).run();
}

double bootstrap_fa(const Design& design, const std::vector<double>& signals, std::size_t count,
                    std::uint64_t seed) {
  const auto fit = fit_linear(design, signals);
  if (!fit.solved || count < 2) {
    return 0;
  }
  Random random(seed);
  double mean = 0;
  double squares = 0;
  auto resampled = signals;
  for (std::size_t n = 1; n <= count; ++n) {
    for (std::size_t i = 0; i < signals.size(); ++i) {
      // A measurement that the fit follows closely hides its noise: its residual is scaled back.
      const double residual = (std::log(signals[i]) - std::log(fit.predicted[i])) /
                              std::sqrt(std::max(1 - fit.leverage[i], 1e-6));
      resampled[i] = fit.predicted[i] * std::exp((random.next() >> 63U) != 0 ? residual : -residual);
    }
    const double fa = anisotropy_of(fit_linear(design, resampled));
    const double step = fa - mean; // Welford's
    mean += step / static_cast<double>(n);
    squares += step * (fa - mean);
  }
  return std::sqrt(squares / static_cast<double>(count - 1));
}

} // namespace tensor_fit
