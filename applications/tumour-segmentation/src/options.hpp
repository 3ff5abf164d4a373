#pragma once

#include "release.hpp"
#include <array>
#include <string>
#include <vector>

namespace tumour {

enum class Command { segment, preprocess, help };

struct Options {
  Command command = Command::help;
  std::array<std::string, k_contrasts> contrasts; // t1, t1ce, t2, flair, of `segment`
  std::string image;                              // of `preprocess`
  std::string reference;                          // --template; empty: none
  std::string out = ".";
  Release release;
  bool bias = true;
  unsigned bias_shrink = 4;
  bool registration = true;
  std::size_t fixed = 1; // the contrast that others are registered to
  double sampling = 0.1; // share of the voxels
  int seed = 0;          // 0: drawn
  unsigned threads = 0;  // 0: as ITK thinks
  bool keep_images = false;
};

extern const char* const k_usage;

// The arguments after the program's name. `seed` is TUMOUR_SEED's value, which --seed overrides, or empty.
// Throws Mistake, which names the option.
Options parse_options(const std::vector<std::string>& arguments, const std::string& seed);

} // namespace tumour
