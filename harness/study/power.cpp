#include "harness/study/power.hpp"

#include "harness/base/format.hpp"
#include "harness/stats/planning.hpp"
#include "harness/stats/sequential.hpp"
#include "harness/study/rounds.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <map>
#include <optional>

namespace reprovip::study {

namespace {

constexpr double k_confidence = 0.95;
constexpr double k_power = 0.8;

struct Size {
  double subjects = 0;
  double repetitions = 0;
};

Size size_of(const model::Plan& plan) {
  std::map<std::uint32_t, std::uint32_t> repetitions;
  std::map<std::uint32_t, bool> subjects;
  for (const auto& execution : plan.executions) {
    ++repetitions[execution.cell];
    subjects[plan.cells[execution.cell].subject] = true;
  }
  Size size;
  size.subjects = static_cast<double>(subjects.size());
  for (const auto& [cell, count] : repetitions) {
    size.repetitions = size.repetitions == 0 ? count : std::min<double>(size.repetitions, count);
  }
  return size;
}

// The largest nu below `most` of which `holds`, which is true for small ones and false for large ones.
template <typename Predicate>
double largest_nu(double most, Predicate holds) {
  double low = 0;
  double high = most;
  for (int step = 0; step < 40; ++step) {
    const double middle = (low + high) / 2;
    (holds(middle) ? low : high) = middle;
  }
  return low;
}

PowerItem about_classes(const Size& size) {
  const double one = stats::zero_failure_upper(size.repetitions, k_confidence);
  const double all = stats::zero_failure_upper(size.repetitions * size.subjects, k_confidence);
  return {
      "classes",
      format(
          "if all {} repetitions of a subject agree, fewer than {:.3g} % of its executions differ; over all "
          "{} subjects fewer than {:.3g} % (95 %). Below 5 % takes {} executions",
          size.repetitions, 100 * one, size.subjects, 100 * all,
          stats::runs_without_failure(0.05, k_confidence)),
      {{"rate_of_subject", one}, {"rate", all}}};
}

PowerItem about_sd(const Size& size) {
  const double df = size.subjects * (size.repetitions - 1);
  const auto factors = stats::sigma_factors(df, k_confidence);
  return {
      "sd",
      format("the SD between repetitions has {} degrees of freedom: known from {:.3g} to {:.3g} times its "
             "estimate (95 %){}",
             df, factors.low, factors.high, df < 35 ? "; claims of repeatability ask for 35" : ""),
      {{"df", df}, {"low", factors.low}, {"high", factors.high}}};
}

// A verdict at one of several looks at growing data errs more often than at one: `levels` are those of Lan &
// DeMets.
PowerItem about_looks(const model::Repeat& repeat) {
  const auto rounds = rounds_of(repeat);
  std::vector<double> fractions;
  std::vector<std::string> texts;
  for (const auto count : rounds) {
    fractions.push_back(static_cast<double>(count) / rounds.back());
  }
  PowerItem item{"looks", "", {}};
  const auto levels = stats::look_levels(fractions, 1 - k_confidence);
  for (std::size_t i = 0; i < rounds.size(); ++i) {
    texts.push_back(format("{:.6g} % after {}", 100 * (1 - levels[i]), rounds[i]));
    item.numbers.emplace_back(format("confidence_after_{}", rounds[i]), 1 - levels[i]);
  }
  item.text =
      format("the rule is asked up to {} times: verdicts that err 5 % in all take intervals of {:.4g} % each "
             "time, or of {}",
             rounds.size(), 100 * (1 - (1 - k_confidence) / static_cast<double>(rounds.size())),
             fmt::join(texts, ", "));
  return item;
}

// "NAME <= LIMIT", or as written the other way round.
struct Bound {
  std::string name;
  bool from_above = true;
  double limit = 0;
};
std::optional<Bound> bound_of(const model::Expression& expression) {
  using Kind = model::Expression::Kind;
  if (expression.kind != Kind::binary || expression.operands.size() != 2) {
    return std::nullopt;
  }
  const auto& left = expression.operands[0];
  const auto& right = expression.operands[1];
  const bool above = expression.word == "<=" || expression.word == "<";
  const bool below = expression.word == ">=" || expression.word == ">";
  if (!above && !below) {
    return std::nullopt;
  }
  if (left.kind == Kind::name && right.kind == Kind::number) {
    return Bound{left.word, above, right.number};
  }
  if (left.kind == Kind::number && right.kind == Kind::name) {
    return Bound{right.word, below, left.number};
  }
  return std::nullopt;
}

// The limit of nu that a criterion sets.
std::optional<double> nu_limit(const model::MetricSpec& metric, const Bound& bound) {
  const bool is_own = bound.name == metric.kind || bound.name == metric.id;
  if (metric.kind == "nu" && is_own && bound.from_above && bound.limit > 0 && bound.limit < 1) {
    return bound.limit;
  }
  const auto form = metric.options.find("form");
  const bool one_way =
      form == metric.options.end() ? metric.across.empty() : model::to_text(form->second) == "1";
  if (metric.kind == "icc" && one_way && is_own && !bound.from_above && bound.limit > 0 && bound.limit < 1) {
    return std::sqrt(1 - bound.limit);
  }
  return std::nullopt;
}

PowerItem about_nu(const std::string& criterion, const Size& size, double limit) {
  const auto [n, k] = size;
  const double passes = largest_nu(limit, [&, n = n, k = k](double nu) {
    return nu <= 0 || stats::probability_nu_below(nu, limit, n, k, k_confidence) >= k_power;
  });
  const double fails = largest_nu(1, [&, n = n, k = k](double nu) {
    return nu <= limit || stats::probability_nu_above(nu, limit, n, k, k_confidence) < k_power;
  });
  PowerItem item{criterion, "", {{"limit", limit}, {"passes_below", passes}}};
  item.text = format("nu <= {:.3g}: passes (80 %) when nu is at most {:.3g}", limit, passes);
  if (fails < 0.999) {
    item.text += format(", fails when it is {:.3g} or more", fails);
    item.numbers.emplace_back("fails_above", fails);
  }
  item.text += ", else mostly inconclusive";
  if (const auto enough = stats::targets_for_nu(limit / 2, limit, k, k_confidence, k_power, 1e6)) {
    item.text += format("; for nu = {:.3g} it takes {} subjects", limit / 2, *enough);
    item.numbers.emplace_back("subjects_for_half", *enough);
  }
  return item;
}

// "0.1 sd(subjects)" → 0.1
std::optional<double> margin_in_sd(const model::MetricSpec& metric) {
  const auto found = metric.options.find("margin");
  if (found == metric.options.end()) {
    return std::nullopt;
  }
  const auto text = model::to_text(found->second);
  const auto at = text.find("sd(subjects)");
  if (at == std::string::npos) {
    return std::nullopt;
  }
  return at == 0 ? 1 : std::strtod(text.c_str(), nullptr);
}

PowerItem about_tost(const std::string& criterion, const Size& size, double margin, double alpha) {
  // In units of the SD between subjects: a difference of two means of k repetitions has the SD sqrt(2 / k)
  // times sigma_w / sigma_b = nu / sqrt(1 - nu^2).
  const double passes = largest_nu(1, [&](double nu) {
    const double sd = std::sqrt(2 / size.repetitions) * nu / std::sqrt(1 - nu * nu);
    return nu <= 0 || stats::probability_equivalent(sd, margin, size.subjects, alpha) >= k_power;
  });
  return {criterion,
          format("margin {:.3g} sd(subjects): passes (80 %) when the levels agree and nu is at most {:.3g}",
                 margin, passes),
          {{"margin", margin}, {"passes_below", passes}}};
}

std::optional<PowerItem> about(const model::CriterionSpec& criterion, const model::MetricSpec& metric,
                               const Size& size) {
  if (metric.kind == "tost") {
    const auto margin = margin_in_sd(metric);
    const auto alpha = metric.options.find("alpha");
    const double level =
        alpha == metric.options.end() ? 0.05 : std::strtod(model::to_text(alpha->second).c_str(), nullptr);
    return margin && *margin > 0 ? std::optional(about_tost(criterion.id, size, *margin, level))
                                 : std::nullopt;
  }
  const auto bound = bound_of(criterion.require);
  const auto limit = bound ? nu_limit(metric, *bound) : std::nullopt;
  return limit ? std::optional(about_nu(criterion.id, size, *limit)) : std::nullopt;
}

} // namespace

std::vector<PowerItem> power_of(const model::Plan& plan) {
  const auto size = size_of(plan);
  if (size.repetitions < 2) {
    return {{"classes", "a single repetition shows nothing of repeatability: repeat it", {}}};
  }
  std::vector<PowerItem> items = {about_classes(size), about_sd(size)};
  const auto& protocol = plan.resolved.protocol;
  if (protocol.repeat.until) {
    items.push_back(about_looks(protocol.repeat));
  }
  for (const auto& criterion : protocol.criteria) {
    const auto* metric = model::find_metric(protocol, criterion.metric);
    if (metric != nullptr && size.subjects > 1) {
      if (auto item = about(criterion, *metric, size)) {
        items.push_back(std::move(*item));
      }
    }
  }
  return items;
}

} // namespace reprovip::study
