#pragma once

#include "acquisition.hpp"
#include "geometry.hpp"
#include "sampling.hpp"
#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace phantom {

// Grows with any change that moves a voxel: what was found on one version holds for that version.
constexpr int k_version = 1;

struct Options {
  std::string out;
  std::uint64_t seed = 1;
  double spacing = 2;      // mm
  double misalignment = 0; // at most so many mm and degrees per axis between a contrast and t1
  bool healthy = false;
  std::size_t average = 0; // so many healthy heads; 0: one subject
  Acquisition acquisition;
  Sampling sampling;
};

// The head in the scanner, and contrasts after t1 against t1.
struct Poses {
  Rigid head;                     // a few degrees and millimetres
  std::array<Rigid, 4> contrasts; // as k_contrasts; the first does nothing
};
Poses make_poses(std::uint64_t seed, double misalignment);

struct Subject {
  Grid grid;
  Poses poses;
  std::vector<Counts> voxels; // as t1 sees it
  std::array<std::vector<std::int16_t>, 4> images;
};

Subject make_subject(const Options& options);

// t1 t1ce t2 flair truth (0 1 2 4) tissue (0 to 5) .nii.gz, truth.tsv, poses.tsv.
void write_subject(const Subject& subject, const Options& options);

// The mean of healthy heads, none of them a subject's: t1 t1ce t2 flair without noise and bias, tissue, and
// the priors csf grey white (0 to 1).
void write_average(const Options& options);

} // namespace phantom
