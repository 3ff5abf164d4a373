#include "harness/report/page_data.hpp"

#include "harness/report/judged.hpp"
#include "harness/report/text.hpp"

namespace reprovip::report {

namespace {

constexpr std::size_t k_word_limit = 200; // bytes

Json subjects_of(const model::Study& study) {
  auto names = Json::array();
  for (const auto& subject : study.plan.resolved.subjects) {
    names.push(page_word(subject.id));
  }
  return names;
}

Json factors_of(const model::Study& study) {
  auto factors = Json::array();
  for (const auto& factor : study.plan.resolved.protocol.factors) {
    auto levels = Json::array();
    for (const auto& level : factor.levels) {
      levels.push(page_word(level.name));
    }
    factors.push(Json::object({{"name", page_word(factor.name)},
                               {"source", to_string(factor.source)},
                               {"levels", std::move(levels)}}));
  }
  return factors;
}

Json conditions_of(const model::Study& study) {
  auto conditions = Json::array();
  for (const auto& condition : study.plan.conditions) {
    auto levels = Json::array();
    for (const auto level : condition.levels) {
      levels.push(level);
    }
    conditions.push(Json::object({{"name", page_word(describe(study.plan, condition))},
                                  {"levels", std::move(levels)},
                                  {"environment", condition.environment},
                                  {"reference", condition.is_reference}}));
  }
  return conditions;
}

Json executions_of(const model::Study& study) {
  auto subject = Json::array();
  auto condition = Json::array();
  auto repetition = Json::array();
  for (const auto& execution : study.plan.executions) {
    const auto& cell = study.plan.cells[execution.cell];
    subject.push(cell.subject);
    condition.push(cell.condition);
    repetition.push(execution.repetition);
  }
  return Json::object({{"subject", std::move(subject)},
                       {"condition", std::move(condition)},
                       {"repetition", std::move(repetition)}});
}

Json words_of(const std::vector<std::string>& texts) {
  auto words = Json::array();
  for (const auto& text : texts) {
    words.push(page_word(text));
  }
  return words;
}

// The value that the first alert of a criterion speaks of; "" when none does.
std::string worst_value(const model::Study& study) {
  for (const auto& alert : study.verdicts.alerts) {
    for (const auto& verdict : study.verdicts.verdicts) {
      const auto* check = verdict.criterion == alert.what ? worst_check(verdict) : nullptr;
      if (check != nullptr) {
        return check->value;
      }
    }
  }
  return {};
}

} // namespace

std::string page_word(std::string_view text) {
  return shorten(clean(text.substr(0, 2 * k_word_limit)), k_word_limit);
}

Json page_data(const model::Study& study) {
  std::vector<std::string> left_out;
  auto scores = scores_data(study, left_out);
  auto series = series_data(study, left_out);
  return Json::object({{"study", page_word(study.plan.study)},
                       {"subjects", subjects_of(study)},
                       {"factors", factors_of(study)},
                       {"conditions", conditions_of(study)},
                       {"executions", executions_of(study)},
                       {"criteria", criteria_data(study)},
                       {"scores", std::move(scores)},
                       {"series", std::move(series)},
                       {"worst", page_word(worst_value(study))},
                       {"left_out", words_of(left_out)}});
}

} // namespace reprovip::report
