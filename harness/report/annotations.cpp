#include "harness/base/format.hpp"
#include "harness/base/json.hpp"
#include "harness/report/place.hpp"
#include "harness/report/reporters.hpp"
#include "harness/report/text.hpp"

#include <array>

namespace reprovip::report {

namespace {

// GitLab takes 255 characters.
constexpr std::size_t k_label_limit = 200;

Json link(const std::string& label, const std::string& address) {
  return Json::object({{"external_link", Json::object({{"label", label}, {"url", address}})}});
}

} // namespace

std::string write_annotations(const model::Study& study) {
  const std::array<std::pair<const char*, const char*>, 4> shown = {
      {{"html", "dashboard"}, {"markdown", "summary"}, {"csv", "scores"}, {"json", "everything"}}};
  const auto protocol = shorten(clean(study.plan.resolved.protocol.name), k_label_limit);
  auto links = Json::array();
  for (const auto& [reporter, what] : shown) {
    if (const auto address = report_address(study.place, reporter)) {
      links.push(link(format("{} ({})", what, to_string(study.verdicts.status)), *address));
    }
  }
  return dump(Json::object({{"ReproVIP " + protocol, links}}), 1) + "\n";
}

} // namespace reprovip::report
