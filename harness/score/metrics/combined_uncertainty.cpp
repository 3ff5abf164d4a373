// What a value is uncertain by, of all sources that the study varied.

#include "harness/base/format.hpp"
#include "harness/score/metrics/components.hpp"
#include "harness/score/metrics/metrics.hpp"
#include "harness/score/metrics/sample.hpp"
#include "harness/stats/distributions.hpp"
#include "harness/stats/sums.hpp"

#include <algorithm>
#include <cmath>

namespace reprovip::score {

namespace {

using model::OptionType;

constexpr double k_few = 5; // degrees of freedom, below which an interval is mostly ignorance

struct CombinedConfig {
  SplitQuestion question;
  bool single = false;
  bool fixed = false; // the subjects are those that matter, not a sample of others
};

std::vector<double> values_of(const Sample& sample) {
  std::vector<double> values;
  for (const auto& target : sample.targets) {
    for (const auto& observation : target.observations) {
      values.push_back(observation.value);
    }
  }
  return values;
}

// One independent estimate among those that the combined variance is a sum of.
struct Piece {
  std::string name;
  double variance = 0; // its contribution, any sign; those of components taken as 0 too
  double df = 1;
};

double square(double value) {
  return value * value;
}

// Welch and Satterthwaite.
double effective_df(const std::vector<Piece>& pieces) {
  double sum = 0;
  double squares = 0;
  for (const auto& piece : pieces) {
    sum += piece.variance;
    squares += square(piece.variance) / piece.df;
  }
  return std::max(1.0, square(sum) / squares);
}

const Piece& weakest(const std::vector<Piece>& pieces) {
  return *std::max_element(pieces.begin(), pieces.end(), [](const Piece& a, const Piece& b) {
    return square(a.variance) / a.df < square(b.variance) / b.df;
  });
}

class CombinedUncertainty : public ValuesMetric {
public:
  explicit CombinedUncertainty(CombinedConfig config) : m_config(std::move(config)) {}

  ValuesNeeds needs() const override { return split_needs(m_config.question); }

  Finding of(const Sample& sample) const override {
    const auto all = values_of(sample);
    if (all.size() < 2) {
      return undefined("there are fewer than 2 executions: repeat them");
    }
    Finding finding;
    finding.identical = identical_within(sample);
    const double mean = stats::moments(all).mean;
    if (all_the_same(sample)) {
      finding.estimate = mean;
      finding.interval = model::Interval{mean, mean, m_config.question.confidence};
      finding.fields = {{"u_total", 0}, {"expanded", 0}};
      finding.notes.emplace_back("no source that was varied changes it");
      return finding;
    }
    const auto split = split_variance(sample, m_config.question);
    if (!split.reason.empty()) {
      finding.reason = split.reason;
      return finding;
    }
    finding.estimate = mean;
    finding.notes = split.notes;
    add_interval(split, finding);
    return finding;
  }

private:
  // What a component counts: once for the future execution, and by its levels for the mean.
  double weight(const Split& split, std::size_t i) const {
    if (m_config.fixed && split.is_subject(i)) {
      return 0;
    }
    return (m_config.single ? 1 : 0) + 1 / split.effective[i];
  }

  std::vector<Piece> pieces_of(const Split& split) const {
    std::vector<Piece> pieces;
    const auto* anova = std::get_if<stats::AnovaComponents>(&split.fit);
    if (anova == nullptr) {
      for (std::size_t i = 0; i < split.names.size(); ++i) {
        pieces.push_back({split.names[i], weight(split, i) * split.variances[i], split.df[i]});
      }
      return pieces;
    }
    // Mean squares are independent, the components made of them are not. Those taken as 0 keep their part:
    // that few levels happened to lie close together must not look like knowledge.
    for (std::size_t j = 0; j < anova->squares.size(); ++j) {
      double sum = 0;
      for (std::size_t i = 0; i < split.names.size(); ++i) {
        sum += weight(split, i) * anova->weights[i][j];
      }
      pieces.push_back({split.names[j], sum * anova->squares[j].ms, anova->squares[j].df});
    }
    return pieces;
  }

  void add_interval(const Split& split, Finding& finding) const {
    stats::Sum sum;
    std::vector<std::pair<std::string, double>> sources;
    for (std::size_t i = 0; i < split.names.size(); ++i) {
      const double variance = weight(split, i) * split.variances[i];
      sum.add(variance);
      sources.emplace_back("u_" + split.names[i], std::sqrt(variance));
    }
    const double u = std::sqrt(sum.value());
    finding.fields.emplace_back("u_total", u);
    double reach = 0;
    if (u > 0) {
      const auto pieces = pieces_of(split);
      const double df = effective_df(pieces);
      const double factor = stats::t_quantile((1 + m_config.question.confidence) / 2, df);
      reach = factor * u;
      finding.fields.emplace_back("expanded", reach);
      finding.fields.emplace_back("coverage_factor", factor);
      finding.fields.emplace_back("df", df);
      if (df < k_few) {
        finding.notes.push_back(format("{:.2g} degrees of freedom, for want of levels of {}: the interval is "
                                       "wide",
                                       df, weakest(pieces).name));
      }
    } else {
      finding.fields.emplace_back("expanded", 0);
    }
    finding.fields.insert(finding.fields.end(), sources.begin(), sources.end());
    finding.interval =
        model::Interval{*finding.estimate - reach, *finding.estimate + reach, m_config.question.confidence};
  }

  CombinedConfig m_config;
};

Result<MetricPlugin> make(const Options& options) {
  CombinedConfig config;
  TRY_ASSIGN(config.question, split_question(options));
  config.question.one_target = true;
  config.single = flag_option(options, "single", false);
  const auto subjects = text_option(options, "subjects", "sampled");
  if (subjects != "sampled" && subjects != "fixed") {
    return failure(ErrorKind::protocol, format("\"subjects\" cannot be \"{}\"", subjects),
                   "known are sampled fixed");
  }
  config.fixed = subjects == "fixed";
  return MetricPlugin(std::make_unique<CombinedUncertainty>(std::move(config)));
}

} // namespace

MetricEntry uncertainty_metric() {
  MetricEntry entry;
  entry.declaration = {"uncertainty",
                       "a value with the interval that all sources leave that the study varied",
                       split_declarations(),
                       {"u_total", "expanded", "coverage_factor", "df", "u_subject", "u_run"}};
  entry.declaration.options.push_back({"single",
                                       OptionType::boolean,
                                       "false",
                                       "the interval of one future execution under conditions like these, "
                                       "instead of that of the mean",
                                       {}});
  entry.declaration.options.push_back(
      {"subjects",
       OptionType::text,
       "sampled",
       "sampled: others could have been taken, a source like any other; fixed: "
       "these are meant",
       {"sampled", "fixed"}});
  entry.formula =
      "mean of all executions +- t(df) u; u^2 = sum over the components of `variance` of component / n, n "
      "the "
      "number of its levels (unbalanced: 1 / sum of squared shares); single: component (1 + 1 / n). u_*: the "
      "root of what each source adds; df: Welch and Satterthwaite, on the mean squares, also of components "
      "taken as 0 (unbalanced: on the components). A source of L levels has L - 1 degrees of freedom: two of "
      "them tell little, and t says so. A balanced 95 % interval of the mean holds 95 % or more, up to all "
      "where few levels differ little; `single`: 93.5 to 99 % from 4 levels on, but 92 % of 3 and 87 % of 2 "
      "levels that outweigh the run (simulated). per = \"subject\": of each subject alone";
  entry.source = "JCGM 100:2008 (GUM), 5.1.2 and G.4; components as `variance`";
  entry.inputs = "one number per execution, of several conditions";
  entry.unit = "of the value";
  entry.range = "any";
  entry.undefined = "one execution only, or no repetitions to tell the run from the rest";
  entry.version = 2;
  entry.default_per = "study";
  entry.pools_targets = true;
  entry.make = make;
  return entry;
}

} // namespace reprovip::score
