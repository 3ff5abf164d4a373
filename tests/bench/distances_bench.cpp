// Dice and the 95th percentile Hausdorff distance of two pairs of masks of 256³ voxels, by our code and by
// ITK's. `distances_bench FOLDER` writes the masks there (uint8, first axis fastest), then answers commands
// on standard input, "WHAT PAIR", with "SECONDS CPU-SECONDS DICE DISTANCE". the script "distances" asks.

#include "harness/voxels/surface_distance.hpp"

#include <itkHausdorffDistanceImageFilter.h>
#include <itkImage.h>
#include <itkLabelOverlapMeasuresImageFilter.h>
#include <itkSignedMaurerDistanceMapImageFilter.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <ctime>
#include <fstream>
#include <iostream>
#include <string>

namespace {

using reprovip::voxels::Image;
using ItkImage = itk::Image<unsigned char, 3>;
using ItkDistances = itk::Image<float, 3>;

constexpr std::size_t k_side = 256;

struct Measured {
  double dice = 0;
  double distance = 0; // mm
};

struct Pair {
  std::string name;
  Image a;
  Image b;
  ItkImage::Pointer itk_a;
  ItkImage::Pointer itk_b;
};

template <typename Inside>
Image mask(Inside inside) {
  Image image;
  image.dims = {k_side, k_side, k_side};
  image.spacing = {1, 1, 1.2};
  image.labels = true;
  image.values.reserve(k_side * k_side * k_side);
  for (std::size_t z = 0; z < k_side; ++z) {
    for (std::size_t y = 0; y < k_side; ++y) {
      for (std::size_t x = 0; x < k_side; ++x) {
        const bool in = inside(static_cast<double>(x), static_cast<double>(y), static_cast<double>(z));
        image.values.push_back(in ? 1 : 0);
      }
    }
  }
  return image;
}

// Some 40 voxels across, with a wavy border.
Image lesion(double shift) {
  return mask([=](double x, double y, double z) {
    const double u = x - 150 - shift;
    const double v = y - 120;
    const double w = z - 90;
    const double wave = std::sin(u / 3 + shift) + std::cos(v / 4) * std::sin(w / 5);
    return u * u + v * v + w * w < (20 + 2 * wave) * (20 + 2 * wave);
  });
}

// Some 190 voxels across.
Image organ(double shift) {
  return mask([=](double x, double y, double z) {
    const double u = (x - 128 - shift) / 95;
    const double v = (y - 128) / 80;
    const double w = (z - 128) / 90;
    const double wave = std::sin(9 * u + shift) * std::cos(8 * v) * std::sin(7 * w);
    return u * u + v * v + w * w < 1 + .1 * wave;
  });
}

ItkImage::Pointer to_itk(const Image& image) {
  auto result = ItkImage::New();
  ItkImage::SizeType size;
  ItkImage::SpacingType spacing;
  for (unsigned axis = 0; axis < 3; ++axis) {
    size[axis] = image.dims[axis];
    spacing[axis] = image.spacing[axis];
  }
  result->SetRegions(size);
  result->SetSpacing(spacing);
  result->Allocate();
  std::transform(image.values.begin(), image.values.end(), result->GetBufferPointer(),
                 [](double value) { return static_cast<unsigned char>(value); });
  return result;
}

Measured ours(const Pair& pair, unsigned threads) {
  using namespace reprovip::voxels;
  const Region region{"1", {1}};
  const auto counts = joint_histogram(pair.a, pair.b);
  const auto grid = grid_of(pair.a).value();
  const auto masks = masks_of(pair.a, pair.b, grid, label_boxes(pair.a, grid), label_boxes(pair.b, grid),
                              region, Outside::background);
  const auto distances = surface_distances(masks, SurfaceConvention::monai, threads).value();
  return {reprovip::stats::dice(Confusions(counts).of(region)).value(), hausdorff(distances, 95)};
}

double itk_dice(const Pair& pair) {
  auto overlap = itk::LabelOverlapMeasuresImageFilter<ItkImage>::New();
  overlap->SetSourceImage(pair.itk_a);
  overlap->SetTargetImage(pair.itk_b);
  overlap->Update();
  return overlap->GetDiceCoefficient(1);
}

// ITK has no percentile: its Hausdorff distance.
Measured itk_hausdorff(const Pair& pair) {
  auto filter = itk::HausdorffDistanceImageFilter<ItkImage, ItkImage>::New();
  filter->SetInput1(pair.itk_a);
  filter->SetInput2(pair.itk_b);
  filter->SetUseImageSpacing(true);
  filter->Update();
  return {itk_dice(pair), filter->GetHausdorffDistance()};
}

// The way the percentile is got with ITK: distance maps to both borders, looked up where they are 0.
Measured itk_maps(const Pair& pair) {
  const auto map = [](const ItkImage::Pointer& image) {
    auto filter = itk::SignedMaurerDistanceMapImageFilter<ItkImage, ItkDistances>::New();
    filter->SetInput(image);
    filter->SetSquaredDistance(false);
    filter->SetUseImageSpacing(true);
    filter->Update();
    return ItkDistances::Pointer(filter->GetOutput());
  };
  const auto a = map(pair.itk_a);
  const auto b = map(pair.itk_b);
  const auto percentile = [](const ItkDistances::Pointer& from, const ItkDistances::Pointer& to) {
    std::vector<float> found;
    const auto* border = from->GetBufferPointer();
    const auto* distance = to->GetBufferPointer();
    for (std::size_t i = 0; i < k_side * k_side * k_side; ++i) {
      if (border[i] == 0) {
        found.push_back(std::abs(distance[i]));
      }
    }
    const auto at = found.begin() + static_cast<std::ptrdiff_t>(.95 * static_cast<double>(found.size() - 1));
    std::nth_element(found.begin(), at, found.end());
    return static_cast<double>(*at);
  };
  return {itk_dice(pair), std::max(percentile(a, b), percentile(b, a))};
}

void write(const Image& image, const std::string& path) {
  std::vector<char> bytes(image.values.begin(), image.values.end());
  std::ofstream(path, std::ios::binary).write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

Measured measure(const std::string& what, const Pair& pair) {
  return what == "ours1"  ? ours(pair, 1)
         : what == "ours" ? ours(pair, 0)
         : what == "itk"  ? itk_hausdorff(pair)
                          : itk_maps(pair);
}

} // namespace

int main(int count, char** arguments) {
  if (count != 2) {
    std::fprintf(stderr, "usage: distances_bench FOLDER\n");
    return 2;
  }
  std::vector<Pair> pairs = {{"lesion", lesion(0), lesion(1.5), {}, {}},
                             {"organ", organ(0), organ(2), {}, {}}};
  for (auto& pair : pairs) {
    pair.itk_a = to_itk(pair.a);
    pair.itk_b = to_itk(pair.b);
    write(pair.a, std::string(arguments[1]) + "/" + pair.name + "-a.u8");
    write(pair.b, std::string(arguments[1]) + "/" + pair.name + "-b.u8");
  }
  std::printf("ready\n");
  std::fflush(stdout);
  std::string what;
  std::string name;
  while (std::cin >> what >> name) {
    const auto& pair =
        *std::find_if(pairs.begin(), pairs.end() - 1, [&](const Pair& one) { return one.name == name; });
    const auto begin = std::chrono::steady_clock::now();
    const auto used = std::clock();
    const auto measured = measure(what, pair);
    const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - begin;
    const double busy = static_cast<double>(std::clock() - used) / CLOCKS_PER_SEC;
    std::printf("%.6f %.6f %.9f %.9f\n", elapsed.count(), busy, measured.dice, measured.distance);
    std::fflush(stdout);
  }
  return 0;
}
