#include "tests/unit/score/samples.hpp"
#include "tests/unit/voxels/phantoms.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>

namespace reprovip::score {
namespace {

using test::compare;
using test::field;
using voxels::test::labels;

// Label images in a plane of 3 mm × 4 mm voxels.
Image plane(std::size_t side, const std::function<int(int, int)>& label) {
  return labels({side, side}, {3, 4}, [&](int x, int y, int) { return label(x, y); });
}

const Finding& row(const Rows& rows, const std::string& name) {
  for (const auto& [one, finding] : rows) {
    if (one == name) {
      return finding;
    }
  }
  throw std::runtime_error("no row " + name);
}

std::vector<std::string> names_of(const Rows& rows) {
  std::vector<std::string> names;
  for (const auto& [name, finding] : rows) {
    names.push_back(name);
  }
  return names;
}

bool has_field(const Finding& finding, const std::string& name) {
  return std::any_of(finding.fields.begin(), finding.fields.end(),
                     [&](const auto& field) { return field.first == name; });
}

const std::vector<std::string> k_distances = {"hd95", "hd", "assd", "masd", "nsd"};

Options with(const std::string& name, const std::string& value) {
  return {{name, value}};
}

// TP 45, FN 5, FP 10, TN 40: see stats.
Image half() {
  return plane(10, [](int x, int y) { return 10 * y + x < 50 ? 1 : 0; });
}
Image other_half() {
  return plane(10, [](int x, int y) {
    const int at = 10 * y + x;
    return at < 45 || (at >= 50 && at < 60) ? 1 : 0;
  });
}

TEST(OverlapMetric, GivesTheWholeFamily) {
  const auto finding = row(compare("overlap", half(), other_half()), "1");
  EXPECT_NEAR(*finding.estimate, .857143, 5e-7);
  EXPECT_NEAR(field(finding, "mcc"), .70, 5e-3);
  EXPECT_NEAR(field(finding, "kappa"), .70, 1e-12);
  EXPECT_NEAR(field(finding, "precision"), 45.0 / 55, 1e-15);
  EXPECT_NEAR(field(finding, "sensitivity"), .9, 1e-15);
  EXPECT_NEAR(field(finding, "specificity"), .8, 1e-15);
  EXPECT_NEAR(field(finding, "npv"), .889, 5e-4);
  EXPECT_NEAR(field(finding, "fdr"), 10.0 / 55, 1e-15);
  EXPECT_NEAR(field(finding, "fpr"), .2, 1e-15);
  EXPECT_NEAR(field(finding, "voe"), .25, 1e-15);
  EXPECT_NEAR(field(finding, "balanced_accuracy"), .85, 1e-15);
  EXPECT_NEAR(field(finding, "volume_difference"), 10, 1e-12);
  EXPECT_NEAR(field(finding, "volume_similarity"), 1 - 5.0 / 105, 1e-15);
  EXPECT_NEAR(field(finding, "volume_similarity_itk"), 10.0 / 105, 1e-15);
  EXPECT_EQ(field(finding, "tp"), 45);
  EXPECT_EQ(field(finding, "fn"), 5);
  EXPECT_EQ(field(finding, "fp"), 10);
  EXPECT_EQ(field(finding, "tn"), 40);
}

TEST(OverlapMetric, TakesTheFirstForTheReference) {
  const auto of = [](const Data& a, const Data& b) {
    return *row(compare("overlap", a, b, with("of", "sensitivity")), "1").estimate;
  };
  EXPECT_NEAR(of(half(), other_half()), .9, 1e-15);
  EXPECT_NEAR(of(other_half(), half()), 45.0 / 55, 1e-15);
}

TEST(OverlapMetric, KnowsWhichOfTwoIsWorse) {
  const auto is_worse = [](const std::string& of, double a, double b) {
    const auto plugin = find_metric("overlap")->make(with("of", of)).value();
    Finding x;
    Finding y;
    x.estimate = a;
    y.estimate = b;
    return std::get<std::unique_ptr<PairMetric>>(plugin)->is_worse(x, y);
  };
  EXPECT_TRUE(is_worse("kappa", .1, .2));
  EXPECT_TRUE(is_worse("fdr", .2, .1));
  EXPECT_TRUE(is_worse("volume_difference", -20, 10));
  EXPECT_FALSE(is_worse("volume_similarity_itk", .1, -.1));
}

// Labels 1 of 4 and 4 voxels, 2 in common; labels 2 of 2 and 2, 1 in common.
TEST(OverlapMetric, AveragesAndPoolsLabels) {
  const auto a = labels({12, 1}, {1, 1}, [](int x, int, int) {
    return x < 4 ? 1 : x == 6 || x == 7 ? 2 : 0;
  });
  const auto b = labels({12, 1}, {1, 1}, [](int x, int, int) {
    return x >= 2 && x < 6 ? 1 : x == 7 || x == 8 ? 2 : 0;
  });
  const auto rows = compare("overlap", a, b);
  EXPECT_EQ(names_of(rows), (std::vector<std::string>{"1", "2", "macro", "micro"}));
  EXPECT_DOUBLE_EQ(*row(rows, "macro").estimate, .5);
  EXPECT_DOUBLE_EQ(*row(rows, "micro").estimate, 2 * 3.0 / 12);
  EXPECT_EQ(field(row(rows, "micro"), "tp"), 3);
  // observed 3 + 3 voxels of background, expected (6·6 + 4·4 + 2·2)/12
  EXPECT_NEAR(field(row(rows, "micro"), "kappa_labels"), (6 - 56.0 / 12) / (12 - 56.0 / 12), 1e-15);
  EXPECT_DOUBLE_EQ(*compare("gdice", a, b, with("weight", "1")).front().second.estimate, 2 * 3.0 / 12);
  EXPECT_DOUBLE_EQ(*compare("gdice", a, b).front().second.estimate,
                   (4.0 / 16 + 2.0 / 4) / (8.0 / 16 + 4.0 / 4));
}

TEST(OverlapMetric, TreatsEmptyMasksAsSaid) {
  const auto none = plane(4, [](int, int) { return 0; });
  const auto some = plane(4, [](int x, int) { return x == 0 ? 1 : 0; });
  const auto all = plane(4, [](int, int) { return 1; });
  const auto options = with("labels", "1");
  const auto same = row(compare("overlap", none, none, options), "1");
  EXPECT_EQ(*same.estimate, 1);
  EXPECT_EQ(field(same, "sensitivity"), 1);
  EXPECT_EQ(field(same, "fdr"), 0);
  EXPECT_EQ(field(same, "both_empty"), 1);
  const auto lost = row(compare("overlap", none, some, options), "1");
  EXPECT_EQ(*lost.estimate, 0);
  EXPECT_EQ(field(lost, "sensitivity"), 0);
  EXPECT_EQ(field(lost, "fdr"), 1);
  EXPECT_EQ(field(lost, "kappa"), 0);
  EXPECT_EQ(field(lost, "mcc"), 0);
  EXPECT_EQ(field(lost, "one_empty"), 1);
  EXPECT_FALSE(has_field(lost, "volume_difference"));
  const auto full = row(compare("overlap", all, some, with("of", "specificity")), "1");
  EXPECT_FALSE(full.estimate);
  EXPECT_EQ(full.reason, "0/0: one of the two has nothing to count in its specificity");
  EXPECT_FALSE(row(compare("overlap", all, some, with("of", "specificity")), "macro").estimate);
}

TEST(OverlapMetric, RefusesWhatItDoesNotKnow) {
  EXPECT_FALSE(find_metric("overlap")->make(with("of", "dicee")));
  EXPECT_FALSE(find_metric("overlap")->make(with("regions", "lungs")));
  EXPECT_FALSE(find_metric("gdice")->make(with("weight", "V")));
}

TEST(JaccardMetric, IsDiceOverTwoLessDice) {
  std::mt19937 random(5);
  for (int round = 0; round < 50; ++round) {
    const auto image = [&] { return plane(7, [&](int, int) { return static_cast<int>(random() % 3); }); };
    const auto a = image();
    const auto b = image();
    const auto dices = compare("dice", a, b);
    const auto jaccards = compare("jaccard", a, b);
    for (const auto& label : {"1", "2"}) {
      const double dice = *row(dices, label).estimate;
      EXPECT_NEAR(*row(jaccards, label).estimate, dice / (2 - dice), 1e-15);
      EXPECT_EQ(field(row(jaccards, label), "dice"), dice);
      EXPECT_EQ(field(row(dices, label), "jaccard"), *row(jaccards, label).estimate);
    }
    EXPECT_NEAR(*compare("gdice", a, b, with("weight", "1/V")).front().second.estimate,
                *row(dices, "macro").estimate, 1e-15);
  }
}

TEST(LabelMetrics, CountTheVoxelsOfBoth) {
  for (const std::string kind : {"dice", "jaccard", "hd"}) {
    const auto finding = row(compare(kind, half(), other_half()), "1");
    EXPECT_EQ(field(finding, "voxels_low"), 50) << kind;
    EXPECT_EQ(field(finding, "voxels_high"), 55) << kind;
  }
}

TEST(LabelMetrics, NameTheRegionsOfBrats) {
  const auto a = plane(4, [](int x, int) { return x == 3 ? 4 : x; }); // 0 1 2 4
  const auto b = plane(4, [](int x, int) { return x == 0 ? 0 : 1; });
  const auto rows = compare("dice", a, b, with("regions", "brats"));
  EXPECT_EQ(names_of(rows), (std::vector<std::string>{"WT", "TC", "ET", "macro"}));
  EXPECT_EQ(*row(rows, "WT").estimate, 1);
  EXPECT_EQ(*row(rows, "TC").estimate, 2 * 8.0 / 20);
  EXPECT_EQ(*row(rows, "ET").estimate, 0);
  EXPECT_TRUE(row(rows, "WT").notes.empty());
  // Label 4 is none of the newer convention: said, not dropped in silence.
  const auto newer = compare("dice", a, b, with("regions", "brats-2023"));
  EXPECT_EQ(row(newer, "WT").notes, (std::vector<std::string>{"left out: label 4, of no region"}));
  const auto both = compare("hd", a, b, {{"regions", std::string("brats")}, {"labels", std::string("2")}});
  EXPECT_EQ(names_of(both), (std::vector<std::string>{"WT", "TC", "ET", "2"}));
}

TEST(LabelMetrics, GiveARowToALabelOfOneOnly) {
  const auto a = plane(5, [](int x, int) { return x == 0 ? 7 : 0; });
  const auto b = plane(5, [](int x, int) { return x == 0 ? -2 : 0; });
  EXPECT_EQ(names_of(compare("jaccard", a, b)), (std::vector<std::string>{"-2", "7", "macro"}));
  const auto rows = compare("hd95", a, b);
  EXPECT_EQ(names_of(rows), (std::vector<std::string>{"-2", "7"}));
  for (const auto& [name, finding] : rows) {
    EXPECT_EQ(*finding.estimate, 25); // 5 voxels of 3 mm by 5 of 4 mm
    EXPECT_EQ(field(finding, "one_empty"), 1);
    EXPECT_FALSE(has_field(finding, "hd"));
    EXPECT_EQ(finding.notes, (std::vector<std::string>{"in one of the two only: the diagonal of the image"}));
  }
  EXPECT_EQ(*row(compare("nsd", a, b), "7").estimate, 0);
}

TEST(LabelMetrics, TakeHugeLabels) {
  const double huge = 9007199254740991.0; // 2^53 - 1
  auto a = plane(3, [](int x, int) { return x; });
  auto b = a;
  for (auto* image : {&a, &b}) {
    std::replace(image->values.begin(), image->values.end(), 2.0, huge);
  }
  b.values[2] = -huge;
  const auto rows = compare("dice", a, b);
  EXPECT_EQ(names_of(rows),
            (std::vector<std::string>{"-9007199254740991", "1", "9007199254740991", "macro"}));
  EXPECT_EQ(*row(rows, "9007199254740991").estimate, .8);
  EXPECT_EQ(*row(compare("hd", a, b), "9007199254740991").estimate, 4);
  EXPECT_EQ(*row(compare("hd", a, b), "1").estimate, 0);
}

// As of a noisy image that was read as labels.
TEST(LabelMetrics, WantLabelsToBeChosenFromThousands) {
  const auto a = plane(40, [](int x, int y) { return 40 * y + x; });
  const auto b = plane(40, [](int x, int y) { return 40 * x + y; });
  for (const std::string kind : {"dice", "jaccard", "overlap", "hd95", "hd", "assd", "masd", "nsd"}) {
    const auto rows = compare(kind, a, b);
    EXPECT_FALSE(row(rows, "").estimate) << kind;
    EXPECT_FALSE(row(rows, "").decision) << kind;
    EXPECT_NE(row(rows, "").reason.find("choose some with \"labels\""), std::string::npos) << kind;
    EXPECT_LE(rows.size(), 3U) << kind;
    EXPECT_TRUE(row(compare(kind, a, b, with("labels", "1")), "1").estimate) << kind;
  }
}

TEST(LabelMetrics, AgreeWhenBothAreEmpty) {
  const auto none = plane(4, [](int, int) { return 0; });
  for (const auto& kind : k_distances) {
    const auto finding = row(compare(kind, none, none, with("labels", "1")), "1");
    EXPECT_EQ(*finding.estimate, kind == "nsd" ? 1 : 0) << kind;
    EXPECT_EQ(field(finding, "both_empty"), 1);
    EXPECT_TRUE(compare(kind, none, none).front().second.estimate) << kind;
  }
  EXPECT_EQ(*compare("gdice", none, none).front().second.estimate, 1);
}

TEST(LabelMetrics, SayNoOfGridsThatDiffer) {
  const auto a = plane(4, [](int, int) { return 1; });
  const auto larger = plane(5, [](int, int) { return 1; });
  auto moved = a;
  moved.affine[3] = 1;
  auto kinds = k_distances;
  kinds.insert(kinds.end(), {"dice", "jaccard", "overlap", "gdice"});
  for (const auto& kind : kinds) {
    for (const auto& b : {larger, moved}) {
      for (const auto& [name, finding] : compare(kind, a, b)) {
        EXPECT_FALSE(finding.estimate) << kind;
        EXPECT_EQ(finding.decision, false) << kind;
        EXPECT_FALSE(finding.reason.empty()) << kind;
      }
    }
    auto image = a;
    image.labels = false;
    const auto rows = compare(kind, image, a);
    EXPECT_FALSE(rows.front().second.estimate) << kind;
    EXPECT_FALSE(rows.front().second.decision) << kind;
  }
}

// Two voxels of a row that are 6 mm apart, and a third below one of them.
TEST(SurfaceMetrics, AreInMillimetres) {
  const auto a = plane(6, [](int x, int y) { return x == 1 && y == 1 ? 1 : 0; });
  const auto b = plane(6, [](int x, int y) { return (x == 3 && y == 1) || (x == 1 && y == 2) ? 1 : 0; });
  const auto hd = row(compare("hd", a, b), "1");
  EXPECT_DOUBLE_EQ(*hd.estimate, 6);
  EXPECT_DOUBLE_EQ(field(hd, "asd_from_a"), 4);
  EXPECT_DOUBLE_EQ(field(hd, "asd_from_b"), 5);
  EXPECT_EQ(field(hd, "voxels_low"), 1);
  EXPECT_EQ(field(hd, "voxels_high"), 2);
  EXPECT_DOUBLE_EQ(*row(compare("hd95", a, b), "1").estimate, 4 + .95 * 2);
  EXPECT_DOUBLE_EQ(*row(compare("hd95", a, b, {{"percentile", 50.0}}), "1").estimate, 5);
  EXPECT_DOUBLE_EQ(*row(compare("hd95", a, b, with("convention", "medpy")), "1").estimate, 4 + .9 * 2);
  EXPECT_DOUBLE_EQ(*row(compare("hd", a, b, with("convention", "itk")), "1").estimate, 6);
  EXPECT_DOUBLE_EQ(*row(compare("assd", a, b), "1").estimate, 14.0 / 3);
  EXPECT_DOUBLE_EQ(*row(compare("masd", a, b), "1").estimate, 4.5);
  const auto nsd = row(compare("nsd", a, b, {{"tau", 4.0}}), "1");
  EXPECT_DOUBLE_EQ(*nsd.estimate, 2.0 / 3);
  EXPECT_EQ(field(nsd, "share_of_a"), 1);
  EXPECT_EQ(field(nsd, "share_of_b"), .5);
}

// In a volume of one slice every voxel would be a border.
TEST(SurfaceMetrics, TakeASliceForAPlane) {
  const auto square = [](const std::vector<std::size_t>& dims, int size) {
    return labels(dims, {1, 1, 5}, [=](int x, int y, int) {
      return x >= 2 && y >= 2 && x < 2 + size && y < 2 + size ? 1 : 0;
    });
  };
  for (const auto& kind : k_distances) {
    for (const std::string convention : {"monai", "deepmind"}) {
      const auto options = with("convention", convention);
      EXPECT_EQ(*row(compare(kind, square({9, 9}, 4), square({9, 9}, 5), options), "1").estimate,
                *row(compare(kind, square({9, 9, 1}, 4), square({9, 9, 1}, 5), options), "1").estimate);
    }
  }
}

TEST(SurfaceMetrics, SayWhatTheyCannotMeasure) {
  auto a = plane(4, [](int x, int) { return x; });
  a.spacing = {1};
  EXPECT_EQ(compare("hd", a, a).front().second.reason,
            "the image does not say how far apart voxels are along axis 2");
  const auto full = plane(4, [](int, int) { return 1; });
  const auto some = plane(4, [](int x, int) { return x == 0 ? 1 : 0; });
  const auto finding = row(compare("assd", full, some, with("outside", "foreground")), "1");
  EXPECT_FALSE(finding.estimate);
  EXPECT_EQ(finding.reason, "one of the two fills the image: it has no surface while outside is foreground");
}

TEST(SurfaceMetrics, RefuseOptionsThatMeanNothing) {
  const auto refused = [](const std::string& kind, const Options& options) {
    return !find_metric(kind)->make(options).has_value();
  };
  EXPECT_TRUE(refused("hd95", with("convention", "itk")));
  EXPECT_TRUE(refused("assd", with("convention", "medpy")));
  EXPECT_TRUE(refused("hd95", {{"percentile", 0.0}}));
  EXPECT_TRUE(refused("hd95", {{"percentile", 101.0}}));
  EXPECT_TRUE(refused("nsd", {{"tau", -1.0}}));
  EXPECT_TRUE(refused("hd", with("outside", "nowhere")));
  EXPECT_TRUE(
      refused("hd", {{"outside", std::string("foreground")}, {"convention", std::string("deepmind")}}));
  EXPECT_FALSE(refused("hd", with("outside", "foreground")));
}

TEST(SurfaceMetrics, AreSymmetric) {
  std::mt19937 random(9);
  for (int round = 0; round < 30; ++round) {
    const auto image = [&] {
      return labels({6, 5, 4}, {.7, 1.1, 2}, [&](int, int, int) { return static_cast<int>(random() % 4); });
    };
    const auto a = image();
    const auto b = image();
    auto kinds = k_distances;
    kinds.insert(kinds.end(), {"dice", "jaccard", "gdice"});
    for (const auto& kind : kinds) {
      const auto there = compare(kind, a, b);
      const auto back = compare(kind, b, a);
      ASSERT_EQ(names_of(there), names_of(back));
      for (std::size_t i = 0; i < there.size(); ++i) {
        EXPECT_EQ(there[i].second.estimate, back[i].second.estimate) << kind;
      }
    }
  }
}

} // namespace
} // namespace reprovip::score
