// The diffusion tensor of every voxel of an acquisition; see ../README.md.
#include "gradients.hpp"
#include "nifti.hpp"
#include "voxels.hpp"
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <fstream>
#include <map>
#include <random>
#include <stdexcept>
#include <string>

namespace {

using namespace tensor_fit;

constexpr const char* k_usage =
    "usage: tensor-fit --dwi FILE.nii --bval FILE --bvec FILE [--out FOLDER] [--method linear|nonlinear]\n"
    "                  [--threads N] [--bootstrap N] [--threshold SIGNAL]\n"
    "TENSOR_FIT_SEED: a whole number, the bootstrap's seed; without it each run draws another.\n";

using Arguments = std::map<std::string, std::string>;

Arguments read_arguments(int argc, char** argv) {
  Arguments arguments = {{"--dwi", ""},
                         {"--bval", ""},
                         {"--bvec", ""},
                         {"--out", "."},
                         {"--method", "nonlinear"},
                         {"--threads", "1"},
                         {"--bootstrap", "0"},
                         {"--threshold", "1"}};
  for (int i = 1; i < argc; i += 2) {
    const auto found = arguments.find(argv[i]);
    if (found == arguments.end() || i + 1 == argc) {
      throw std::invalid_argument(std::string("unknown option, or one without a value: ") + argv[i]);
    }
    found->second = argv[i + 1];
  }
  for (const char* const needed : {"--dwi", "--bval", "--bvec"}) {
    if (arguments[needed].empty()) {
      throw std::invalid_argument(std::string(needed) + " is missing");
    }
  }
  return arguments;
}

std::size_t whole_number(const std::string& name, const std::string& text) {
  if (text.empty() || text.size() > 9 || text.find_first_not_of("0123456789") != std::string::npos) {
    throw std::invalid_argument(name + ": \"" + text + "\" is not a whole number");
  }
  return std::strtoul(text.c_str(), nullptr, 10);
}

Options make_options(const Arguments& arguments) {
  Options options;
  const auto& method = arguments.at("--method");
  if (method != "linear" && method != "nonlinear") {
    throw std::invalid_argument("--method: \"" + method + "\" is neither linear nor nonlinear");
  }
  options.nonlinear = method == "nonlinear";
  options.threads = std::max<std::size_t>(1, whole_number("--threads", arguments.at("--threads")));
  options.bootstrap = whole_number("--bootstrap", arguments.at("--bootstrap"));
  options.threshold = std::strtod(arguments.at("--threshold").c_str(), nullptr);
  const char* const seed = std::getenv("TENSOR_FIT_SEED");
  options.seed = seed != nullptr && *seed != '\0' ? std::strtoull(seed, nullptr, 10) : std::random_device()();
  return options;
}

double sd(double sum, double squares, double count) {
  return std::sqrt(std::max(0.0, (squares - sum * sum / count) / (count - 1)));
}

// Every digit: what %.17g prints reads back as the same number.
void write_metrics(const std::string& path, const Sums& sums, bool bootstrapped) {
  const auto count = static_cast<double>(sums.voxels);
  std::ofstream file(path);
  const auto row = [&file](const char* name, double value) {
    char text[64];
    std::snprintf(text, sizeof text, "%s\t%.17g\n", name, value);
    file << text;
  };
  file << "name\tvalue\n";
  row("voxels", count);
  row("fa_mean", sums.fa / count);
  row("fa_sd", sd(sums.fa, sums.fa_squared, count));
  row("fa_max", sums.fa_max);
  row("md_mean", sums.md / count);
  row("md_sd", sd(sums.md, sums.md_squared, count));
  row("md_max", sums.md_max);
  row("residual", sums.residual / count);
  row("outliers", static_cast<double>(sums.outliers));
  row("implausible", static_cast<double>(sums.implausible));
  if (bootstrapped) {
    row("fa_uncertainty", sums.fa_sd / count);
  }
  file.close();
  if (!file) {
    throw std::runtime_error(path + ": cannot be written");
  }
}

void run(const Arguments& arguments) {
  const auto options = make_options(arguments);
  const auto series = read_series(arguments.at("--dwi"));
  const auto gradients = read_gradients(arguments.at("--bval"), arguments.at("--bvec"));
  if (gradients.size() != series.size[3]) {
    throw std::runtime_error(arguments.at("--bval") + ": has " + std::to_string(gradients.size()) +
                             " b-values for " + std::to_string(series.size[3]) + " volumes");
  }
  const auto maps = fit_voxels(series, make_design(gradients), options);
  if (maps.sums.voxels < 2) {
    throw std::runtime_error(arguments.at("--dwi") + ": no tensor could be fitted in two voxels");
  }
  const auto folder = arguments.at("--out") + "/";
  write_volume(folder + "fa.nii", maps.fa, series);
  write_volume(folder + "md.nii", maps.md, series);
  if (options.bootstrap > 0) {
    write_volume(folder + "fa_sd.nii", maps.fa_sd, series);
  }
  write_metrics(folder + "metrics.tsv", maps.sums, options.bootstrap > 0);
}

} // namespace

int main(int argc, char** argv) {
  try {
    run(read_arguments(argc, argv));
    return 0;
  } catch (const std::invalid_argument& mistake) {
    std::fprintf(stderr, "tensor-fit: %s\n%s", mistake.what(), k_usage);
    return 2;
  } catch (const std::exception& failure) {
    std::fprintf(stderr, "tensor-fit: %s\n", failure.what());
    return 1;
  }
}
