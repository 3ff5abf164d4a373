// Every metric of the table, by its default options, on what no study should hold: each gives a finite
// number, or none and a reason, or an error.

#include "harness/score/metric.hpp"

#include "tests/unit/score/samples.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <memory>

namespace reprovip::score {

namespace {

constexpr double k_nan = std::numeric_limits<double>::quiet_NaN();
constexpr double k_infinity = std::numeric_limits<double>::infinity();

void expect_sound(const Finding& finding, const std::string& what) {
  if (finding.estimate) {
    EXPECT_TRUE(std::isfinite(*finding.estimate)) << what;
  } else {
    EXPECT_TRUE(!finding.reason.empty() || finding.decision.has_value())
        << what << ": absent without a reason";
  }
  for (const auto& [name, value] : finding.fields) {
    EXPECT_TRUE(std::isfinite(value)) << what << ": " << name;
  }
}

// Those that cannot be made without an option say so.
std::optional<MetricPlugin> made(const MetricEntry& entry) {
  auto plugin = entry.make({});
  if (!plugin) {
    EXPECT_FALSE(plugin.error().message.empty()) << entry.declaration.name;
    return std::nullopt;
  }
  return std::move(*plugin);
}

// No subject; one; K = 1; a K of 1 for some; constant; constant within; huge, tiny and both.
std::vector<std::pair<std::string, Sample>> samples() {
  std::vector<std::pair<std::string, Sample>> all;
  const auto add = [&](const std::string& name, const std::vector<std::vector<double>>& table) {
    all.emplace_back(name, test::sample_of(table));
  };
  add("no subject", {});
  add("one number", {{1}});
  add("one subject", {{1, 2, 3}});
  add("one repetition", {{1}, {2}, {3}});
  add("unequal repetitions", {{1, 2}, {2}, {3, 4, 5}});
  add("constant", {{1, 1, 1}, {1, 1, 1}});
  add("zero", {{0, 0}, {0, 0}, {0, 0}});
  add("constant within", {{1, 1}, {2, 2}, {3, 3}});
  add("constant between", {{1, 2}, {1, 2}, {1, 2}});
  add("huge", {{1e300, -1e300}, {1e300, 1e300}, {1e308, -1e308}});
  add("tiny", {{1e-310, 2e-310}, {3e-310, 1e-310}, {0, 5e-324}});
  add("far from zero", {{1e15, 1e15 + 1}, {1e15, 1e15}, {1e15 + 2, 1e15}});
  return all;
}

TEST(BadInput, MetricsOfValues) {
  for (const auto& entry : metric_table()) {
    SCOPED_TRACE(entry.declaration.name);
    const auto plugin = made(entry);
    if (!plugin || !std::holds_alternative<std::unique_ptr<ValuesMetric>>(*plugin)) {
      continue;
    }
    for (auto& [name, sample] : samples()) {
      const auto& metric = *std::get<std::unique_ptr<ValuesMetric>>(*plugin);
      expect_sound(metric.of(sample), entry.declaration.name + " of " + name);
      if (sample.columns == 2) {
        auto across = sample;
        across.across = true;
        across.levels = {"a", "b"};
        expect_sound(metric.of(across), entry.declaration.name + " across " + name);
      }
    }
  }
}

Image image_of(const std::vector<std::size_t>& dims, const std::vector<double>& values, bool labels) {
  Image image;
  image.dims = dims;
  image.spacing.assign(dims.size(), 1);
  image.affine = {1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1};
  image.datatype = labels ? "uint8" : "float64";
  image.labels = labels;
  image.values = values;
  return image;
}

std::vector<std::pair<std::string, Data>> odd_data() {
  const std::vector<std::size_t> cube = {2, 2, 2};
  auto askew = image_of(cube, {0, 1, 1, 0, 2, 2, 0, 1}, true);
  askew.affine[0] = k_nan;
  auto moved = image_of(cube, {0, 1, 1, 0, 2, 2, 0, 1}, true);
  moved.affine[3] = 5;
  Table table{{"v"}, {"x", "y"}, {{Number{1, 2}}, {Number{2, 2}}}, {}};
  Table other{{"w"}, {"z"}, {{std::string("word")}}, {}};
  return {{"labels", image_of(cube, {0, 1, 1, 0, 2, 2, 0, 1}, true)},
          {"other labels", image_of(cube, {0, 7, 7, 0, 9, 9, 0, 7}, true)},
          {"background", image_of(cube, std::vector<double>(8, 0), true)},
          {"all foreground", image_of(cube, std::vector<double>(8, 1), true)},
          {"smaller", image_of({2, 2}, {0, 1, 1, 0}, true)},
          {"affine not finite", askew},
          {"another place", moved},
          {"constant", image_of(cube, std::vector<double>(8, 3), false)},
          {"nan", image_of(cube, std::vector<double>(8, k_nan), false)},
          {"infinite", image_of(cube, {k_infinity, -k_infinity, 0, 1, 2, 3, 4, 5}, false)},
          {"huge", image_of(cube, {1e308, -1e308, 1e308, 0, 0, 1e-320, 0, -1e308}, false)},
          {"one voxel", image_of({1, 1, 1}, {1}, true)},
          {"table", table},
          {"other table", other},
          {"empty table", Table{}},
          {"matrix", Vector{{{1, 1}, {0, 1}, {0, 1}, {k_nan, 0}}, 2, 2}},
          {"no numbers", Vector{}},
          {"text", Text{"words"}},
          {"bytes", Bytes{std::string("\0\1", 2)}}};
}

TEST(BadInput, MetricsOfPairs) {
  const auto data = odd_data();
  for (const auto& entry : metric_table()) {
    SCOPED_TRACE(entry.declaration.name);
    const auto plugin = made(entry);
    if (!plugin || !std::holds_alternative<std::unique_ptr<PairMetric>>(*plugin)) {
      continue;
    }
    for (const auto& [name_a, a] : data) {
      for (const auto& [name_b, b] : data) {
        const auto what = entry.declaration.name + " of " + name_a + " and " + name_b;
        for (const auto& [row, finding] : std::get<std::unique_ptr<PairMetric>>(*plugin)->of(a, b, "")) {
          expect_sound(finding, what + ", row \"" + row + "\"");
        }
      }
    }
  }
}

class OddSet : public OutputSet {
public:
  OddSet(std::vector<Data> data, std::uint32_t repetitions) : m_data(std::move(data)) {
    columns = repetitions;
    for (std::uint32_t i = 0; i < m_data.size(); ++i) {
      if (i % repetitions == 0) {
        targets.push_back("s" + std::to_string(targets.size() + 1));
      }
      members.push_back({targets.back(), i / repetitions, i % repetitions, 0, Digest{std::to_string(i)}, i});
    }
  }
  Result<std::shared_ptr<const Data>> read(const Member& member) override {
    return std::make_shared<const Data>(m_data[member.source]);
  }
  Result<sys::Path> file(const Member&) override { return failure(ErrorKind::data, "there is no file"); }
  std::string file_name(const Member&) const override { return "x.nii"; }
  std::optional<Result<std::shared_ptr<const Data>>> truth(std::uint32_t) override { return std::nullopt; }
  std::optional<sys::Path> place_for(const std::string&) override { return std::nullopt; }

private:
  std::vector<Data> m_data;
};

TEST(BadInput, MetricsOfSets) {
  const auto data = odd_data();
  for (const auto& entry : metric_table()) {
    SCOPED_TRACE(entry.declaration.name);
    const auto plugin = made(entry);
    if (!plugin || !std::holds_alternative<std::unique_ptr<SetMetric>>(*plugin)) {
      continue;
    }
    const auto expect_rows = [&](OddSet set, const std::string& what) {
      const auto rows = std::get<std::unique_ptr<SetMetric>>(*plugin)->of(set, "");
      if (!rows) {
        EXPECT_FALSE(rows.error().message.empty()) << what;
        return;
      }
      for (const auto& [row, finding] : *rows) {
        expect_sound(finding, what + ", row \"" + row + "\"");
      }
    };
    expect_rows(OddSet({}, 1), entry.declaration.name + " of nothing");
    for (const auto& [name, one] : data) {
      expect_rows(OddSet({one}, 1), entry.declaration.name + " of one " + name);
      expect_rows(OddSet({one, one, one, one}, 2), entry.declaration.name + " of equal " + name);
      expect_rows(OddSet({data.front().second, one, one}, 3),
                  entry.declaration.name + " of labels and " + name);
    }
  }
}

} // namespace

} // namespace reprovip::score
