#include "harness/voxels/kernels.hpp"

#include <cmath>
#include <cstdint>
#include <limits>
#include <type_traits>

// Functions of their own, with arguments that say they do not overlap: inside a lambda the same loops are
// several times slower.
#if defined(__SANITIZE_ADDRESS__) || defined(__clang__)
#define REPROVIP_KERNEL __attribute__((noinline))
#else
#define REPROVIP_KERNEL __attribute__((noinline, target_clones("avx512f", "avx2", "default")))
#endif
#define REPROVIP_BODY __attribute__((always_inline)) inline

namespace reprovip::voxels {

namespace {

template <typename T>
REPROVIP_BODY bool all_finite_of(const T* __restrict x, std::size_t count) {
  using Bits = std::conditional_t<sizeof(T) == 4, std::uint32_t, std::uint64_t>;
  Bits bad = 0;
  for (std::size_t i = 0; i < count; ++i) {
    bad |= static_cast<Bits>(!(std::abs(x[i]) <= std::numeric_limits<T>::max()));
  }
  return bad == 0;
}

template <typename T>
REPROVIP_BODY void begin_of(const T* __restrict x, std::size_t count, double* __restrict mean,
                            double* __restrict squares, double* __restrict low, double* __restrict high) {
  for (std::size_t i = 0; i < count; ++i) {
    const auto value = static_cast<double>(x[i]);
    mean[i] = value;
    squares[i] = 0;
    low[i] = value;
    high[i] = value;
  }
}

template <typename T>
REPROVIP_BODY void update_of(const T* __restrict x, std::size_t count, double k, double* __restrict mean,
                             double* __restrict squares, double* __restrict low, double* __restrict high) {
  for (std::size_t i = 0; i < count; ++i) {
    const auto value = static_cast<double>(x[i]);
    const double deviation = value - mean[i];
    const double moved = mean[i] + deviation / k;
    squares[i] += deviation * (value - moved);
    mean[i] = moved;
    low[i] = value < low[i] ? value : low[i];
    high[i] = value > high[i] ? value : high[i];
  }
}

template <typename T>
REPROVIP_BODY void target_of(const T* __restrict x, std::size_t count, double k, double* __restrict mean,
                             double* __restrict within) {
  if (k == 1) {
    for (std::size_t i = 0; i < count; ++i) {
      mean[i] = static_cast<double>(x[i]);
    }
    return;
  }
  for (std::size_t i = 0; i < count; ++i) {
    const auto value = static_cast<double>(x[i]);
    const double deviation = value - mean[i];
    const double moved = mean[i] + deviation / k;
    within[i] += deviation * (value - moved);
    mean[i] = moved;
  }
}

REPROVIP_BODY void between_of(const double* __restrict mean, std::size_t count, double weight, double total,
                              double* __restrict grand, double* __restrict between) {
  if (total == weight) {
    for (std::size_t i = 0; i < count; ++i) {
      grand[i] = mean[i];
      between[i] = 0;
    }
    return;
  }
  for (std::size_t i = 0; i < count; ++i) {
    const double deviation = mean[i] - grand[i];
    const double moved = grand[i] + deviation * weight / total;
    between[i] += weight * deviation * (mean[i] - moved);
    grand[i] = moved;
  }
}

} // namespace

REPROVIP_KERNEL bool all_finite(const float* x, std::size_t count) {
  return all_finite_of(x, count);
}

REPROVIP_KERNEL bool all_finite(const double* x, std::size_t count) {
  return all_finite_of(x, count);
}

REPROVIP_KERNEL void begin_moments(const float* x, std::size_t count, const MomentArrays& moments) {
  begin_of(x, count, moments.mean, moments.squares, moments.low, moments.high);
}

REPROVIP_KERNEL void begin_moments(const double* x, std::size_t count, const MomentArrays& moments) {
  begin_of(x, count, moments.mean, moments.squares, moments.low, moments.high);
}

REPROVIP_KERNEL void update_moments(const float* x, std::size_t count, double k,
                                    const MomentArrays& moments) {
  update_of(x, count, k, moments.mean, moments.squares, moments.low, moments.high);
}

REPROVIP_KERNEL void update_moments(const double* x, std::size_t count, double k,
                                    const MomentArrays& moments) {
  update_of(x, count, k, moments.mean, moments.squares, moments.low, moments.high);
}

REPROVIP_KERNEL void update_target(const float* x, std::size_t count, double k, const TargetArrays& target) {
  target_of(x, count, k, target.mean, target.within);
}

REPROVIP_KERNEL void update_target(const double* x, std::size_t count, double k, const TargetArrays& target) {
  target_of(x, count, k, target.mean, target.within);
}

REPROVIP_KERNEL void add_target(const double* mean, std::size_t count, double weight, double total,
                                const BetweenArrays& between) {
  between_of(mean, count, weight, total, between.mean, between.between);
}

} // namespace reprovip::voxels
