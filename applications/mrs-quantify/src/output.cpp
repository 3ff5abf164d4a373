#include "output.hpp"

#include "numbers.hpp"
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

// A number, or null: JSON has no others.
std::string json(double value) {
  return is_finite(value) ? digits(value) : "null";
}

std::string json(const std::string& text) {
  std::string quoted = "\"";
  for (const char letter : text) {
    const auto code = static_cast<unsigned char>(letter);
    char escape[8];
    if (letter == '"' || letter == '\\') {
      quoted += {'\\', letter};
    } else if (code < 0x20) {
      std::snprintf(escape, sizeof escape, "\\u%04x", static_cast<unsigned>(code));
      quoted += escape;
    } else {
      quoted += letter;
    }
  }
  return quoted + "\"";
}

// Names, and values that are JSON already.
std::string json(const std::vector<std::pair<std::string, std::string>>& members) {
  std::string text;
  for (const auto& member : members) {
    text += (text.empty() ? "" : ", ") + json(member.first) + ": " + member.second;
  }
  return "{" + text + "}";
}

// A row to a line.
std::string json(const std::vector<std::string>& rows) {
  std::string text;
  for (const auto& row : rows) {
    text += (text.empty() ? "\n    " : ",\n    ") + row;
  }
  return "[" + text + (rows.empty() ? "]" : "\n  ]");
}

std::string to_json(const Estimate& estimate) {
  std::vector<std::pair<std::string, std::string>> row = {
      {"name", json(estimate.name)},
      {"kind", json(std::string(estimate.macromolecule ? "macromolecule" : "metabolite"))},
      {"amplitude", json(estimate.amplitude)},
      {"sd", json(estimate.sd)}};
  if (estimate.amplitude > 0) {
    row.emplace_back("crlb_percent", json(100 * estimate.sd / estimate.amplitude));
  }
  row.emplace_back("damping_per_s", json(estimate.damping));
  row.emplace_back("gaussian_per_s", json(estimate.gaussian));
  row.emplace_back("shift_hz", json(estimate.shift));
  if (estimate.shift_sd >= 0) {
    row.emplace_back("shift_sd_hz", json(estimate.shift_sd));
  }
  row.emplace_back("phase_deg", json(estimate.phase));
  return json(row);
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
  std::vector<std::pair<std::string, std::string>> values;
  std::vector<std::string> components;
  std::vector<std::string> starts;
  std::vector<std::string> background;
  for (const auto& metric : metrics) {
    values.emplace_back(metric.first, json(metric.second));
  }
  for (const auto& estimate : fit.estimates) {
    components.push_back(to_json(estimate));
  }
  for (const auto& start : fit.starts) {
    starts.push_back(json({{"cost", json(start.cost)},
                           {"evaluations", std::to_string(start.evaluations)},
                           {"converged", start.converged ? "true" : "false"}}));
  }
  for (const auto& one : fit.background_sinusoids) {
    background.push_back(json({{"frequency_hz", json(one.frequency)},
                               {"damping_per_s", json(one.damping)},
                               {"amplitude", json(std::abs(one.amplitude))},
                               {"phase_deg", json(std::arg(one.amplitude) * 180 / k_pi)}}));
  }
  return "{\n  \"seed\": " + std::to_string(seed) + ",\n  \"phi0_deg\": " + json(fit.phase) +
         ",\n  \"metrics\": " + json(values) + ",\n  \"components\": " + json(components) +
         ",\n  \"starts\": " + json(starts) + ",\n  \"background\": " + json(background) +
         ",\n  \"water_components\": " + std::to_string(fit.water_sinusoids) + "\n}\n";
}

} // namespace mrs_quantify
