#include "harness/stats/discriminability.hpp"

#include "harness/base/format.hpp"
#include "harness/score/metrics/metrics.hpp"
#include "harness/score/metrics/output_vectors.hpp"
#include "harness/score/metrics/resampling.hpp"

#include <algorithm>
#include <numeric>

// Metrics of whole outputs that know them by their distances only.

namespace reprovip::score {

namespace {

using model::OptionType;

constexpr std::size_t k_memory = std::size_t{1} << 30U; // of outputs held to be compared

enum class Statistic { discriminability, fingerprint, dbicc };

struct DistanceConfig {
  Statistic statistic = Statistic::discriminability;
  DistanceKind distance = DistanceKind::euclidean;
  std::shared_ptr<const Image> mask;
  std::size_t permutations = 9999;
  Resampling resampling;
};

stats::ClusterStatistic statistic_of(Statistic statistic, const stats::Distances& distances,
                                     const stats::SubjectOf& subjects) {
  if (statistic == Statistic::discriminability) {
    return [value = stats::Discriminability(distances, subjects)](auto drawn) { return value.of(drawn); };
  }
  if (statistic == Statistic::fingerprint) {
    return [value = stats::Fingerprint(distances, subjects)](auto drawn) { return value.of(drawn); };
  }
  return [value = stats::DistanceIcc(distances, subjects)](auto drawn) { return value.of(drawn); };
}

class DistanceMetric : public SetMetric {
public:
  explicit DistanceMetric(DistanceConfig config) : m_config(std::move(config)) {}

  Result<Rows> of(OutputSet& set, const std::string& column) const override {
    if (const auto reason = too_few(set); !reason.empty()) {
      return Rows{{"", undefined(reason)}};
    }
    OutputVectors vectors(set, {column, m_config.mask});
    TRY_ASSIGN(const auto distances, distances_between(set, vectors, m_config.distance, k_memory));
    if (!distances) {
      return Rows{{"", vectors.obstacle()}};
    }
    return Rows{{"", of_distances(*distances, subjects_of(set), identical_within(set))}};
  }

private:
  Finding of_distances(const stats::Distances& distances, const stats::SubjectOf& subjects,
                       bool identical) const {
    const auto statistic = statistic_of(m_config.statistic, distances, subjects);
    std::vector<std::size_t> all(*std::max_element(subjects.begin(), subjects.end()) + 1);
    std::iota(all.begin(), all.end(), std::size_t{0});
    Finding finding;
    finding.identical = identical;
    finding.estimate = statistic(all);
    if (!finding.estimate) {
      finding.reason = "all outputs of all subjects are the same";
      return finding;
    }
    finding.fields = {{"n_outputs", static_cast<double>(subjects.size())},
                      {"n_subjects", static_cast<double>(all.size())}};
    if (m_config.statistic != Statistic::dbicc && m_config.permutations > 0) {
      const stats::PermutationQuestion question{m_config.permutations, m_config.resampling.seed, 0};
      finding.fields.emplace_back("p", m_config.statistic == Statistic::fingerprint
                                           ? stats::fingerprint_p(distances, subjects, question)
                                           : stats::discriminability_p(distances, subjects, question));
      finding.notes.push_back(
          format("p: {} permutations, seed {}", m_config.permutations, m_config.resampling.seed));
    }
    add_bootstrap(finding, all.size(), statistic, m_config.resampling);
    return finding;
  }

  DistanceConfig m_config;
};

Result<MetricPlugin> make_with(const Options& options, Statistic statistic) {
  DistanceConfig config;
  config.statistic = statistic;
  const auto distance = text_option(options, "distance", "euclidean");
  if (distance != "euclidean" && distance != "correlation") {
    return failure(ErrorKind::protocol, format("there is no distance \"{}\"", distance),
                   "known are euclidean correlation");
  }
  config.distance = distance == "euclidean" ? DistanceKind::euclidean : DistanceKind::correlation;
  TRY_ASSIGN(config.mask, vector_mask_option(options));
  TRY_ASSIGN(config.permutations, count_option(options, "permutations", 9999, 0, 1000000));
  TRY_ASSIGN(config.resampling, resampling_options(options, k_no_interval, k_bca));
  return MetricPlugin(std::make_unique<DistanceMetric>(std::move(config)));
}

MetricEntry entry_of(const char* name, const char* doc, bool has_p) {
  MetricEntry entry;
  entry.declaration = {name, doc, resampling_declarations(k_no_interval, k_bca), {"n_outputs", "n_subjects"}};
  declare_resampling_fields(entry.declaration.names);
  auto& declared = entry.declaration.options;
  declared.push_back({"distance",
                      OptionType::text,
                      "euclidean",
                      "between two outputs; correlation: 1 - r",
                      {"euclidean", "correlation"}});
  declared.push_back(vector_mask_declaration());
  if (has_p) {
    entry.declaration.names.emplace_back("p");
    declared.push_back({"permutations", OptionType::integer, "9999", "of the test; 0: no test", {}});
  }
  entry.inputs =
      "outputs of several subjects: images of one grid, or tables or vectors with the same numbers";
  entry.undefined =
      "fewer than 2 subjects, no subject has 2 executions, a value is not finite or no number; grids or "
      "cells differ: decision is then no";
  entry.default_per = "condition";
  return entry;
}

} // namespace

MetricEntry discriminability_metric() {
  auto entry = entry_of("discriminability",
                        "whether outputs of one subject are nearer to each other than to others", true);
  entry.formula =
      "mean over ordered pairs of outputs of one subject of the share of outputs of other subjects that are "
      "further away, ties one half; p: (1 + #{as large, subjects shuffled}) / (1 + permutations)";
  entry.source =
      "Bridgeford et al. 2021; the interval resamples subjects, copies are not compared with each other";
  entry.range = "0 to 1; 0.5 is chance, and all outputs the same";
  entry.make = [](const Options& options) { return make_with(options, Statistic::discriminability); };
  return entry;
}

MetricEntry fingerprint_metric() {
  auto entry =
      entry_of("fingerprint", "share of outputs whose nearest other output is of the same subject", true);
  entry.formula = "1-nearest-neighbour identification rate; of several nearest ones, the share of the "
                  "subject's own; p as "
                  "discriminability";
  entry.source = "Finn et al. 2015, with all other outputs as candidates";
  entry.range = "0 to 1";
  entry.make = [](const Options& options) { return make_with(options, Statistic::fingerprint); };
  return entry;
}

MetricEntry dbicc_metric() {
  auto entry = entry_of("dbicc", "distance-based intraclass correlation of whole outputs", false);
  entry.formula = "1 - mean squared distance within subjects / mean squared distance between subjects";
  entry.source = "Xu, Reiss & Cribben 2021";
  entry.range = "at most 1";
  entry.undefined += "; all outputs are the same";
  entry.make = [](const Options& options) { return make_with(options, Statistic::dbicc); };
  return entry;
}

} // namespace reprovip::score
