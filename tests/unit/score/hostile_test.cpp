// Every metric of the table on inputs that it was not made for. Nothing here knows a metric by name but for
// the options that it cannot do without.

#include "tests/unit/score/hostile.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace reprovip::score {
namespace {

using test::across_levels;
using test::expect_honest;
using test::MemorySet;
using test::shown;
using test::usable_options;

const double k_nan = std::numeric_limits<double>::quiet_NaN();
const double k_inf = std::numeric_limits<double>::infinity();

template <class Kind>
struct Usable {
  const MetricEntry* entry;
  std::unique_ptr<Kind> metric;
};

template <class Kind>
std::vector<Usable<Kind>> metrics_of() {
  std::vector<Usable<Kind>> found;
  for (const auto& entry : metric_table()) {
    auto plugin = entry.make(usable_options(entry));
    if (!plugin) {
      EXPECT_EQ(entry.declaration.name, "external") << plugin.error().message;
    } else if (auto* metric = std::get_if<std::unique_ptr<Kind>>(&*plugin)) {
      found.push_back({&entry, std::move(*metric)});
    }
  }
  EXPECT_FALSE(found.empty());
  return found;
}

// --- values ---

struct NamedSample {
  std::string name;
  Sample sample;
  bool same = false;        // all values of a target are the same
  bool same_levels = false; // with columns for levels
};

Sample with_factors(Sample sample) {
  sample.factors = {{"f", {"a", "b"}}};
  for (auto& target : sample.targets) {
    for (auto& observation : target.observations) {
      observation.levels = {observation.column % 2};
    }
  }
  return sample;
}

Sample with_truth(Sample sample, double truth, std::optional<double> companion) {
  for (auto& target : sample.targets) {
    target.truth = truth;
    for (auto& observation : target.observations) {
      observation.companion = companion;
    }
  }
  return sample;
}

Sample with_a_hole(Sample sample) {
  sample.targets.back().observations.pop_back();
  return sample;
}

std::vector<NamedSample> plain_samples() {
  const double huge = std::numeric_limits<double>::max();
  const double tiny = std::numeric_limits<double>::denorm_min();
  std::vector<NamedSample> samples = {
      {"one number", test::sample_of({{1}}), true},
      {"one repetition", test::sample_of({{1}, {2}, {3}, {4}}), true},
      {"one subject", test::sample_of({{1, 2, 3, 4}})},
      {"one subject, constant", test::sample_of({{1, 1, 1, 1}}), true},
      {"constant", test::sample_of({{7, 7, 7, 7}, {7, 7, 7, 7}, {7, 7, 7, 7}}), true},
      {"zero", test::sample_of({{0, 0, 0, 0}, {0, 0, 0, 0}, {0, -0.0, 0, 0}}), true},
      {"repeats exactly", test::sample_of({{1, 1, 1, 1}, {2, 2, 2, 2}, {3, 3, 3, 3}}), true},
      {"subjects alike", test::sample_of({{1, 2, 3, 4}, {1, 2, 3, 4}, {1, 2, 3, 4}})},
      {"two by two", test::sample_of({{1, 2}, {2, 1}})},
      {"around zero", test::sample_of({{-1, 1, -1, 1}, {1, -1, 1, -1}, {0, 0, 0, 0}})},
      {"huge", test::sample_of({{huge, -huge, huge, huge}, {huge, huge, huge, -huge}, {-huge, 1, 2, huge}})},
      {"half huge", test::sample_of({{huge / 2, huge / 3, 0, 1}, {1, 2, 3, huge / 2}, {huge / 4, 5, 6, 7}})},
      {"tiny", test::sample_of({{tiny, 0, tiny, 0}, {0, tiny, 2 * tiny, 0}, {0, 0, 0, tiny}})},
      {"last bits", test::sample_of({{1, 1 + 2.3e-16, 1, 1}, {1, 1, 1 + 2.3e-16, 1}, {1, 1, 1, 1}})},
      {"one outlier", test::sample_of({{1, 1, 1, 1e300}, {1, 1, 1, 1}, {2, 2, 2, 2}})},
  };
  samples.push_back({"a hole", with_a_hole(test::sample_of({{1, 2, 3, 4}, {2, 3, 5, 4}, {4, 4, 5, 7}}))});
  return samples;
}

std::vector<NamedSample> samples() {
  auto all = plain_samples();
  for (const auto& plain : plain_samples()) {
    for (const std::uint32_t levels : {1U, 2U, 3U}) {
      all.push_back({plain.name + " across " + std::to_string(levels), across_levels(plain.sample, levels),
                     plain.same});
    }
    all.push_back({plain.name + " with a factor", with_factors(plain.sample), plain.same});
    for (const double uncertainty : {0.0, -1.0, 1e-320, 1e308}) {
      all.push_back({plain.name + " with truth, uncertainty " + std::to_string(uncertainty),
                     with_truth(plain.sample, 1, uncertainty), plain.same});
    }
    all.push_back(
        {plain.name + " with a huge truth", with_truth(plain.sample, -1e308, std::nullopt), plain.same});
  }
  return all;
}

TEST(Hostile, MetricsOfValuesAreHonest) {
  for (const auto& [entry, metric] : metrics_of<ValuesMetric>()) {
    for (const auto& named : samples()) {
      SCOPED_TRACE(entry->declaration.name + " of " + named.name);
      expect_honest(shown(metric->of(named.sample)), named.same);
    }
  }
}

// --- outputs ---

struct NamedData {
  std::string name;
  Data data;
};

Image image_with(std::vector<std::size_t> dims, bool labels,
                 const std::function<double(std::size_t)>& value) {
  Image image;
  std::size_t count = 1;
  for (const auto size : dims) {
    count *= size;
  }
  image.spacing.assign(dims.size(), 1);
  image.dims = std::move(dims);
  image.affine = {1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1};
  image.datatype = labels ? "int16" : "float32";
  image.labels = labels;
  for (std::size_t i = 0; i < count; ++i) {
    image.values.push_back(value(i));
  }
  return image;
}

Image moved(Image image) {
  image.affine[3] = 5;
  return image;
}

Image of_vectors(Image image) {
  image.components = 3;
  image.dims.pop_back();
  image.spacing.pop_back();
  return image;
}

Vector transform_of(std::vector<double> values) {
  auto vector = test::vector_of(values);
  vector.lines = 4;
  vector.columns = 4;
  vector.transform = true;
  return vector;
}

Table table_of(std::vector<std::vector<TableCell>> rows) {
  Table table;
  table.columns = {"x", "y"};
  for (std::size_t i = 0; i < rows.size(); ++i) {
    table.keys.push_back("row " + std::to_string(i));
  }
  table.rows = std::move(rows);
  return table;
}

std::vector<NamedData> zoo() {
  const auto wave = [](std::size_t i) { return std::sin(static_cast<double>(i)); };
  const auto parity = [](std::size_t i) { return static_cast<double>(i % 2); };
  const auto thirds = [](std::size_t i) { return static_cast<double>(i % 3); };
  const std::vector<std::size_t> cube = {8, 8, 8};
  std::vector<NamedData> all = {
      {"an image", image_with(cube, false, wave)},
      {"another image",
       image_with(cube, false, [](std::size_t i) { return std::cos(static_cast<double>(i)); })},
      {"a constant image", image_with(cube, false, [](std::size_t) { return 3; })},
      {"an image of zeros", image_with(cube, false, [](std::size_t) { return 0; })},
      {"an image of NaN", image_with(cube, false, [](std::size_t) { return k_nan; })},
      {"an image with a NaN",
       image_with(cube, false, [&](std::size_t i) { return i == 9 ? k_nan : wave(i); })},
      {"an image with an infinity",
       image_with(cube, false, [&](std::size_t i) { return i == 9 ? k_inf : wave(i); })},
      {"an image of huge numbers", image_with(cube, false, [&](std::size_t i) { return wave(i) * 1.7e308; })},
      {"an image of the smallest numbers",
       image_with(cube, false, [&](std::size_t i) { return parity(i) * 5e-324; })},
      {"a larger image", image_with({9, 8, 8}, false, wave)},
      {"a moved image", moved(image_with(cube, false, wave))},
      {"a slice", image_with({8, 8}, false, wave)},
      {"a line", image_with({8}, false, wave)},
      {"a series", image_with({8, 8, 8, 3}, false, wave)},
      {"an image of vectors", of_vectors(image_with({8, 8, 8, 3}, false, wave))},
      {"an image without voxels", image_with({0, 8, 8}, false, wave)},
      {"labels", image_with(cube, true, thirds)},
      {"other labels", image_with(cube, true, parity)},
      {"no labels", image_with(cube, true, [](std::size_t) { return 0; })},
      {"labels everywhere", image_with(cube, true, [](std::size_t) { return 1; })},
      {"negative labels", image_with(cube, true, [&](std::size_t i) { return -thirds(i); })},
      {"a label per voxel",
       image_with({16, 16, 8}, true, [](std::size_t i) { return static_cast<double>(i); })},
      {"labels of another grid", image_with({9, 8, 8}, true, thirds)},
      {"labels without voxels", image_with({0, 8, 8}, true, thirds)},
      {"a series of labels", image_with({8, 8, 8, 2}, true, thirds)},
      {"no numbers", test::vector_of({})},
      {"numbers", test::vector_of({1, 2, 3})},
      {"other numbers", test::vector_of({3, 2, 1})},
      {"numbers and a NaN", test::vector_of({1, k_nan, 3})},
      {"huge numbers", test::vector_of({1.7e308, -1.7e308, 1.7e308})},
      {"a transform", transform_of({1, 0, 0, 1, 0, 1, 0, 2, 0, 0, 1, 3, 0, 0, 0, 1})},
      {"another transform", transform_of({0, -1, 0, 1, 1, 0, 0, 2, 0, 0, 1, 3, 0, 0, 0, 1})},
      {"a singular transform", transform_of({0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 1})},
      {"a mirroring transform", transform_of({-1, 0, 0, 1, 0, 1, 0, 2, 0, 0, 1, 3, 0, 0, 0, 1})},
      {"a huge transform", transform_of({1e200, 0, 0, 1e308, 0, 1, 0, 2, 0, 0, 1, 3, 0, 0, 0, 1})},
      {"a transform with a NaN", transform_of({1, 0, 0, k_nan, 0, 1, 0, 2, 0, 0, 1, 3, 0, 0, 0, 1})},
      {"a table", table_of({{Number{1}, Number{2}}, {Number{3}, Number{4}}})},
      {"another table", table_of({{Number{1}, Number{2}}, {Number{3}, Number{5}}})},
      {"a table with text", table_of({{Number{1}, std::string("abc")}, {Number{3}, Number{4}}})},
      {"a table with a gap", table_of({{Number{1}, std::monostate()}, {Number{3}, Number{4}}})},
      {"a table with a NaN", table_of({{Number{1}, Number{k_nan}}, {Number{3}, Number{4}}})},
      {"a table with more rows",
       table_of({{Number{1}, Number{2}}, {Number{3}, Number{4}}, {Number{3}, Number{4}}})},
      {"a table without rows", table_of({})},
      {"a text", Text{"hello"}},
      {"another text", Text{"world"}},
      {"an empty text", Text{}},
      {"bytes", Bytes{"\x01\x02"}},
      {"no bytes", Bytes{}},
  };
  return all;
}

TEST(Hostile, MetricsOfPairsAreHonest) {
  const auto all = zoo();
  for (const auto& [entry, metric] : metrics_of<PairMetric>()) {
    for (const auto& a : all) {
      for (const auto& b : all) {
        for (const std::string column : {"", "x", "nope"}) {
          SCOPED_TRACE(entry->declaration.name + " of " + a.name + " and " + b.name + ", column \"" + column +
                       "\"");
          const auto rows = metric->of(a.data, b.data, column);
          EXPECT_FALSE(rows.empty());
          for (const auto& [row, finding] : rows) {
            expect_honest(shown(finding), a.name == b.name);
            EXPECT_TRUE(a.data.index() == b.data.index() || !finding.estimate) << "two kinds of data compare";
          }
        }
      }
    }
    expect_honest(metric->identity(), true);
  }
}

// --- sets ---

void expect_honest_set(const SetMetric& metric, OutputSet& set, bool all_the_same) {
  for (const std::string column : {"", "x", "nope"}) {
    const auto rows = metric.of(set, column);
    if (!rows) {
      EXPECT_FALSE(rows.error().message.empty());
      continue;
    }
    EXPECT_FALSE(rows->empty());
    for (const auto& [row, finding] : *rows) {
      SCOPED_TRACE("row \"" + row + "\", column \"" + column + "\"");
      expect_honest(shown(finding), all_the_same);
    }
  }
}

MemorySet set_of(const std::vector<const NamedData*>& outputs, std::uint32_t subjects, std::uint32_t levels) {
  MemorySet set;
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    set.add(static_cast<std::uint32_t>(i % subjects), outputs[i]->data, outputs[i]->name);
  }
  std::stable_sort(set.members.begin(), set.members.end(),
                   [](const auto& a, const auto& b) { return a.target < b.target; });
  if (levels > 0) {
    set.across = true;
    for (std::uint32_t level = 0; level < levels; ++level) {
      set.levels.push_back("level " + std::to_string(level));
    }
    for (auto& member : set.members) {
      member.slot = member.column / levels;
      member.column %= levels;
    }
    set.columns = levels;
  }
  return set;
}

void expect_honest_sets(const SetMetric& metric, const std::vector<const NamedData*>& outputs, bool same) {
  for (const std::uint32_t subjects : {1U, 2U}) {
    for (const std::uint32_t levels : {0U, 2U}) {
      SCOPED_TRACE(std::to_string(subjects) + " subjects, " + std::to_string(levels) + " levels");
      auto set = set_of(outputs, subjects, levels);
      expect_honest_set(metric, set, same);
    }
  }
}

TEST(Hostile, MetricsOfSetsAreHonest) {
  const auto all = zoo();
  for (const auto& [entry, metric] : metrics_of<SetMetric>()) {
    for (std::size_t i = 0; i < all.size(); ++i) {
      SCOPED_TRACE(entry->declaration.name + " of " + all[i].name);
      const auto* one = &all[i];
      const auto* next = &all[(i + 1) % all.size()];
      const auto* far = &all[(i + 17) % all.size()];
      expect_honest_sets(*metric, {one}, true);
      expect_honest_sets(*metric, {one, one, one, one}, true);
      expect_honest_sets(*metric, {one, one, next, one}, false);
      expect_honest_sets(*metric, {one, next, far, one}, false);
    }
    MemorySet nobody;
    SCOPED_TRACE(entry->declaration.name + " of nothing");
    expect_honest_set(*metric, nobody, true);
  }
}

// Nothing in it can be read.
class UnreadableSet : public MemorySet {
public:
  Result<std::shared_ptr<const Data>> read(const Member& member) override {
    return failure(ErrorKind::data, member.name + " is cut short");
  }
  Result<sys::Path> file(const Member& member) override {
    return failure(ErrorKind::data, member.name + " is cut short");
  }
};

TEST(Hostile, MetricsOfSetsSayWhatCannotBeRead) {
  for (const auto& [entry, metric] : metrics_of<SetMetric>()) {
    SCOPED_TRACE(entry->declaration.name);
    UnreadableSet set;
    for (std::uint32_t i = 0; i < 4; ++i) {
      set.add(i / 2, Text{"x"});
    }
    const auto rows = metric->of(set, "");
    if (!rows) {
      EXPECT_NE(rows.error().message.find("is cut short"), std::string::npos) << rows.error().message;
    } else if (entry->inputs != "any outputs; they are not read") {
      for (const auto& [row, finding] : *rows) {
        EXPECT_FALSE(finding.estimate);
        EXPECT_FALSE(finding.reason.empty());
      }
    }
  }
}

} // namespace
} // namespace reprovip::score
