#include "harness/base/format.hpp"
#include "harness/report/reporters.hpp"
#include "harness/report/text.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <utility>
#include <vector>

namespace reprovip::report {

namespace {

constexpr std::size_t k_most_scores = 50; // of one metric
constexpr std::size_t k_label_limit = 200;

using Labels = std::vector<std::pair<std::string, std::string>>;

// GitLab splits a line like a shell and takes what follows "#" for a comment: none of that in a value.
std::string label_value(const std::string& text) {
  std::string value;
  for (const char c : shorten(clean(text), k_label_limit)) {
    const bool splits = std::string_view(" #\"'\\{}`$&|<>()*?!").find(c) != std::string_view::npos;
    if (splits && !(value.ends_with('_') || value.ends_with(','))) {
      value += '_';
    } else if (!splits) {
      value += c;
    }
  }
  return value;
}

class Exposition {
public:
  void family(const std::string& name, const std::string& help) {
    m_text += format("# HELP {} {}\n# TYPE {} gauge\n", name, help, name);
  }

  // Two series that became the same by their cleaned labels: the first stays.
  void add(const std::string& name, const Labels& labels, double value) {
    std::string series = name;
    for (std::size_t i = 0; i < labels.size(); ++i) {
      series += format("{}{}=\"{}\"", i == 0 ? "{" : ",", labels[i].first, label_value(labels[i].second));
    }
    series += labels.empty() ? "" : "}";
    if (m_seen.insert(series).second) {
      m_text += format("{} {:.4g}\n", series, value + 0.0);
    }
  }

  std::string finish() const { return m_text + "# EOF\n"; }

private:
  std::string m_text;
  std::set<std::string> m_seen;
};

void add_executions(Exposition& out, const model::Study& study, const std::string& protocol) {
  out.family("reprovip_executions", "Executions by how they ended.");
  const auto counts = tally(study);
  const std::pair<const char*, std::uint32_t> states[] = {{"succeeded", counts.succeeded},
                                                          {"failed", counts.failed},
                                                          {"infrastructure", counts.infrastructure},
                                                          {"missing", counts.missing}};
  for (const auto& [state, count] : states) {
    out.add("reprovip_executions", {{"protocol", protocol}, {"state", state}}, count);
  }
}

void add_criteria(Exposition& out, const model::Study& study, const std::string& protocol) {
  out.family("reprovip_criterion_checks", "Checks of a criterion by status.");
  for (const auto& verdict : study.verdicts.verdicts) {
    for (const auto status : {model::Status::pass, model::Status::fail, model::Status::inconclusive}) {
      std::size_t count = 0;
      for (const auto& check : verdict.checks) {
        count += check.status == status ? 1 : 0;
      }
      const bool unchecked = verdict.checks.empty() && verdict.status == status;
      out.add("reprovip_criterion_checks",
              {{"protocol", protocol},
               {"criterion", verdict.criterion},
               {"status", std::string(to_string(status))}},
              static_cast<double>(count + (unchecked ? 1 : 0)));
    }
  }
}

void add_classes(Exposition& out, const model::Study& study, const std::string& protocol) {
  out.family("reprovip_output_classes", "Distinct outputs of one subject, the largest number over subjects.");
  for (const auto& classes : study.scores.classes) {
    out.add("reprovip_output_classes", {{"protocol", protocol}, {"output", classes.output}}, classes.classes);
  }
}

using Values = std::vector<std::pair<const model::Score*, double>>;

void add_each(Exposition& out, const Values& values, const std::string& protocol) {
  for (const auto& [score, value] : values) {
    out.add("reprovip_score",
            {{"protocol", protocol},
             {"metric", score->metric},
             {"value", value_name(*score)},
             {"group", score->group}},
            value);
  }
}

// What a thousand rows come to: GitLab's widget lists every series.
void add_summary(Exposition& out, Values& values, const std::string& protocol) {
  std::ranges::sort(values, {}, &Values::value_type::second);
  const std::pair<const char*, std::size_t> ranks[] = {
      {"smallest", 0}, {"middle", (values.size() - 1) / 2}, {"largest", values.size() - 1}};
  for (const auto& [name, rank] : ranks) {
    out.add("reprovip_score",
            {{"protocol", protocol},
             {"metric", values[rank].first->metric},
             {"value", format("{}_of_{}", name, values.size())},
             {"group", ""}},
            values[rank].second);
  }
}

void add_scores(Exposition& out, const model::Study& study, const std::string& protocol) {
  out.family("reprovip_score", "Estimate of a metric, or of many the smallest, the middle and the largest.");
  std::vector<std::string> metrics;
  std::map<std::string, Values> by_metric;
  for (const auto& score : study.scores.scores) {
    if (score.estimate && std::isfinite(*score.estimate)) {
      auto& values = by_metric[score.metric];
      if (values.empty()) {
        metrics.push_back(score.metric);
      }
      values.emplace_back(&score, *score.estimate);
    }
  }
  for (const auto& metric : metrics) {
    auto& values = by_metric[metric];
    values.size() <= k_most_scores ? add_each(out, values, protocol) : add_summary(out, values, protocol);
  }
}

} // namespace

std::string write_openmetrics(const model::Study& study) {
  const auto& protocol = study.plan.resolved.protocol.name;
  Exposition out;
  add_executions(out, study, protocol);
  add_criteria(out, study, protocol);
  add_classes(out, study, protocol);
  add_scores(out, study, protocol);
  return out.finish();
}

} // namespace reprovip::report
