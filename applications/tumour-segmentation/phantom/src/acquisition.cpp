#include "acquisition.hpp"

#include "noise_field.hpp"
#include "random.hpp"
#include "sampling.hpp"
#include "slabs.hpp"
#include <algorithm>
#include <cmath>

namespace phantom {

namespace {

// One stream per purpose and contrast.
enum Stream : std::uint64_t {
  k_levels = 300,
  k_coil = 310,
  k_own_bias = 320,
  k_texture = 330,
  k_noise = 340
};

double tumour_part(const Counts& voxel) {
  const auto tumour = voxel[index_of(Tissue::necrosis)] + voxel[index_of(Tissue::enhancing)] +
                      voxel[index_of(Tissue::oedema)];
  std::size_t sum = 0;
  for (const auto count : voxel) {
    sum += count;
  }
  return static_cast<double>(tumour) / static_cast<double>(sum);
}

} // namespace

Acquisition clean() {
  Acquisition how;
  how.snr = 0;
  how.bias = 0;
  how.texture = 0;
  how.level = 1000;
  return how;
}

double rician(double signal, double sigma, double real_normal, double imaginary_normal) {
  const double real = signal + sigma * real_normal;
  const double imaginary = sigma * imaginary_normal;
  return std::sqrt(real * real + imaginary * imaginary);
}

double mean_signal(const Counts& voxel, Contrast contrast) {
  double sum = 0;
  double samples = 0;
  for (std::size_t i = 0; i < k_tissues; ++i) {
    samples += voxel[i];
    if (voxel[i] > 0) {
      sum += voxel[i] * signal_of(static_cast<Tissue>(i), contrast);
    }
  }
  return sum / samples / signal_of(Tissue::white, contrast);
}

std::vector<std::int16_t> acquire(const std::vector<Counts>& voxels, const Grid& grid, Contrast contrast,
                                  std::uint64_t seed, const Acquisition& how) {
  const auto stream = static_cast<std::uint64_t>(contrast);
  const double level = how.level > 0 ? how.level : Draws(seed, k_levels + stream).between(500, 1200);
  const double sigma = how.snr > 0 ? level / how.snr : 0;
  // Half of the variance belongs to the coil, which is the same for all contrasts.
  const NoiseField coil(seed, k_coil, 80);
  const NoiseField own(seed, k_own_bias + stream, 80);
  const NoiseField texture(seed, k_texture + stream, 7);
  const Random noise(seed, k_noise + stream);
  const Point corner = grid.corner();
  std::vector<std::int16_t> image(voxels.size(), 0);
  in_slabs(voxels.size(), how.threads, [&](std::size_t first, std::size_t past) {
    for (std::size_t i = first; i < past; ++i) {
      if (!in_head(voxels[i])) {
        continue;
      }
      const std::size_t row = i / grid.size[0];
      const Point at = corner + grid.spacing * Point{static_cast<double>(i % grid.size[0]),
                                                     static_cast<double>(row % grid.size[1]),
                                                     static_cast<double>(row / grid.size[1])};
      double signal = level * mean_signal(voxels[i], contrast);
      if (how.texture > 0) {
        signal *= 1 + how.texture * (0.02 + 0.06 * tumour_part(voxels[i])) * texture.at(at);
      }
      if (how.bias > 0) {
        signal *= std::exp(how.bias * std::sqrt(0.5) * (coil.at(at) + own.at(at)));
      }
      if (sigma > 0) {
        const auto [real, imaginary] = noise.normals(i);
        signal = rician(signal, sigma, real, imaginary);
      }
      image[i] = static_cast<std::int16_t>(std::clamp(std::lround(signal), 1L, 32767L));
    }
  });
  return image;
}

} // namespace phantom
