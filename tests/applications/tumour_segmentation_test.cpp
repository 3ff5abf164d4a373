// What the tumours' segmentation makes of classes without ITK: morphology, rules; and its command line.
#include "tests/applications/tumour_balls.hpp"

#include <gmock/gmock.h>

#include "applications/tumour-segmentation/src/mistake.hpp"
#include "applications/tumour-segmentation/src/morphology.hpp"
#include "applications/tumour-segmentation/src/options.hpp"
#include "applications/tumour-segmentation/src/rules.hpp"
#include "applications/tumour-segmentation/src/seeds.hpp"
#include "applications/tumour-segmentation/src/segment.hpp"
#include <random>

using namespace tumour;
using namespace tumour::test;
using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;

namespace {

std::string mistake_of(const std::vector<std::string>& arguments, const std::string& seed = "") {
  try {
    parse_options(arguments, seed);
  } catch (const Mistake& mistake) {
    return mistake.what();
  }
  return "none";
}

} // namespace

TEST(TumourMorphology, FillsWhatIsEnclosedAndNothingElse) {
  const auto grid = cube(11);
  const auto full = ball(grid, 4);
  auto hollow = full;
  for_ball(grid, 2, [&](std::size_t place) { hollow[place] = 0; });
  EXPECT_EQ(with_holes_filled(hollow, grid), full);
  // A tunnel to the outside.
  for (std::size_t x = 0; x < 6; ++x) {
    hollow[at(grid, x, 5, 5)] = 0;
  }
  EXPECT_EQ(with_holes_filled(hollow, grid), hollow);
}

TEST(TumourMorphology, DilatesErodesAndFindsParts) {
  const auto grid = cube(7);
  Mask mask(grid.voxels(), 0);
  mask[at(grid, 3, 3, 3)] = 1;
  EXPECT_EQ(count(dilated(mask, grid, 1)), 7U);
  EXPECT_EQ(count(dilated(mask, grid, 2)), 25U);
  EXPECT_EQ(eroded(dilated(mask, grid, 2), grid, 2), mask);
  mask[at(grid, 0, 0, 0)] = 1;
  mask[at(grid, 3, 3, 4)] = 1;
  const auto parts = parts_of(mask, grid);
  EXPECT_THAT(parts.sizes, ElementsAre(1, 2));
  EXPECT_EQ(count(largest_part(mask, grid)), 2U);
  EXPECT_EQ(count(eroded(Mask(grid.voxels(), 1), grid, 1)), 125U) << "outside is 0";
}

// A ring of enhancement about necrosis, in oedema, with what should not count: a vessel, a speck, fluid.
std::vector<std::uint8_t> lesion_tissues(const Grid& grid) {
  std::vector<std::uint8_t> tissues(grid.voxels(), k_white);
  for_ball(grid, 8, [&](std::size_t place) { tissues[place] = k_oedema; });
  for_ball(grid, 5, [&](std::size_t place) { tissues[place] = k_enhancing; });
  for_ball(grid, 3, [&](std::size_t place) { tissues[place] = k_necrosis; });
  for_ball(grid, 1, [&](std::size_t place) { tissues[place] = k_csf; });
  tissues[0] = k_oedema;
  tissues[at(grid, 23, 23, 23)] = k_vessel;
  tissues[at(grid, 12, 12, 5)] = k_necrosis; // within the oedema, away from the ring
  return tissues;
}

TEST(TumourRules, LabelsNestAndHolesAreCore) {
  const auto grid = cube(25);
  const auto labels = apply_rules(lesion_tissues(grid), grid, *find_release("1.1"));
  for (std::size_t i = 0; i < labels.size(); ++i) {
    EXPECT_THAT(labels[i], testing::AnyOf(0, 1, 2, 4));
  }
  EXPECT_EQ(labels[at(grid, 12, 12, 12)], 1) << "what looks like fluid in the middle";
  EXPECT_EQ(labels[at(grid, 12, 12, 16)], 4);
  EXPECT_EQ(labels[at(grid, 12, 12, 19)], 2);
  EXPECT_EQ(labels[0], 0) << "a speck";
  EXPECT_EQ(labels[at(grid, 23, 23, 23)], 0) << "a vessel";
  EXPECT_EQ(labels[at(grid, 12, 12, 5)], 2) << "necrosis that touches no enhancement";
  const auto volumes = volumes_of(labels, grid);
  EXPECT_NEAR(volumes.whole, static_cast<double>(count(ball(grid, 8))) / 1000, k_exact);
  EXPECT_NEAR(volumes.core, static_cast<double>(count(ball(grid, 5))) / 1000, k_exact);
  EXPECT_GT(volumes.core, volumes.enhancing);
  EXPECT_GT(volumes.enhancing, 0);
}

TEST(TumourRules, ARingWithGapsStillHoldsItsNecrosis) {
  const auto grid = cube(25);
  auto tissues = lesion_tissues(grid);
  for (std::size_t y = 8; y < 17; ++y) { // a sixth of the ring is open
    for (std::size_t z = 8; z < 17; ++z) {
      for (std::size_t x = 14; x < 25; ++x) {
        auto& tissue = tissues[at(grid, x, y, z)];
        if (tissue == k_enhancing) {
          tissue = k_oedema;
        }
      }
    }
  }
  const auto labels = apply_rules(tissues, grid, *find_release("1.0"));
  EXPECT_EQ(labels[at(grid, 12, 12, 14)], 1);
  EXPECT_EQ(labels[at(grid, 12, 12, 5)], 2) << "as before";
}

TEST(TumourRules, NecrosisIsTheCoreWhereNothingEnhances) {
  const auto grid = cube(25);
  auto tissues = lesion_tissues(grid);
  for (auto& tissue : tissues) {
    if (tissue == k_enhancing) {
      tissue = k_oedema;
    }
  }
  const auto labels = apply_rules(tissues, grid, *find_release("1.1"));
  EXPECT_EQ(labels[at(grid, 12, 12, 14)], 1);
  EXPECT_EQ(labels[at(grid, 12, 12, 16)], 2);
  EXPECT_EQ(volumes_of(labels, grid).enhancing, 0);
}

TEST(TumourRules, NothingIsFoundInAHealthyBrain) {
  const auto grid = cube(10);
  const std::vector<std::uint8_t> tissues(grid.voxels(), k_grey);
  EXPECT_THAT(apply_rules(tissues, grid, *find_release("1.0")), Each(0));
}

TEST(TumourRules, EnhancementWithoutOedemaIsNoGlioma) {
  const auto grid = cube(20);
  std::vector<std::uint8_t> tissues(grid.voxels(), k_white);
  for_ball(grid, 6, [&](std::size_t place) { tissues[place] = k_enhancing; });
  EXPECT_THAT(apply_rules(tissues, grid, *find_release("1.1")), Each(0));
}

TEST(TumourSeeds, UptakeIsWhatT1DoesNotExplain) {
  std::mt19937_64 engine(11);
  std::normal_distribution<double> normal;
  std::vector<Feature> features(4000);
  for (std::size_t i = 0; i < features.size(); ++i) {
    const double t1 = (i % 2 == 0 ? 10 : 20) + normal(engine);
    features[i] = {t1, 3 * t1 + 0.5 * normal(engine) + (i < 40 ? 30 : 0), 0, 0};
  }
  const auto uptake = uptake_of(features, true);
  EXPECT_GT(*std::min_element(uptake.begin(), uptake.begin() + 40), 20);
  EXPECT_LT(*std::max_element(uptake.begin() + 40, uptake.end()), 10);
  const auto plain = uptake_of(features, false);
  EXPECT_LT(*std::max_element(plain.begin(), plain.begin() + 40), 10) << "tissues' own contrast hides it";
  EXPECT_EQ(without(features, uptake, 10).size(), 3960U);
}

TEST(TumourSeeds, RefusesT1ceThatIsT1) {
  std::vector<Feature> features;
  for (int i = 0; i < 100; ++i) {
    features.push_back({1.0 * i, 1.0 * i, 0, 0});
  }
  EXPECT_THROW(uptake_of(features, true), Mistake);
}

TEST(TumourRelease, TheOlderHasFewerRules) {
  const auto old = find_release("1.0");
  const auto now = find_release("1.1");
  ASSERT_TRUE(old && now);
  EXPECT_TRUE(old->diagonal && !now->diagonal);
  EXPECT_TRUE(!old->vessels && now->vessels);
  EXPECT_LT(old->strength, now->strength);
  EXPECT_EQ(old->boundary, 0);
  EXPECT_FALSE(find_release("2.0"));
}

TEST(TumourOptions, ReadsASubject) {
  const auto options = parse_options({"segment", "--subject", "s1", "--t2", "other.nii", "--release", "1.0",
                                      "--standard", "nyul", "--seed", "41", "--sampling", "5", "--to", "t1"},
                                     "7");
  EXPECT_THAT(options.contrasts,
              ElementsAre("s1/t1.nii.gz", "s1/t1ce.nii.gz", "other.nii", "s1/flair.nii.gz"));
  EXPECT_EQ(options.release.standard, Standard::nyul);
  EXPECT_TRUE(options.release.diagonal);
  EXPECT_EQ(options.seed, 42);
  EXPECT_DOUBLE_EQ(options.sampling, 0.05);
  EXPECT_EQ(options.fixed, 0U);
  EXPECT_EQ(parse_options({"segment", "--subject", "s1"}, "7").seed, 8);
  EXPECT_EQ(parse_options({"segment", "--subject", "s1"}, "").seed, 0);
}

TEST(TumourOptions, MistakesAreNamed) {
  EXPECT_THAT(mistake_of({}), HasSubstr("no command"));
  EXPECT_THAT(mistake_of({"paint"}), HasSubstr("\"paint\" is neither segment nor preprocess"));
  EXPECT_THAT(mistake_of({"segment"}), HasSubstr("--t1 is missing"));
  EXPECT_THAT(mistake_of({"preprocess"}), HasSubstr("--image is missing"));
  EXPECT_THAT(mistake_of({"segment", "--speed", "9"}), HasSubstr("unknown option \"--speed\""));
  EXPECT_THAT(mistake_of({"segment", "--t1"}), HasSubstr("--t1: has no value"));
  const std::vector<std::pair<std::string, std::string>> values = {
      {"--release", "2.0"}, {"--standard", "best"}, {"--bias", "yes"},    {"--bias-shrink", "0"},
      {"--sampling", "0"},  {"--sampling", "nan"},  {"--sampling", "5%"}, {"--threads", "-1"},
      {"--seed", "1.5"},    {"--to", "t2"},         {"--images", "no"},   {"--registration", "affine"}};
  for (const auto& [option, value] : values) {
    EXPECT_THAT(mistake_of({"segment", "--subject", "s", option, value}),
                HasSubstr(option + ": \"" + value + "\""));
  }
  EXPECT_THAT(mistake_of({"segment", "--subject", "s"}, "clock"), HasSubstr("TUMOUR_SEED: \"clock\""));
}
