#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace mrs_quantify {

// One line met= or macro=.
struct Component {
  std::string name;
  std::string file;
  bool macromolecule = false;
  bool free_phase = false; // estimate_phase=NAME: a phase of its own
  std::size_t line = 0;
};

enum class RelationKind { amplitude, amplitude_soft, frequency_shift, damping };

// rel= COMPONENT REFERENCE KIND [PERCENT]; indices into Parameters::components.
struct Relation {
  RelationKind kind = RelationKind::amplitude;
  std::size_t component = 0;
  std::size_t reference = 0;
  double percent = 0; // amplitude_soft: the ratio is within 1 +- percent/100
  std::size_t line = 0;
};

// Random starts of a search, at most.
constexpr std::size_t k_most_starts = 10000;

struct Range {
  double low = 0;
  double high = 0;
};

enum class Lineshape { lorentzian, gaussian, voigt };

// Of HLSVD: as many points, rows of the Hankel matrix and complex sinusoids.
struct Svd {
  std::size_t points = 0; // 0 = all
  std::size_t rows = 0;   // 0 = half of them
  std::size_t components = 5;
};

// A cQUEST parameter file. README.md says what each key does.
struct Parameters {
  std::string file;
  std::vector<Component> components;
  std::vector<Relation> relations;
  bool common_damping = false; // choiceDamping
  Lineshape lineshape = Lineshape::lorentzian;
  Range damping = {0, 30};          // ExtraDampinglow/upp, 1/s
  Range gaussian_damping = {0, 30}; // GaussianDampinglow/upp, 1/s
  Range shift = {-8, 8};            // FrequencyShiftlow/upp, Hz
  std::size_t truncated = 0;        // nbTrunc
  std::size_t last_point = 0;       // lastPoint; 0 = all
  std::size_t last_point_line = 0;
  std::size_t iterations = 1;       // nbIteration
  std::size_t starts = 1;           // nbTest; 0 = one start from the middle of the bounds
  bool lanczos = true;              // useHLSVD
  bool background = false;          // backsel
  Svd background_svd;               // backgroundSVD, with half its components
  double background_threshold = 90; // backgroundThres, 1/s
  bool estimate_phase = false;      // estim_phi0
  double phase = 0;                 // init_phi0, degrees
  double water_ppm = 0;             // waterRemoval: half the width, 0 = none
  std::size_t water_components = 20;
  bool quest2 = true; // SaveTXT2
  std::vector<std::string> warnings;
};

// Throws Mistake with the line; what is harmless but strange becomes a warning "FILE:LINE: ...".
Parameters parse_parameters(const std::string& name, const std::string& text);

} // namespace mrs_quantify
