#include "harness/voxels/maps.hpp"

#include "harness/stats/parallel.hpp"
#include "harness/stats/streamed_bits.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace reprovip::voxels {

namespace {

constexpr double k_none = std::numeric_limits<double>::quiet_NaN();

template <typename OfVoxel>
std::vector<double> filled(std::size_t voxels, OfVoxel of_voxel) {
  constexpr std::size_t k_piece = std::size_t{1} << 16;
  std::vector<double> map(voxels);
  stats::parallel_for((voxels + k_piece - 1) / k_piece, default_threads(), [&](std::size_t piece) {
    const auto end = std::min(voxels, (piece + 1) * k_piece);
    for (std::size_t voxel = piece * k_piece; voxel < end; ++voxel) {
      map[voxel] = of_voxel(voxel);
    }
  });
  return map;
}

double sd_of(const VolumeMoments& moments, std::size_t voxel) {
  return std::sqrt(moments.squares(voxel) / static_cast<double>(moments.volumes() - 1));
}

double moment_of(const VolumeMoments& moments, MomentMap which, double tau, std::size_t voxel) {
  switch (which) {
  case MomentMap::mean:
    return moments.mean(voxel);
  case MomentMap::sd:
    return sd_of(moments, voxel);
  case MomentMap::cv:
    return std::abs(moments.mean(voxel)) > tau ? sd_of(moments, voxel) / std::abs(moments.mean(voxel))
                                               : k_none;
  case MomentMap::minimum:
    return moments.low(voxel);
  case MomentMap::maximum:
    return moments.high(voxel);
  case MomentMap::range:
    break;
  }
  return moments.high(voxel) - moments.low(voxel);
}

std::optional<double> bits_by(BitsMethod method, const stats::StreamedBits& bits,
                              const stats::StreamedSample& sample) {
  switch (method) {
  case BitsMethod::general:
    return bits.general(sample);
  case BitsMethod::parker:
    return bits.parker(sample);
  case BitsMethod::cnh:
    break;
  }
  return bits.cnh(sample);
}

double bits_of(const VolumeMoments& moments, const BitsMapQuestion& question, const stats::StreamedBits& bits,
               std::size_t voxel) {
  const double mantissa = question.bits.mantissa;
  if (const auto kind = moments.kind(voxel); kind != VolumeMoments::Kind::numbers) {
    return kind == VolumeMoments::Kind::sometimes_a_number ? 0 : k_none;
  }
  const stats::StreamedSample sample = {moments.mean(voxel), moments.squares(voxel), moments.low(voxel),
                                        moments.high(voxel)};
  if (sample.minimum == sample.maximum) {
    return mantissa;
  }
  const auto found = bits_by(question.method, bits, sample);
  if (!found) {
    return k_none;
  }
  const double steps = 2 * std::abs(sample.mean) / question.resolution;
  const bool is_stepped = question.resolution > 0 && steps > 0;
  return std::min({*found, mantissa, is_stepped ? stats::log2_everywhere_the_same(steps) : mantissa});
}

} // namespace

std::vector<double> moment_map(const VolumeMoments& moments, MomentMap which, double tau) {
  return filled(moments.voxels(), [&](std::size_t voxel) {
    const bool numbers = moments.kind(voxel) == VolumeMoments::Kind::numbers;
    const double value = numbers ? moment_of(moments, which, tau, voxel) : k_none;
    return std::isfinite(value) ? value : k_none;
  });
}

std::vector<double> bits_map(const VolumeMoments& moments, const BitsMapQuestion& question) {
  const stats::StreamedBits bits(moments.volumes(), question.bits);
  return filled(moments.voxels(), [&](std::size_t voxel) { return bits_of(moments, question, bits, voxel); });
}

std::vector<double> icc_map(const VolumeIcc& analysis) {
  return filled(analysis.voxels(),
                [&](std::size_t voxel) { return 1 - analysis.share_within(voxel).value_or(k_none); });
}

std::vector<double> nu_map(const VolumeIcc& analysis) {
  return filled(analysis.voxels(),
                [&](std::size_t voxel) { return std::sqrt(analysis.share_within(voxel).value_or(k_none)); });
}

} // namespace reprovip::voxels
