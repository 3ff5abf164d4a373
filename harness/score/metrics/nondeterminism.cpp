#include "harness/base/format.hpp"
#include "harness/score/metrics/metrics.hpp"
#include "harness/stats/proportions.hpp"
#include "harness/stats/sequential.hpp"

#include <algorithm>
#include <map>

namespace reprovip::score {

namespace {

using model::OptionType;

struct NondeterminismConfig {
  stats::SprtQuestion question;
  double confidence = 0.95;
};

class NondeterminismMetric : public SetMetric {
public:
  explicit NondeterminismMetric(NondeterminismConfig config) : m_config(config) {}

  Result<Rows> of(OutputSet& set, const std::string&) const override {
    std::vector<std::map<Digest, double>> classes(set.targets.size());
    for (const auto& member : set.members) {
      classes[member.target][member.digest] += 1;
    }
    double runs = 0;
    double others = 0;
    std::size_t most = 0;
    for (const auto& of_target : classes) {
      double all = 0;
      double modal = 0;
      for (const auto& [digest, count] : of_target) {
        all += count;
        modal = std::max(modal, count);
      }
      runs += all;
      others += all - modal;
      most = std::max(most, of_target.size());
    }
    if (runs == 0) {
      return Rows{{"", undefined("there is no execution")}};
    }
    return Rows{{"", finding_of(others, runs, most)}};
  }

private:
  Finding finding_of(double others, double runs, std::size_t classes) const {
    const auto limits = stats::clopper_pearson(others, runs, m_config.confidence);
    const auto test = stats::sprt(others, runs, m_config.question);
    Finding finding;
    finding.estimate = others / runs;
    finding.interval = model::Interval{limits.low, limits.high, m_config.confidence};
    finding.fields = {{"others", others},
                      {"runs", runs},
                      {"classes", static_cast<double>(classes)},
                      {"upper", stats::clopper_pearson_upper(others, runs, m_config.confidence)},
                      {"llr", test.ratio}};
    if (test.answer != stats::SprtAnswer::go_on) {
      finding.decision = test.answer == stats::SprtAnswer::acceptable;
    } else {
      finding.notes.push_back(
          format("the sequential test is undecided: {:.3g} lies between {:.3g} and {:.3g}", test.ratio,
                 test.lower, test.upper));
    }
    return finding;
  }

  NondeterminismConfig m_config;
};

Result<MetricPlugin> make(const Options& options) {
  NondeterminismConfig config;
  auto& question = config.question;
  question.p0 = number_option(options, "p0", question.p0);
  question.p1 = number_option(options, "p1", question.p1);
  question.alpha = number_option(options, "alpha", question.alpha);
  question.beta = number_option(options, "beta", question.beta);
  if (!(0 < question.p0 && question.p0 < question.p1 && question.p1 < 1)) {
    return failure(ErrorKind::protocol, "\"p0\" and \"p1\" must be rates, p0 below p1", "0 < p0 < p1 < 1");
  }
  if (!(0 < question.alpha && 0 < question.beta && question.alpha + question.beta < 1)) {
    return failure(ErrorKind::protocol, "\"alpha\" and \"beta\" must be above 0, and below 1 together");
  }
  TRY_ASSIGN(config.confidence, confidence_option(options));
  return MetricPlugin(std::make_unique<NondeterminismMetric>(config));
}

} // namespace

MetricEntry nondeterminism_metric() {
  MetricEntry entry;
  entry.declaration = {
      "nondeterminism",
      "the rate of executions whose output is not the usual one, and what so few runs can say of it",
      {{"p0", OptionType::number, "0.01", "a rate that is acceptable", {}},
       {"p1", OptionType::number, "0.1", "a rate that is not", {}},
       {"alpha", OptionType::number, "0.05", "the chance to refuse p0", {}},
       {"beta", OptionType::number, "0.05", "the chance to accept p1", {}},
       confidence_declaration()},
      {"others", "runs", "classes", "upper", "llr"}};
  entry.formula =
      "others / runs: executions outside their target's largest class of canonical digests; upper: one-sided "
      "limit, 1 - (1 - confidence)^(1/runs) when there is none; llr: log likelihood ratio of p1 to p0. "
      "Passes when "
      "the sequential test accepts p0, fails when it accepts p1; undecided it has no decision. Agreement of "
      "all "
      "runs is no pass by identity: it bounds the rate, no more";
  entry.source = "Clopper & Pearson 1934; Wald 1945";
  entry.inputs = "any outputs; they are not read";
  entry.range = "0 to 1; 59 clean runs bring the upper limit below 0.05, 31 satisfy the default test";
  entry.undefined = "never";
  entry.default_per = "condition";
  entry.make = make;
  return entry;
}

} // namespace reprovip::score
