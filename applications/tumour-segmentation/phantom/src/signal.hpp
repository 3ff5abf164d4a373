#pragma once

#include "tissue.hpp"
#include <array>

namespace phantom {

enum class Contrast : std::uint8_t { t1, t1ce, t2, flair };

constexpr std::array<Contrast, 4> k_contrasts = {Contrast::t1, Contrast::t1ce, Contrast::t2, Contrast::flair};

const char* name_of(Contrast contrast);

// Proton density (of water's), relaxation times in ms at 3 T, and gadolinium taken up some minutes after the
// injection, mmol/l.
struct Properties {
  double density;
  double t1;
  double t2;
  double gadolinium;
};

const Properties& properties_of(Tissue tissue);

// The signal of a tissue, of the density's unit; 0 for Tissue::none. README.md has the equations.
double signal_of(Tissue tissue, Contrast contrast);

} // namespace phantom
