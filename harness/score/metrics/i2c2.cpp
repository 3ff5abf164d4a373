#include "harness/stats/i2c2.hpp"

#include "harness/base/format.hpp"
#include "harness/score/metrics/metrics.hpp"
#include "harness/score/metrics/output_vectors.hpp"
#include "harness/score/metrics/resampling.hpp"

#include <algorithm>
#include <set>

namespace reprovip::score {

namespace {

using model::OptionType;

constexpr std::size_t k_memory = std::size_t{1} << 30U; // of outputs held for the bootstrap

struct I2c2Config {
  bool demean = false;
  std::shared_ptr<const Image> mask;
  Resampling resampling;
};

// Every subject has every column once.
bool is_crossed(const OutputSet& set) {
  std::set<std::pair<std::uint32_t, std::uint32_t>> seen;
  std::set<std::uint32_t> targets;
  std::set<std::uint32_t> columns;
  for (const auto& member : set.members) {
    seen.emplace(member.target, member.column);
    targets.insert(member.target);
    columns.insert(member.column);
  }
  return seen.size() == set.members.size() && seen.size() == targets.size() * columns.size();
}

class I2c2Metric : public SetMetric {
public:
  explicit I2c2Metric(I2c2Config config) : m_config(std::move(config)) {}

  Result<Rows> of(OutputSet& set, const std::string& column) const override {
    if (const auto reason = too_few(set); !reason.empty()) {
      return Rows{{"", undefined(reason)}};
    }
    if (m_config.demean && !is_crossed(set)) {
      return Rows{
          {"", undefined("the effect of a repetition can only be removed when every subject has every "
                         "repetition once: set demean = false")}};
    }
    OutputVectors vectors(set, {column, m_config.mask});
    TRY_ASSIGN(const auto sums, one_pass(set.members, vectors, false));
    double visits = 0;
    if (sums && m_config.demean) {
      auto by_visit = set.members;
      std::stable_sort(by_visit.begin(), by_visit.end(),
                       [](const auto& a, const auto& b) { return a.column < b.column; });
      TRY_ASSIGN(const auto again, one_pass(by_visit, vectors, true));
      visits = again ? again->total() - again->within() : 0;
    }
    if (!sums) {
      return Rows{{"", vectors.obstacle()}};
    }
    auto finding = of_traces(stats::i2c2_traces(*sums, visits));
    finding.identical = identical_within(set);
    TRY(add_interval(set, vectors, finding));
    return Rows{{"", std::move(finding)}};
  }

private:
  // Groups are subjects, or visits. Nothing when outputs cannot be taken together.
  static Result<std::optional<stats::I2c2>> one_pass(const std::vector<OutputSet::Member>& members,
                                                     OutputVectors& vectors, bool by_visit) {
    stats::I2c2 sums;
    for (const auto& member : members) {
      TRY_ASSIGN(const auto numbers, vectors.read(member));
      if (!numbers) {
        return std::optional<stats::I2c2>();
      }
      sums.add(by_visit ? member.column : member.target, numbers->values);
    }
    return std::optional(std::move(sums));
  }

  static Finding of_traces(const stats::I2c2Traces& traces) {
    Finding finding;
    finding.estimate = traces.estimate();
    finding.fields = {{"trace_within", traces.within}, {"trace_total", traces.total}};
    if (!finding.estimate) {
      finding.reason = "all outputs of all subjects are the same";
    }
    return finding;
  }

  Result<void> add_interval(OutputSet& set, OutputVectors& vectors, Finding& finding) const {
    if (!m_config.resampling.method || !finding.estimate) {
      return {};
    }
    TRY_ASSIGN(const auto distances, distances_between(set, vectors, DistanceKind::euclidean, k_memory));
    if (distances) {
      const auto subjects = subjects_of(set);
      const stats::DistanceI2c2 statistic(*distances, subjects);
      add_bootstrap(
          finding, *std::max_element(subjects.begin(), subjects.end()) + std::size_t{1},
          [&](std::span<const std::size_t> drawn) { return statistic.of(drawn); }, m_config.resampling);
    }
    return {};
  }

  I2c2Config m_config;
};

Result<MetricPlugin> make(const Options& options) {
  I2c2Config config;
  config.demean = flag_option(options, "demean", false);
  TRY_ASSIGN(config.mask, vector_mask_option(options));
  TRY_ASSIGN(config.resampling, resampling_options(options, k_no_interval, k_no_interval));
  if (config.demean && config.resampling.method) {
    return failure(ErrorKind::protocol, "with \"demean\" there is no bootstrap: set ci = \"none\"");
  }
  return MetricPlugin(std::make_unique<I2c2Metric>(std::move(config)));
}

} // namespace

MetricEntry i2c2_metric() {
  MetricEntry entry;
  entry.declaration = {
      "i2c2",
      "image intraclass correlation: the share of the variance of whole outputs between subjects",
      resampling_declarations(k_no_interval, k_no_interval),
      {"trace_within", "trace_total"}};
  declare_resampling_fields(entry.declaration.names);
  entry.declaration.options.push_back(vector_mask_declaration());
  entry.declaration.options.push_back(
      {"demean", OptionType::boolean, "false", "remove what a repetition does to all subjects", {}});
  entry.formula =
      "1 - trace_within / trace_total: sum ||x - mean of the subject||^2 / (n - I) and sum ||x - mean||^2 / "
      "(n - 1), n outputs of I subjects. A bootstrap compares all outputs with each other";
  entry.source = "Shou et al. 2013, denominators of R's I2C2";
  entry.inputs =
      "outputs of several subjects: images of one grid, or tables or vectors with the same numbers";
  entry.range = "at most 1; negative when executions differ more than subjects";
  entry.undefined =
      "fewer than 2 subjects, no subject has 2 executions, all outputs are the same, a value is not finite "
      "or no number; grids or cells differ: decision is then no";
  entry.default_per = "condition";
  entry.make = make;
  return entry;
}

} // namespace reprovip::score
