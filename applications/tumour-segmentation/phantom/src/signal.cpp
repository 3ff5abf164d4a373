#include "signal.hpp"

#include <cmath>

namespace phantom {

namespace {

constexpr double k_relaxivity = 4.5e-3; // 1 / (ms mmol/l), at 3 T

constexpr std::array<Properties, k_tissues> k_properties = {{
    {0, 1, 1, 0},            // none
    {1.00, 4300, 1500, 0},   // csf
    {0.82, 1330, 99, 0.03},  // grey
    {0.70, 850, 74, 0.015},  // white
    {0.79, 1100, 82, 0.03},  // deep_grey
    {0.72, 1650, 70, 1.2},   // vessel
    {0.93, 2300, 260, 0.04}, // necrosis
    {0.86, 1500, 120, 0.45}, // enhancing
    {0.88, 1500, 150, 0.03}  // oedema
}};

// Spoiled gradient echo: TR 15 ms, TE 4 ms, 25 degrees.
double gradient_echo(const Properties& tissue, double t1) {
  constexpr double k_angle = 25 * 3.141592653589793 / 180;
  const double left = std::exp(-15 / t1);
  return tissue.density * std::sin(k_angle) * (1 - left) / (1 - std::cos(k_angle) * left) *
         std::exp(-4 / tissue.t2);
}

double after_gadolinium(const Properties& tissue) {
  return 1 / (1 / tissue.t1 + k_relaxivity * tissue.gadolinium);
}

// TR 5000 ms, TE 95 ms.
double spin_echo(const Properties& tissue) {
  return tissue.density * (1 - std::exp(-5000 / tissue.t1)) * std::exp(-95 / tissue.t2);
}

// TR 9000 ms, TI 2500 ms, TE 120 ms.
double inversion_recovery(const Properties& tissue) {
  const double recovered = 1 - 2 * std::exp(-2500 / tissue.t1) + std::exp(-9000 / tissue.t1);
  return tissue.density * std::abs(recovered) * std::exp(-120 / tissue.t2);
}

} // namespace

const char* name_of(Contrast contrast) {
  switch (contrast) {
  case Contrast::t1:
    return "t1";
  case Contrast::t1ce:
    return "t1ce";
  case Contrast::t2:
    return "t2";
  case Contrast::flair:
    break;
  }
  return "flair";
}

const Properties& properties_of(Tissue tissue) {
  return k_properties[index_of(tissue)];
}

double signal_of(Tissue tissue, Contrast contrast) {
  const Properties& of = properties_of(tissue);
  switch (contrast) {
  case Contrast::t1:
    return gradient_echo(of, of.t1);
  case Contrast::t1ce:
    return gradient_echo(of, after_gadolinium(of));
  case Contrast::t2:
    return spin_echo(of);
  case Contrast::flair:
    break;
  }
  return inversion_recovery(of);
}

} // namespace phantom
