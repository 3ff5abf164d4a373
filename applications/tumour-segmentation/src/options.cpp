#include "options.hpp"

#include "mistake.hpp"
#include <algorithm>
#include <map>

namespace tumour {

const char* const k_usage =
    "usage: tumour-segmentation segment    --subject FOLDER | --t1 FILE --t1ce FILE --t2 FILE --flair FILE\n"
    "       tumour-segmentation preprocess --image FILE\n"
    "  --release 1.0|1.1                  how it segments (1.1)\n"
    "  --standard release|none|zscore|nyul|white-stripe\n"
    "                                     how intensities are standardised (as the release does)\n"
    "  --bias on|off  --bias-shrink N     N4 bias field correction on every N-th voxel (on, 4)\n"
    "  --registration rigid|none          of the contrasts to one of them (rigid)\n"
    "  --to t1|t1ce                       to which; the mask is in its space (t1ce)\n"
    "  --sampling PERCENT                 voxels that the registration draws (10)\n"
    "  --seed N                           of that draw; else TUMOUR_SEED, else another one each time\n"
    "  --template FILE                    the space to register the subject to; else none\n"
    "  --threads N                        (as ITK thinks)\n"
    "  --images on|off                    write the images that are segmented (off)\n"
    "  --out FOLDER                       (.)\n";

namespace {

using Arguments = std::map<std::string, std::string>;

const std::array<const char*, k_contrasts> k_names = {"t1", "t1ce", "t2", "flair"};

int whole_number(const std::string& option, const std::string& text, int least, int most) {
  const bool plain =
      !text.empty() && text.size() <= 10 && text.find_first_not_of("0123456789") == std::string::npos;
  const long long number = plain ? std::stoll(text) : -1;
  if (number < least || number > most) {
    throw Mistake(option + ": \"" + text + "\" is not a whole number from " + std::to_string(least) + " to " +
                  std::to_string(most));
  }
  return static_cast<int>(number);
}

double percent(const std::string& option, const std::string& text) {
  std::size_t read = 0;
  double number = 0;
  try {
    number = std::stod(text, &read);
  } catch (const std::exception&) {
    read = 0;
  }
  if (read == 0 || read != text.size() || !(number >= 0.1) || !(number <= 100)) {
    throw Mistake(option + ": \"" + text + "\" is not a number from 0.1 to 100");
  }
  return number / 100;
}

bool choice(const std::string& option, const std::string& text, const char* yes, const char* no) {
  if (text != yes && text != no) {
    throw Mistake(option + ": \"" + text + "\" is neither " + yes + " nor " + no);
  }
  return text == yes;
}

// Seeds go up to 18 digits; ITK takes 31 bits, of which 0 stands for "drawn" here.
int seed_of(const std::string& option, const std::string& text) {
  if (text.empty() || text.size() > 18 || text.find_first_not_of("0123456789") != std::string::npos) {
    throw Mistake(option + ": \"" + text + "\" is not a whole number of at most 18 digits");
  }
  constexpr unsigned long long k_seeds = 2000000000;
  return static_cast<int>(std::stoull(text) % k_seeds) + 1;
}

Arguments read_arguments(const std::vector<std::string>& arguments) {
  Arguments found = {
      {"--subject", ""},    {"--t1", ""},       {"--t1ce", ""},         {"--t2", ""},
      {"--flair", ""},      {"--image", ""},    {"--release", "1.1"},   {"--standard", "release"},
      {"--bias", "on"},     {"--template", ""}, {"--bias-shrink", "4"}, {"--registration", "rigid"},
      {"--sampling", "10"}, {"--seed", ""},     {"--threads", ""},      {"--images", "off"},
      {"--out", "."},       {"--to", "t1ce"}};
  for (std::size_t i = 1; i < arguments.size(); i += 2) {
    const auto place = found.find(arguments[i]);
    if (place == found.end()) {
      throw Mistake("unknown option \"" + arguments[i] + "\"");
    }
    if (i + 1 == arguments.size()) {
      throw Mistake(arguments[i] + ": has no value");
    }
    place->second = arguments[i + 1];
  }
  return found;
}

void set_inputs(Options& options, const Arguments& arguments) {
  options.image = arguments.at("--image");
  const auto& folder = arguments.at("--subject");
  for (std::size_t k = 0; k < k_contrasts; ++k) {
    const auto& file = arguments.at(std::string("--") + k_names[k]);
    options.contrasts[k] = file.empty() && !folder.empty() ? folder + "/" + k_names[k] + ".nii.gz" : file;
    if (options.command == Command::segment && options.contrasts[k].empty()) {
      throw Mistake(std::string("--") + k_names[k] + " is missing, and so is --subject");
    }
  }
  if (options.command == Command::preprocess && options.image.empty()) {
    throw Mistake("--image is missing");
  }
}

Release release_of(const Arguments& arguments) {
  const auto release = find_release(arguments.at("--release"));
  if (!release) {
    throw Mistake("--release: \"" + arguments.at("--release") + "\" is neither 1.0 nor 1.1");
  }
  auto result = *release;
  const auto& name = arguments.at("--standard");
  if (name != "release") {
    const auto standard = parse_standard(name);
    if (!standard) {
      throw Mistake("--standard: \"" + name + "\" is none of release, none, zscore, nyul, white-stripe");
    }
    result.standard = *standard;
  }
  return result;
}

Command command_of(const std::vector<std::string>& arguments) {
  if (arguments.empty()) {
    throw Mistake("no command: segment or preprocess");
  }
  const auto& name = arguments.front();
  if (name == "--help" || name == "-h" || name == "help") {
    return Command::help;
  }
  return choice("command", name, "segment", "preprocess") ? Command::segment : Command::preprocess;
}

} // namespace

Options parse_options(const std::vector<std::string>& arguments, const std::string& seed) {
  Options options;
  options.command = command_of(arguments);
  if (options.command == Command::help) {
    return options;
  }
  const auto given = read_arguments(arguments);
  set_inputs(options, given);
  options.release = release_of(given);
  options.reference = given.at("--template");
  options.out = given.at("--out");
  options.bias = choice("--bias", given.at("--bias"), "on", "off");
  options.bias_shrink =
      static_cast<unsigned>(whole_number("--bias-shrink", given.at("--bias-shrink"), 1, 16));
  options.registration = choice("--registration", given.at("--registration"), "rigid", "none");
  options.fixed = choice("--to", given.at("--to"), "t1", "t1ce") ? 0 : 1;
  options.sampling = percent("--sampling", given.at("--sampling"));
  options.keep_images = choice("--images", given.at("--images"), "on", "off");
  if (!given.at("--threads").empty()) {
    options.threads = static_cast<unsigned>(whole_number("--threads", given.at("--threads"), 1, 128));
  }
  if (!given.at("--seed").empty()) {
    options.seed = seed_of("--seed", given.at("--seed"));
  } else if (!seed.empty()) {
    options.seed = seed_of("TUMOUR_SEED", seed);
  }
  return options;
}

} // namespace tumour
