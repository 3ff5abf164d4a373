#include "output.hpp"

#include <nlohmann/json.hpp>

#include <cmath>
#include <cstdio>
#include <cstring>

namespace mrs_quantify {

namespace {

constexpr double k_pi = 3.14159265358979323846;
constexpr double k_of_95_percent = 1.959963984540054;

std::string digits(double value) {
  char text[40];
  std::snprintf(text, sizeof text, "%.17g", value);
  return text;
}

// Percent of the amplitude; an amplitude of 0 has none.
std::string percent(const Estimate& estimate) {
  return estimate.amplitude > 0 ? digits(100 * estimate.sd / estimate.amplitude) : std::string();
}

nlohmann::ordered_json to_json(const Estimate& estimate) {
  nlohmann::ordered_json row;
  row["name"] = estimate.name;
  row["kind"] = estimate.macromolecule ? "macromolecule" : "metabolite";
  row["amplitude"] = estimate.amplitude;
  row["sd"] = estimate.sd;
  if (estimate.amplitude > 0) {
    row["crlb_percent"] = 100 * estimate.sd / estimate.amplitude;
  }
  row["damping_per_s"] = estimate.damping;
  row["gaussian_per_s"] = estimate.gaussian;
  row["shift_hz"] = estimate.shift;
  if (estimate.shift_sd >= 0) {
    row["shift_sd_hz"] = estimate.shift_sd;
  }
  row["phase_deg"] = estimate.phase;
  return row;
}

} // namespace

std::string format_scientific(double value) {
  char text[40];
  std::snprintf(text, sizeof text, "%.4e", value);
  char* const mark = std::strchr(text, 'e');
  if (mark == nullptr) {
    return text;
  }
  const int exponent = std::atoi(mark + 1);
  return std::string(text, mark) + "E" + std::to_string(exponent);
}

std::string format_quest2(const Fit& fit) {
  std::string text;
  bool first = true;
  for (const auto& estimate : fit.estimates) {
    text += "Metabolite:\t" + estimate.name + "\n";
    text +=
        "Pixel Position\tAmplitude\t\tSD\t\t\t\tPhase\t\t\tDamping\t\t\tDFreq\t\t\tNoise from LastPts\t\t\t"
        "Estimated CRB\n";
    const double damping = estimate.damping > 0 ? estimate.damping : estimate.gaussian;
    text += "0000\t0000\t" + format_scientific(estimate.amplitude) + "\t\t" +
            format_scientific(estimate.unit_sd) + "\t\t\t\t" + format_scientific(estimate.phase) + "\t\t" +
            format_scientific(damping) + "\t\t" + format_scientific(estimate.shift) + "\t\t" +
            format_scientific(first ? 0.0 : fit.noise) + "\t\t" + format_scientific(estimate.sd) + "\n\n\n\n";
    first = false;
  }
  return text;
}

std::string format_csv(const Fit& fit) {
  std::string text =
      "name,kind,amplitude,sd,crlb_percent,ci95_low,ci95_high,damping_per_s,damping_hz,gaussian_per_s,"
      "shift_hz,shift_sd_hz,phase_deg,at_zero,shift_at_bound\n";
  for (const auto& estimate : fit.estimates) {
    const double half = k_of_95_percent * estimate.sd;
    text += estimate.name + (estimate.macromolecule ? ",macromolecule," : ",metabolite,");
    text += digits(estimate.amplitude) + "," + digits(estimate.sd) + "," + percent(estimate) + ",";
    text += digits(estimate.amplitude - half) + "," + digits(estimate.amplitude + half) + ",";
    text += digits(estimate.damping) + "," + digits(estimate.damping / k_pi) + "," +
            digits(estimate.gaussian) + ",";
    text += digits(estimate.shift) + "," +
            (estimate.shift_sd < 0 ? std::string() : digits(estimate.shift_sd)) + ",";
    text += digits(estimate.phase) + (estimate.at_zero ? ",1" : ",0") +
            (estimate.shift_at_bound ? ",1\n" : ",0\n");
  }
  return text;
}

std::string format_metrics(const Metrics& metrics) {
  std::string text = "name\tvalue\n";
  for (const auto& metric : metrics) {
    text += metric.first + "\t" + digits(metric.second) + "\n";
  }
  return text;
}

std::string format_json(const Fit& fit, const Metrics& metrics, std::uint64_t seed) {
  nlohmann::ordered_json json;
  json["seed"] = seed;
  json["phi0_deg"] = fit.phase;
  for (const auto& metric : metrics) {
    json["metrics"][metric.first] = metric.second;
  }
  for (const auto& estimate : fit.estimates) {
    json["components"].push_back(to_json(estimate));
  }
  json["starts"] = nlohmann::ordered_json::array();
  for (const auto& start : fit.starts) {
    json["starts"].push_back(
        {{"cost", start.cost}, {"evaluations", start.evaluations}, {"converged", start.converged}});
  }
  json["background"] = nlohmann::ordered_json::array();
  for (const auto& one : fit.background_sinusoids) {
    json["background"].push_back({{"frequency_hz", one.frequency},
                                  {"damping_per_s", one.damping},
                                  {"amplitude", std::abs(one.amplitude)},
                                  {"phase_deg", std::arg(one.amplitude) * 180 / k_pi}});
  }
  json["water_components"] = fit.water_sinusoids;
  return json.dump(2) + "\n";
}

} // namespace mrs_quantify
