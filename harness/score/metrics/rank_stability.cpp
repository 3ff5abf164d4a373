#include "harness/base/format.hpp"
#include "harness/score/metrics/metrics.hpp"
#include "harness/score/metrics/resampling.hpp"
#include "harness/score/metrics/sample.hpp"
#include "harness/stats/ranks.hpp"

namespace reprovip::score {

namespace {

using model::OptionType;

struct RankStabilityConfig {
  std::size_t top = 0; // 0: all of the order
  bool ascending = false;
};

class RankStabilityMetric : public ValuesMetric {
public:
  explicit RankStabilityMetric(RankStabilityConfig config) : m_config(config) {}

  Finding of(const Sample& all) const override {
    const auto sample = complete_part(all);
    if (const auto reason = too_few(sample); !reason.empty()) {
      return undefined(reason + " in every column");
    }
    if (m_config.top >= sample.targets.size()) {
      return undefined(
          format("the top {} of {} targets is all of them", m_config.top, sample.targets.size()));
    }
    const auto stability = stats::rank_stability(groups_of(sample), m_config.top, m_config.ascending);
    Finding finding;
    finding.estimate = m_config.top > 0 ? stability.top_kept : stability.pairs_kept;
    finding.decision = *finding.estimate == 1;
    finding.identical = identical_within(sample);
    finding.fields = {{"pairs_kept", stability.pairs_kept},
                      {"ranks_kept", stability.ranks_kept},
                      {"max_rank_change", stability.max_rank_change}};
    if (m_config.top > 0) {
      finding.fields.emplace_back("top_kept", stability.top_kept);
    }
    note_left_out(all, sample, finding);
    return finding;
  }

private:
  RankStabilityConfig m_config;
};

Result<MetricPlugin> make(const Options& options) {
  RankStabilityConfig config;
  TRY_ASSIGN(config.top, count_option(options, "top", 0, 0, 1000000000));
  const auto order = text_option(options, "order", "descending");
  if (order != "descending" && order != "ascending") {
    return failure(ErrorKind::protocol, "\"order\" must be \"descending\" or \"ascending\"");
  }
  config.ascending = order == "ascending";
  return MetricPlugin(std::make_unique<RankStabilityMetric>(config));
}

} // namespace

MetricEntry rank_stability_metric() {
  MetricEntry entry;
  entry.declaration = {
      "rank_stability",
      "whether the order of the targets, or who is in the top k, stays the same",
      {{"top", OptionType::integer, "", "the first k targets only; default: the whole order", {}},
       {"order",
        OptionType::text,
        "descending",
        "what comes first: the largest value, or the smallest",
        {"descending", "ascending"}}},
      {"pairs_kept", "ranks_kept", "max_rank_change", "top_kept"}};
  entry.formula =
      "pairs_kept: share of pairs of targets that stand in the same order in every column; ranks_kept: "
      "share of targets with one rank in all; max_rank_change: of one target; top_kept: smallest "
      "|A and B| / max(|A|, |B|) of the tops of two columns. The estimate is top_kept with top, else "
      "pairs_kept; decision: it is 1";
  entry.source = "convention: mid-ranks; targets tied at rank k are all in the top";
  entry.inputs = "one number per execution; targets that lack a column are left out";
  entry.range = "0 to 1";
  entry.undefined = "fewer than 2 targets or 2 executions, or top takes all targets";
  entry.default_per = "condition";
  entry.pools_targets = true;
  entry.make = make;
  return entry;
}

} // namespace reprovip::score
