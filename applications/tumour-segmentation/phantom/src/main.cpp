#include "subject.hpp"
#include <algorithm>
#include <charconv>
#include <exception>
#include <filesystem>
#include <functional>
#include <iostream>
#include <map>
#include <stdexcept>
#include <string_view>

namespace phantom {

namespace {

constexpr const char* k_usage =
    "usage: glioma-phantom --out FOLDER [--seed N] [--snr X] [--bias X] [--texture X] [--misalign X]\n"
    "                      [--spacing MM] [--samples N] [--threads N] [--clean] [--healthy | --average N]\n"
    "Writes t1 t1ce t2 flair truth tissue .nii.gz, truth.tsv and poses.tsv of one synthetic head with a "
    "glioma.\n"
    "  --snr       white matter's signal over the noise's standard deviation, 0: none      (20)\n"
    "  --bias      standard deviation of the receive field's logarithm, 0: none            (0.12)\n"
    "  --texture   heterogeneity of tissues, 0: none                                       (1)\n"
    "  --misalign  contrasts are at most so many mm and degrees off t1, per axis           (0)\n"
    "  --spacing   voxels' size in mm                                                      (2)\n"
    "  --samples   along a voxel's side, for partial volumes, 1 to 6                       (2)\n"
    "  --clean     no noise, no bias, no texture; white matter has 1000\n"
    "  --healthy   no tumour\n"
    "  --average   the mean of N healthy heads, with priors csf grey white\n";

double number(const std::string& option, std::string_view text, double least, double most) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || !(value >= least && value <= most)) {
    throw std::invalid_argument(option + ": \"" + std::string(text) + "\" is no number from " +
                                std::to_string(least) + " to " + std::to_string(most));
  }
  return value;
}

std::size_t whole(const std::string& option, std::string_view text, double least, double most) {
  const double value = number(option, text, least, most);
  const auto result = static_cast<std::size_t>(value);
  if (static_cast<double>(result) != value) {
    throw std::invalid_argument(option + ": \"" + std::string(text) + "\" is no whole number");
  }
  return result;
}

Options parse(const std::vector<std::string>& words) {
  Options options;
  Acquisition& how = options.acquisition;
  using Set = std::function<void(const std::string& option, const std::string& value)>;
  const std::map<std::string, Set> settings = {
      {"--out", [&](auto&, auto& value) { options.out = value; }},
      {"--seed", [&](auto& option, auto& value) { options.seed = whole(option, value, 0, 1e9); }},
      {"--snr", [&](auto& option, auto& value) { how.snr = number(option, value, 0, 1e6); }},
      {"--bias", [&](auto& option, auto& value) { how.bias = number(option, value, 0, 1); }},
      {"--texture", [&](auto& option, auto& value) { how.texture = number(option, value, 0, 5); }},
      {"--misalign", [&](auto& option, auto& value) { options.misalignment = number(option, value, 0, 20); }},
      {"--spacing", [&](auto& option, auto& value) { options.spacing = number(option, value, 0.5, 10); }},
      {"--samples", [&](auto& option, auto& value) { options.sampling.side = whole(option, value, 1, 6); }},
      {"--threads",
       [&](auto& option, auto& value) { options.sampling.threads = whole(option, value, 1, 256); }},
      {"--average", [&](auto& option, auto& value) { options.average = whole(option, value, 1, 1000); }}};
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (words[i] == "--clean") {
      how = clean();
    } else if (words[i] == "--healthy") {
      options.healthy = true;
    } else if (const auto setting = settings.find(words[i]); setting == settings.end()) {
      throw std::invalid_argument("unknown option \"" + words[i] + "\"");
    } else if (i + 1 == words.size()) {
      throw std::invalid_argument(words[i] + " needs a value");
    } else {
      setting->second(words[i], words[i + 1]);
      ++i;
    }
  }
  if (options.out.empty()) {
    throw std::invalid_argument("--out FOLDER is missing");
  }
  how.threads = options.sampling.threads;
  return options;
}

void run(const Options& options) {
  std::filesystem::create_directories(options.out);
  if (options.average > 0) {
    write_average(options);
  } else {
    write_subject(make_subject(options), options);
  }
  std::cout << "glioma-phantom " << k_version << ": seed " << options.seed << " in " << options.out << "\n";
}

} // namespace

} // namespace phantom

int main(int count, char** words) {
  try {
    const std::vector<std::string> arguments(words + 1, words + count);
    if (std::find(arguments.begin(), arguments.end(), "--help") != arguments.end()) {
      std::cout << phantom::k_usage;
      return 0;
    }
    if (std::find(arguments.begin(), arguments.end(), "--version") != arguments.end()) {
      std::cout << "glioma-phantom " << phantom::k_version << "\n";
      return 0;
    }
    phantom::run(phantom::parse(arguments));
    return 0;
  } catch (const std::invalid_argument& error) {
    std::cerr << "glioma-phantom: " << error.what() << "\n" << phantom::k_usage;
    return 2;
  } catch (const std::exception& error) {
    std::cerr << "glioma-phantom: " << error.what() << "\n";
    return 1;
  }
}
