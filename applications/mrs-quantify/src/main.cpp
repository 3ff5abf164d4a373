// Amplitudes of the metabolites of one MR spectroscopy signal; see ../README.md.
#include "basis.hpp"
#include "fit.hpp"
#include "mistake.hpp"
#include "numbers.hpp"
#include "output.hpp"
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <map>
#include <random>
#include <stdexcept>
#include <string>

namespace {

using namespace mrs_quantify;

constexpr const char* k_usage = "usage: mrs-quantify --signal FILE --basis FOLDER|ZIP --parameters FILE "
                                "[--out FOLDER] [--seed N] [--threads N]\n"
                                "                    [--starts N] [--water-removal PPM] [--tolerance T]\n"
                                "                    [--bandwidth HZ] [--frequency MHZ] [--reference PPM]\n"
                                "--starts and --water-removal replace nbTest and waterRemoval of the "
                                "parameter file. The last three are a text\n"
                                "signal's: 4000, 123.2, and 4.65 at 0 Hz. MRS_QUANTIFY_SEED is the seed "
                                "without --seed; without both each run\n"
                                "draws another.\n";

// Below, squares vanish.
constexpr double k_smallest_sample = 1e-100;

using Arguments = std::map<std::string, std::string>;

Arguments read_arguments(int argc, char** argv) {
  Arguments arguments = {{"--signal", ""},        {"--basis", ""},          {"--parameters", ""},
                         {"--out", "."},          {"--seed", ""},           {"--threads", "1"},
                         {"--starts", ""},        {"--water-removal", ""},  {"--tolerance", "1e-8"},
                         {"--bandwidth", "4000"}, {"--frequency", "123.2"}, {"--reference", "4.65"}};
  for (int i = 1; i < argc; i += 2) {
    const auto found = arguments.find(argv[i]);
    if (found == arguments.end() || i + 1 == argc) {
      throw std::invalid_argument(std::string("unknown option, or one without a value: ") + argv[i]);
    }
    found->second = argv[i + 1];
  }
  for (const char* const needed : {"--signal", "--basis", "--parameters"}) {
    if (arguments[needed].empty()) {
      throw std::invalid_argument(std::string(needed) + " is missing");
    }
  }
  return arguments;
}

std::uint64_t whole_number(const std::string& name, const std::string& text) {
  if (text.empty() || text.size() > 18 || text.find_first_not_of("0123456789") != std::string::npos) {
    throw std::invalid_argument(name + ": \"" + text + "\" is not a whole number");
  }
  return std::strtoull(text.c_str(), nullptr, 10);
}

double real_number(const std::string& name, const std::string& text, double low, double high) {
  const auto value = read_number(text);
  if (!value || !(*value >= low && *value <= high)) {
    char range[80];
    std::snprintf(range, sizeof range, "\" is not a number from %g to %g", low, high);
    throw std::invalid_argument(name + ": \"" + text + range);
  }
  return *value;
}

Settings make_settings(const Arguments& arguments) {
  Settings settings;
  settings.threads = std::max<std::size_t>(1, whole_number("--threads", arguments.at("--threads")));
  settings.threads = std::min<std::size_t>(settings.threads, 256);
  settings.tolerance = real_number("--tolerance", arguments.at("--tolerance"), 1e-15, 0.1);
  const char* const variable = std::getenv("MRS_QUANTIFY_SEED");
  const auto& option = arguments.at("--seed");
  if (!option.empty()) {
    settings.seed = whole_number("--seed", option);
  } else if (variable != nullptr && *variable != '\0') {
    settings.seed = whole_number("MRS_QUANTIFY_SEED", variable);
  } else {
    settings.seed = std::random_device()();
  }
  return settings;
}

Parameters make_parameters(const Arguments& arguments) {
  const auto& path = arguments.at("--parameters");
  auto parameters = parse_parameters(path, read_bytes(path));
  if (!arguments.at("--starts").empty()) {
    parameters.starts = whole_number("--starts", arguments.at("--starts"));
    if (parameters.starts > k_most_starts) {
      throw std::invalid_argument("--starts: " + std::to_string(parameters.starts) + " is above " +
                                  std::to_string(k_most_starts));
    }
  }
  if (!arguments.at("--water-removal").empty()) {
    parameters.water_ppm = real_number("--water-removal", arguments.at("--water-removal"), 0, 100);
  }
  for (const auto& warning : parameters.warnings) {
    std::fprintf(stderr, "mrs-quantify: warning: %s\n", warning.c_str());
  }
  return parameters;
}

Axis make_axis(const Arguments& arguments) {
  const auto value = [&](const char* name, double low, double high) {
    return real_number(name, arguments.at(name), low, high);
  };
  return {1 / value("--bandwidth", 1, 1e9), value("--frequency", 0.001, 1e6) * 1e6,
          value("--reference", -1000, 1000)};
}

void write_signal(const std::string& stem, const Points& points, const Signal& like) {
  write_bytes(stem + ".mrui", format_mrui(points, like));
  if (like.text) {
    write_bytes(stem + ".txt", format_text(points));
  }
}

void run(const Arguments& arguments) {
  const auto settings = make_settings(arguments);
  const auto axis = make_axis(arguments);
  const auto parameters = make_parameters(arguments);
  const auto signal = read_signal(arguments.at("--signal"), axis);
  if (std::all_of(signal.points.begin(), signal.points.end(),
                  [](const auto& point) { return std::abs(point) < k_smallest_sample; })) {
    throw Mistake(arguments.at("--signal"), 0, "is zero everywhere; there is nothing to fit");
  }
  const auto basis = read_basis(arguments.at("--basis"), arguments.at("--parameters"), parameters.components,
                                signal, last_point(signal, parameters));
  const auto fit = quantify(signal, basis, parameters, settings);
  const auto metrics = measure(fit);
  const auto folder = arguments.at("--out") + "/";
  if (parameters.quest2) {
    write_bytes(folder + "quest2.txt", format_quest2(fit));
  }
  write_bytes(folder + "results.csv", format_csv(fit));
  write_bytes(folder + "metrics.tsv", format_metrics(metrics));
  write_bytes(folder + "results.json", format_json(fit, metrics, settings.seed));
  write_signal(folder + "fitted", fit.model, signal);
  write_signal(folder + "residual", fit.residual, signal);
  write_signal(folder + "background", fit.background, signal);
}

} // namespace

int main(int argc, char** argv) {
  try {
    run(read_arguments(argc, argv));
    return 0;
  } catch (const mrs_quantify::Mistake& mistake) {
    std::fprintf(stderr, "mrs-quantify: %s\n", mistake.what());
    return 2;
  } catch (const std::invalid_argument& mistake) {
    std::fprintf(stderr, "mrs-quantify: %s\n%s", mistake.what(), k_usage);
    return 2;
  } catch (const std::exception& failure) {
    std::fprintf(stderr, "mrs-quantify: %s\n", failure.what());
    return 1;
  }
}
