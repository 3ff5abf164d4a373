// Segments a glioma in t1, t1ce, t2 and flair, or pre-processes one image; see ../README.md.
#include <itkMultiThreaderBase.h>

#include "bias_itk.hpp"
#include "foreground.hpp"
#include "mistake.hpp"
#include "options.hpp"
#include "registration_itk.hpp"
#include "segment.hpp"
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>

namespace {

using namespace tumour;

constexpr std::array<const char*, k_contrasts> k_names = {"t1", "t1ce", "t2", "flair"};

void say(const std::string& line) {
  std::printf("%s\n", line.c_str());
  std::fflush(stdout);
}

// What an ITK filter throws, as an error that says where.
template <typename Work>
auto guarded(const std::string& what, Work work) {
  try {
    return work();
  } catch (const itk::ExceptionObject& error) {
    throw std::runtime_error(what + " failed: " + error.GetDescription());
  }
}

Image::Pointer without_bias(const Image::Pointer& image, const std::string& name, const Options& options) {
  if (!options.bias) {
    return image;
  }
  const auto mask = foreground(map_of(image), grid_of(image));
  if (std::find(mask.begin(), mask.end(), 1) == mask.end()) {
    throw Mistake(name + ": nothing stands out from the background");
  }
  BiasSettings settings;
  settings.shrink = options.bias_shrink;
  auto corrected = guarded(name + ": N4", [&] { return correct_bias(image, mask, settings); });
  say(name + ": bias corrected");
  return corrected;
}

// Registers, writes the transform, says what came of it.
Transform::Pointer register_to(const Image* fixed, const Image* moving, const std::string& from,
                               const std::string& to, const Options& options) {
  RegistrationSettings settings;
  settings.sampling = options.sampling;
  settings.seed = options.seed;
  const auto names = from + " to " + to;
  const auto found =
      guarded("registration of " + names, [&] { return register_rigid(fixed, moving, settings, names); });
  write_transform(options.out + "/" + from + "_to_" + to + ".tfm", found.transform);
  char text[96];
  std::snprintf(text, sizeof text, ": mutual information %.6f after %u iterations", -found.metric,
                found.iterations);
  say(names + text);
  return found.transform;
}

using Images = std::array<Image::Pointer, k_contrasts>;

bool on_one_grid(const Image* first, const Image* second) {
  constexpr double k_near = 1e-3; // mm
  return first->GetLargestPossibleRegion() == second->GetLargestPossibleRegion() &&
         (first->GetOrigin() - second->GetOrigin()).GetNorm() < k_near &&
         (first->GetSpacing() - second->GetSpacing()).GetNorm() < k_near &&
         first->GetDirection() == second->GetDirection();
}

// The contrasts on the fixed one's voxels, or on the template's.
Images align(const Images& images, const Options& options) {
  Images aligned = images;
  for (std::size_t k = 0; k < k_contrasts; ++k) {
    if (k == options.fixed) {
      continue;
    }
    if (options.registration) {
      const auto transform =
          register_to(images[options.fixed], images[k], k_names[k], k_names[options.fixed], options);
      aligned[k] = resample(images[k], images[options.fixed], transform);
    } else if (!on_one_grid(images[k], images[options.fixed])) {
      throw Mistake(std::string(k_names[k]) + ": has other voxels than " + k_names[options.fixed] +
                    "; it takes --registration rigid");
    }
  }
  if (!options.reference.empty()) {
    const auto reference = read_image(options.reference);
    const auto transform =
        register_to(reference, aligned[options.fixed], k_names[options.fixed], "template", options);
    for (auto& image : aligned) {
      image = resample(image, reference, transform);
    }
  }
  return aligned;
}

void write_volumes(const std::string& path, const Volumes& volumes) {
  std::ofstream file(path);
  file << "region\tvolume_ml\n";
  const auto row = [&file](const char* region, double ml) {
    char text[64];
    std::snprintf(text, sizeof text, "%s\t%.10g\n", region, ml);
    file << text;
  };
  row("WT", volumes.whole);
  row("TC", volumes.core);
  row("ET", volumes.enhancing);
  file.close();
  if (!file) {
    throw std::runtime_error("\"" + path + "\": cannot be written");
  }
}

void say_landmarks(const std::array<Map, k_contrasts>& contrasts, const Mask& brain) {
  for (std::size_t k = 0; k < k_contrasts; ++k) {
    std::vector<float> values;
    for (std::size_t i = 0; i < brain.size(); ++i) {
      if (brain[i] != 0) {
        values.push_back(contrasts[k][i]);
      }
    }
    std::string line = std::string(k_names[k]) + ": landmarks";
    for (const double landmark : landmarks_of(std::move(values))) {
      char text[32];
      std::snprintf(text, sizeof text, " %.4f", landmark);
      line += text;
    }
    say(line);
  }
}

void segment_subject(const Options& options) {
  Images images;
  for (std::size_t k = 0; k < k_contrasts; ++k) {
    images[k] = read_image(options.contrasts[k]);
  }
  for (std::size_t k = 0; k < k_contrasts; ++k) {
    images[k] = without_bias(images[k], k_names[k], options);
  }
  images = align(images, options);
  const auto grid = grid_of(images[options.fixed]);
  std::array<Map, k_contrasts> maps;
  std::transform(images.begin(), images.end(), maps.begin(), [](const auto& image) { return map_of(image); });
  const auto brain = foreground(std::vector<Map>(maps.begin(), maps.end()), grid);
  maps = standardise(std::move(maps), brain, options.release.standard);
  say_landmarks(maps, brain);
  const auto found = segment(maps, brain, grid, options.release, say);
  write_labels(options.out + "/mask.nii.gz", found.labels, images[options.fixed]);
  write_volumes(options.out + "/volumes.tsv", volumes_of(found.labels, grid));
  for (std::size_t k = 0; options.keep_images && k < k_contrasts; ++k) {
    write_image(options.out + "/" + k_names[k] + ".nii.gz", image_of(maps[k], images[options.fixed]));
  }
}

void preprocess_image(const Options& options) {
  const auto image = without_bias(read_image(options.image), "image", options);
  write_image(options.out + "/corrected.nii.gz", image);
  write_labels(options.out + "/foreground.nii.gz", foreground(map_of(image), grid_of(image)), image);
  if (!options.reference.empty()) {
    const auto reference = read_image(options.reference);
    const auto transform = register_to(reference, image, "image", "template", options);
    write_image(options.out + "/registered.nii.gz", resample(image, reference, transform));
  }
}

void run(Options options) {
  itk::Object::GlobalWarningDisplayOff();
  if (options.threads > 0) {
    itk::MultiThreaderBase::SetGlobalDefaultNumberOfThreads(options.threads);
  }
  const bool drawn = options.seed == 0;
  if (drawn) {
    options.seed = static_cast<int>(std::random_device()() % 2000000000U) + 1;
  }
  if (!std::filesystem::is_directory(options.out)) {
    throw Mistake("--out: \"" + options.out + "\" is no folder");
  }
  say("threads " + std::to_string(itk::MultiThreaderBase::GetGlobalDefaultNumberOfThreads()) + ", seed " +
      std::to_string(options.seed - 1) + (drawn ? " (drawn)" : ""));
  options.command == Command::segment ? segment_subject(options) : preprocess_image(options);
}

} // namespace

int main(int argc, char** argv) {
  try {
    const char* const seed = std::getenv("TUMOUR_SEED");
    const auto options = parse_options({argv + 1, argv + argc}, seed == nullptr ? "" : seed);
    if (options.command == Command::help) {
      std::printf("%s", k_usage);
      return 0;
    }
    run(options);
    return 0;
  } catch (const tumour::Mistake& mistake) {
    std::fprintf(stderr, "tumour-segmentation: %s\n", mistake.what());
    return 2;
  } catch (const std::exception& failure) {
    std::fprintf(stderr, "tumour-segmentation: %s\n", failure.what());
    return 1;
  }
}
