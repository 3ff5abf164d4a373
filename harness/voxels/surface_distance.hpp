#pragma once

#include "harness/voxels/masks.hpp"

#include <cstdint>
#include <optional>
#include <vector>

namespace reprovip::voxels {

// What the surface of a mask is, on which programs disagree:
// deepmind  corners of voxels with something and something else in the 2×2×2 voxels around, weighed by the
//           area of corner_surfaces(); the percentile is that of either direction by area, the larger counts
// monai     voxels of the mask with a neighbour through a face that is not (also of MetricsReloaded); the
//           percentile is interpolated linearly in either direction, the larger counts
// medpy     those voxels too; the percentile is that of both directions' distances together
// itk       all voxels of the mask: Hausdorff distances only
enum class SurfaceConvention { deepmind, monai, medpy, itk };

// From each element of one surface to the nearest of the other, mm.
struct DirectedDistances {
  std::vector<double> distances;
  std::vector<double> weights; // of the elements; none = all alike
};
struct SurfaceDistances {
  SurfaceConvention convention = SurfaceConvention::monai;
  DirectedDistances from_a;
  DirectedDistances from_b;
};

// Of two masks that have voxels. None when one has no surface: it fills the image, and what lies outside is
// foreground. Ignores Outside::foreground with `deepmind`, which looks at corners on the border too, and with
// `itk`: do not ask for it there. The same bits whatever the number of threads, 0 = as many as it is worth.
std::optional<SurfaceDistances> surface_distances(const MaskPair& masks, SurfaceConvention convention,
                                                  unsigned threads = 0);

// The `percentile` (above 0 up to 100) of the distances as the convention has it; 100 is the Hausdorff
// distance.
double hausdorff(const SurfaceDistances& distances, double percentile);
// Mean distance of all elements of both surfaces (ASSD).
double average_symmetric_distance(const SurfaceDistances& distances);
// Mean of the two directed means (MASD).
double mean_average_distance(const SurfaceDistances& distances);
// Mean distance of one direction (ASD).
double average_distance(const DirectedDistances& distances);
// Share of a surface that is no further than `tolerance` mm from the other.
double share_within(const DirectedDistances& distances, double tolerance);
// Share of both surfaces (normalised surface distance, surface Dice; Nikolov et al. 2021).
double surface_dice(const SurfaceDistances& distances, double tolerance);

} // namespace reprovip::voxels
