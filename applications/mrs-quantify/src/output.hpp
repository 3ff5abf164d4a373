#pragma once

#include "fit.hpp"
#include "metrics.hpp"
#include <cstdint>
#include <string>

namespace mrs_quantify {

// cQUEST's table of every component: amplitude, SD (the Cramer-Rao bound for a noise of 1), phase (degrees),
// damping (1/s), shift (Hz), noise (0 for the first, as cQUEST has it), Cramer-Rao bound.
std::string format_quest2(const Fit& fit);

// As Java's DecimalFormat "0.0000E0" prints: 1.8174E-1.
std::string format_scientific(double value);

// Comma-separated, one row per component, every digit; empty where a value is not determined.
std::string format_csv(const Fit& fit);

// "name<TAB>value", every digit.
std::string format_metrics(const Metrics& metrics);

// Everything above, the starts and the background's sinusoids.
std::string format_json(const Fit& fit, const Metrics& metrics, std::uint64_t seed);

} // namespace mrs_quantify
