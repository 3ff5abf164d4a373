#include "harness/stats/icc.hpp"

#include "harness/base/format.hpp"
#include "harness/score/metrics/metrics.hpp"
#include "harness/score/metrics/resampling.hpp"
#include "harness/score/metrics/sample.hpp"
#include "harness/stats/unbalanced.hpp"

#include <cmath>
#include <map>

namespace reprovip::score {

namespace {

using model::OptionType;

struct IccConfig {
  std::optional<stats::IccForm> form; // none: A across levels, else 1
  double confidence = 0.95;
  double rho0 = 0;
  stats::AgreementLimits limits = stats::AgreementLimits::psych;
  Resampling resampling;
};

bool is_one_way(stats::IccForm form) {
  return form == stats::IccForm::one || form == stats::IccForm::one_mean;
}

Finding of_identical(const Sample& sample, double confidence) {
  if (all_the_same(sample)) {
    auto finding = undefined("all values are the same");
    finding.identical = true;
    return finding;
  }
  Finding finding;
  finding.estimate = 1;
  finding.interval = model::Interval{1, 1, confidence};
  finding.identical = true;
  return finding;
}

Finding from(const stats::Icc& icc, double confidence) {
  Finding finding;
  if (std::isfinite(icc.estimate)) {
    finding.estimate = icc.estimate;
  } else {
    finding.reason = "the targets differ so little beside executions and columns that the ICC has no value";
  }
  if (std::isfinite(icc.estimate) && std::isfinite(icc.low) && std::isfinite(icc.high)) {
    finding.interval = model::Interval{icc.low, icc.high, confidence};
  } else if (finding.estimate) {
    finding.reason = "no interval: its lower limit is below any that the ICC of a mean can have";
  }
  finding.fields = {{"df1", icc.df1}, {"df2", icc.df2}, {"p", icc.p}};
  if (std::isfinite(icc.f)) {
    finding.fields.emplace_back("f", icc.f);
  }
  if (icc.v > 0) {
    finding.fields.emplace_back("v", icc.v);
  }
  if (icc.estimate < 0) {
    finding.notes.emplace_back("negative, not cut off at 0: executions differ more than targets do");
  }
  return finding;
}

class IccMetric : public ValuesMetric {
public:
  explicit IccMetric(IccConfig config) : m_config(config) {}

  Finding of(const Sample& sample) const override {
    auto finding = with_formula(sample);
    if (!finding.identical) {
      add_bootstrap(
          finding, is_one_way(form_for(sample)) ? sample : complete_part(sample),
          [this](const Sample& drawn) { return with_formula(drawn).estimate; }, m_config.resampling);
    }
    return finding;
  }

private:
  stats::IccForm form_for(const Sample& sample) const {
    return m_config.form.value_or(sample.across ? stats::IccForm::agreement : stats::IccForm::one);
  }

  Finding with_formula(const Sample& sample) const {
    const auto form = form_for(sample);
    return is_one_way(form) ? one_way_icc(sample, form) : two_way_icc(sample, form);
  }

  Finding one_way_icc(const Sample& sample, stats::IccForm form) const {
    if (const auto reason = too_few(sample); !reason.empty()) {
      return undefined(reason);
    }
    if (identical_within(sample)) {
      return of_identical(sample, m_config.confidence);
    }
    const auto table = stats::one_way(groups_of(sample));
    if (!(table.within > 0)) {
      return undefined("the executions differ by less than double precision can square");
    }
    const bool of_mean = form == stats::IccForm::one_mean;
    const bool unbalanced = is_unbalanced(sample);
    auto finding = from(unbalanced ? stats::icc_unbalanced(stats::VarianceRatio(groups_of(sample)), of_mean,
                                                           m_config.confidence, m_config.rho0)
                                   : stats::icc_one_way(table, of_mean, m_config.confidence, m_config.rho0),
                        m_config.confidence);
    finding.fields.emplace_back("msb", table.ms_between());
    finding.fields.emplace_back("msw", table.ms_within());
    if (unbalanced) {
      finding.notes.push_back(format("unbalanced: one-way with k0 = {:.4g}, limits by Wald", table.k0));
    }
    return finding;
  }

  Finding two_way_icc(const Sample& all, stats::IccForm form) const {
    const auto sample = complete_part(all);
    if (const auto reason = too_few(sample); !reason.empty()) {
      return undefined(reason + " in every column");
    }
    if (identical_within(sample)) {
      return of_identical(sample, m_config.confidence);
    }
    const auto table = stats::two_way(groups_of(sample));
    if (!(table.mse > 0 || table.msr > 0)) {
      return undefined("the targets do not differ, only the columns do");
    }
    auto finding = from(stats::icc_two_way(table, form, m_config.confidence, m_config.rho0, m_config.limits),
                        m_config.confidence);
    finding.fields.emplace_back("msr", table.msr);
    finding.fields.emplace_back("msc", table.msc);
    finding.fields.emplace_back("mse", table.mse);
    if (sample.targets.size() < all.targets.size()) {
      finding.notes.push_back(format("{} of {} targets left out: they lack a column",
                                     all.targets.size() - sample.targets.size(), all.targets.size()));
    }
    return finding;
  }

  IccConfig m_config;
};

const std::map<std::string, stats::IccForm>& forms() {
  static const std::map<std::string, stats::IccForm> table = {{"1", stats::IccForm::one},
                                                              {"A", stats::IccForm::agreement},
                                                              {"C", stats::IccForm::consistency},
                                                              {"1k", stats::IccForm::one_mean},
                                                              {"Ak", stats::IccForm::agreement_mean},
                                                              {"Ck", stats::IccForm::consistency_mean}};
  return table;
}

Result<MetricPlugin> make(const Options& options) {
  IccConfig config;
  const auto form = text_option(options, "form", "");
  if (const auto found = forms().find(form); found != forms().end()) {
    config.form = found->second;
  } else if (!form.empty()) {
    return failure(ErrorKind::protocol, format("there is no form \"{}\" of the ICC", form),
                   "known are 1 A C 1k Ak Ck");
  }
  TRY_ASSIGN(config.confidence, confidence_option(options));
  TRY_ASSIGN(config.resampling, resampling_options(options, k_analytic, k_analytic));
  config.rho0 = number_option(options, "rho0", 0);
  if (!(config.rho0 >= 0 && config.rho0 < 1)) {
    return failure(ErrorKind::protocol, "\"rho0\" must be at least 0 and below 1");
  }
  const auto limits = text_option(options, "ak_ci", "psych");
  if (limits != "psych" && limits != "irr") {
    return failure(ErrorKind::protocol, format("there are no limits \"{}\" of ICC(A,k)", limits),
                   "known are psych irr");
  }
  config.limits = limits == "irr" ? stats::AgreementLimits::irr : stats::AgreementLimits::psych;
  return MetricPlugin(std::make_unique<IccMetric>(config));
}

} // namespace

MetricEntry icc_metric() {
  MetricEntry entry;
  entry.declaration = {
      "icc",
      "intraclass correlation: the share of the variance that is between targets, not between executions",
      {{"form",
        OptionType::text,
        "",
        "default: A when across a factor, else 1",
        {"1", "A", "C", "1k", "Ak", "Ck"}},
       {"rho0", OptionType::number, "0", "the hypothesis that F and p test: ICC <= rho0", {}},
       {"ak_ci", OptionType::text, "psych", "whose limits of ICC(A,k): they differ in v", {"psych", "irr"}}},
      {"f", "df1", "df2", "p", "v", "msb", "msw", "msr", "msc", "mse"}};
  for (auto& declared : resampling_declarations(k_analytic, k_analytic)) {
    entry.declaration.options.push_back(std::move(declared));
  }
  declare_resampling_fields(entry.declaration.names);
  entry.formula =
      "1: (MSR - MSW) / (MSR + (k - 1) MSW); A: (MSR - MSE) / (MSR + (k - 1) MSE + k (MSC - MSE) / n); C: "
      "(MSR - MSE) / (MSR + (k - 1) MSE); 1k, Ak, Ck: of the mean of k. f, p with df1, df2 test ICC <= rho0; "
      "ms*: mean squares between (msb) and within (msw) targets, of targets (msr), columns (msc), the rest "
      "(mse); v: degrees of freedom of the limits of A";
  entry.source =
      "Shrout & Fleiss 1979, McGraw & Wong 1996; exact F limits, of A by Satterthwaite (few columns "
      "that differ much: 95 % limits of A hold 90 %); unbalanced: one-way with k0 = (M - sum k_i^2 / M) / (N "
      "- "
      "1), exact limits and test by Wald 1940";
  entry.inputs = "one number per execution";
  entry.range = "at most 1; negative when executions differ more than targets";
  entry.undefined =
      "fewer than 2 targets or 2 executions, or all values are the same; identical executions of "
      "different targets: 1, limits 1 and 1; 1k, Ak, Ck: targets that differ too little for any ICC of a "
      "mean";
  entry.default_per = "condition";
  entry.pools_targets = true;
  entry.version = 2;
  entry.make = make;
  return entry;
}

} // namespace reprovip::score
