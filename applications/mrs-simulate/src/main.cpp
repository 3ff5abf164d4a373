// A cohort of brain spectra whose truth is known, and the basis to fit them with; see ../README.md.
#include "output.hpp"
#include <cstdio>
#include <cstdlib>
#include <map>
#include <stdexcept>

namespace {

using namespace mrs_simulate;

constexpr const char* k_usage =
    "usage: mrs-simulate [--out FOLDER] [--seed N] [--subjects N] [--snr RATIO] [--variability FACTOR]\n"
    "                    [--te1 MILLISECONDS] [--te2 MILLISECONDS]\n"
    "Writes basis/NAME.txt, datasets/subNN.txt, truth/subNN.csv, truth.csv and parameters.txt there.\n"
    "MRS_SIMULATE_SEED: the seed, where --seed is not given.\n";

using Arguments = std::map<std::string, std::string>;

Arguments read_arguments(int argc, char** argv) {
  const char* const seed = std::getenv("MRS_SIMULATE_SEED");
  Arguments arguments = {{"--out", "."},         {"--seed", seed != nullptr && *seed != '\0' ? seed : "1"},
                         {"--subjects", "14"},   {"--snr", "60"},
                         {"--variability", "1"}, {"--te1", "11"},
                         {"--te2", "19"}};
  for (int i = 1; i < argc; i += 2) {
    const auto found = arguments.find(argv[i]);
    if (found == arguments.end() || i + 1 == argc) {
      throw std::invalid_argument(std::string("unknown option, or one without a value: ") + argv[i]);
    }
    found->second = argv[i + 1];
  }
  return arguments;
}

std::uint64_t whole_number(const std::string& name, const std::string& text) {
  if (text.empty() || text.size() > 18 || text.find_first_not_of("0123456789") != std::string::npos) {
    throw std::invalid_argument(name + ": \"" + text + "\" is not a whole number");
  }
  return std::strtoull(text.c_str(), nullptr, 10);
}

double number(const std::string& name, const std::string& text, double least, double most) {
  char* end = nullptr;
  const double value = std::strtod(text.c_str(), &end);
  if (text.empty() || *end != '\0' || !(value >= least && value <= most)) {
    char range[64] = {};
    std::snprintf(range, sizeof range, "%g to %g", least, most);
    throw std::invalid_argument(name + ": \"" + text + "\" is not a number from " + range);
  }
  return value;
}

void run(const Arguments& arguments) {
  Acquisition acquisition;
  acquisition.sequence.te1 = number("--te1", arguments.at("--te1"), 0, 1000) / 1000;
  acquisition.sequence.te2 = number("--te2", arguments.at("--te2"), 0, 1000) / 1000;
  Options options;
  options.seed = whole_number("--seed", arguments.at("--seed"));
  options.subjects = static_cast<std::size_t>(whole_number("--subjects", arguments.at("--subjects")));
  options.snr = number("--snr", arguments.at("--snr"), 1e-3, 1e12);
  options.variability = number("--variability", arguments.at("--variability"), 0, 3);
  constexpr std::size_t k_most_subjects = 10'000; // all are in memory
  if (options.subjects < 1 || options.subjects > k_most_subjects) {
    throw std::invalid_argument("--subjects: \"" + arguments.at("--subjects") + "\" is not from 1 to " +
                                std::to_string(k_most_subjects));
  }
  const std::filesystem::path folder = arguments.at("--out");
  for (const char* const name : {"basis", "datasets", "truth"}) {
    std::filesystem::create_directories(folder / name);
  }
  const auto basis = make_basis(acquisition);
  for (const auto& component : basis) {
    write_signal(folder / "basis" / (component.name + ".txt"), component.signal);
  }
  std::vector<Subject> subjects;
  for (std::size_t i = 0; i < options.subjects; ++i) {
    subjects.push_back(make_subject(acquisition, basis, options, i));
    write_signal(folder / "datasets" / (subject_name(i) + ".txt"), subjects.back().signal,
                 &subjects.back().water);
    write_amplitudes(folder / "truth" / (subject_name(i) + ".csv"), basis, subjects.back());
  }
  write_parameters(folder / "parameters.txt", basis);
  write_truth(folder / "truth.csv", basis, subjects);
}

} // namespace

int main(int argc, char** argv) {
  try {
    if (argc == 2 && std::string(argv[1]) == "--help") {
      std::fputs(k_usage, stdout);
      return 0;
    }
    run(read_arguments(argc, argv));
    return 0;
  } catch (const std::invalid_argument& mistake) {
    std::fprintf(stderr, "mrs-simulate: %s\n%s", mistake.what(), k_usage);
    return 2;
  } catch (const std::exception& failure) {
    std::fprintf(stderr, "mrs-simulate: %s\n", failure.what());
    return 1;
  }
}
