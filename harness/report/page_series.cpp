#include "harness/base/format.hpp"
#include "harness/report/judged.hpp"
#include "harness/report/page_data.hpp"
#include "harness/report/text.hpp"

#include <algorithm>
#include <map>

namespace reprovip::report {

namespace {

// Of all series together: some megabytes of page.
constexpr std::size_t k_number_limit = 300'000;

// Of criteria that somebody has to act on.
std::map<std::string, model::Status> statuses_of(const model::Study& study) {
  std::map<std::string, model::Status> statuses;
  for (const auto& verdict : study.verdicts.verdicts) {
    if (verdict.severity == model::Severity::info) {
      continue;
    }
    for (const auto& check : verdict.checks) {
      const auto [at, is_new] = statuses.emplace(check.value, check.status);
      if (!is_new && badness(check.status) > badness(at->second)) {
        at->second = check.status;
      }
    }
  }
  return statuses;
}

Json series_json(const model::Series& series, const std::string& status) {
  auto values = Json::array();
  for (const auto& value : series.values) {
    values.push(value ? Json(*value) : Json());
  }
  return Json::object({{"of", page_word(value_name(series))},
                       {"output", page_word(series.output)},
                       {"status", status},
                       {"values", std::move(values)}});
}

} // namespace

Json series_data(const model::Study& study, std::vector<std::string>& left_out) {
  const auto statuses = statuses_of(study);
  const auto status_of = [&](const model::Series* series) {
    const auto found = statuses.find(value_name(*series));
    return found == statuses.end() ? std::nullopt : std::optional(found->second);
  };
  std::vector<const model::Series*> all;
  for (const auto& series : study.observations.series) {
    all.push_back(&series);
  }
  std::ranges::stable_sort(all, std::greater(), [&](const auto* series) {
    const auto status = status_of(series);
    return status ? badness(*status) : -1;
  });
  const auto length = std::max<std::size_t>(study.plan.executions.size(), 1);
  const auto count = std::min(all.size(), std::max<std::size_t>(k_number_limit / length, 1));
  auto list = Json::array();
  for (std::size_t i = 0; i < count; ++i) {
    const auto status = status_of(all[i]);
    list.push(series_json(*all[i], status ? std::string(to_string(*status)) : ""));
  }
  if (count < all.size()) {
    left_out.push_back(
        format("{} of {}: too many numbers for a page", counted(all.size() - count, "value"), all.size()));
  }
  left_out.insert(left_out.end(), study.observations.left_out.begin(), study.observations.left_out.end());
  return list;
}

} // namespace reprovip::report
