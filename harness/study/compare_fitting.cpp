#include "harness/study/compare_fitting.hpp"

#include "harness/base/assert.hpp"
#include "harness/base/format.hpp"
#include "harness/protocol/expression.hpp"

namespace reprovip::study {

namespace {

using Values = std::map<std::string, model::Value>;

class Maker {
public:
  Maker(const model::OutputDecl& output, const std::string& factor) : m_output(output), m_factor(factor) {}

  const std::string& metric(const std::string& kind, const std::string& per, Values options = {}) {
    auto& spec = m_fitting.metrics.emplace_back();
    spec.id = format("{}-{}", m_output.id, kind);
    spec.kind = kind;
    spec.output = m_output.id;
    spec.per = per;
    spec.across = m_factor;
    spec.options = std::move(options);
    return spec.id;
  }
  void require(const std::string& metric, const std::string& text) {
    auto expression = protocol::parse_expression(text);
    REPROVIP_ASSERT(expression.has_value());
    auto& criterion = m_fitting.criteria.emplace_back();
    criterion.id = metric;
    criterion.metric = metric;
    criterion.require_text = text;
    criterion.require = std::move(*expression);
    criterion.severity = model::Severity::warn;
  }
  // Of pairs: required across the levels, and known between the repetitions of each.
  void pairs(const std::string& kind, const std::string& text) {
    const std::string id = metric(kind, "study");
    require(id, text);
    auto within = m_fitting.metrics.back();
    within.id = within_id(id);
    within.across.clear();
    within.per = "condition";
    m_fitting.metrics.push_back(std::move(within));
  }
  Fitting done() { return std::move(m_fitting); }

private:
  const model::OutputDecl& m_output;
  const std::string& m_factor;
  Fitting m_fitting;
};

void add_values(Maker& maker, const Bounds& bounds) {
  maker.require(maker.metric("tost", "study", {{"margin", bounds.margin}}), "pass");
  maker.require(maker.metric("variance_ratio", "study", {{"limit", bounds.by_kind.at("variance_ratio")}}),
                "pass");
  maker.metric("bland_altman", "condition");
  maker.metric("ccc", "condition");
  maker.metric("equal", "study");
}

} // namespace

std::string within_id(const std::string& metric) {
  return metric + "-within";
}

Fitting fitting_analyses(const model::OutputDecl& output, score::Nature nature, double longest_side,
                         const std::string& factor, const Bounds& bounds) {
  using score::Nature;
  Maker maker(output, factor);
  const auto& bound = bounds.by_kind;
  switch (nature) {
  case Nature::table:
  case Nature::numbers:
    add_values(maker, bounds);
    break;
  case Nature::image:
    maker.pairs("nrmse", format("nrmse <= {}", bound.at("nrmse")));
    maker.metric("ssim", "study");
    maker.metric("equal", "study");
    break;
  case Nature::labels:
    maker.pairs("dice", format("dice >= {}", bound.at("dice")));
    maker.pairs("hd95", format("hd95 <= {}", bound.at("hd95") * longest_side));
    break;
  case Nature::transform:
    maker.pairs("rms_deviation", format("rms_deviation <= {}", bound.at("rms_deviation")));
    break;
  case Nature::text:
  case Nature::bytes:
    break;
  }
  return maker.done();
}

} // namespace reprovip::study
