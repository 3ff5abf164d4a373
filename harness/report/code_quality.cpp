#include "harness/base/format.hpp"
#include "harness/base/json.hpp"
#include "harness/report/place.hpp"
#include "harness/report/reporters.hpp"
#include "harness/report/text.hpp"
#include "harness/sys/hash.hpp"

namespace reprovip::report {

namespace {

constexpr std::size_t k_description_limit = 1000;

Json entry(const model::Study& study, const model::Verdict& verdict) {
  const auto& protocol = study.plan.resolved.protocol;
  // Only the criterion's own name: the same finding in the next pipeline must be the same.
  const auto fingerprint = sys::sha256(protocol.name + "\n" + verdict.criterion).hex;
  const auto description = shorten(
      clean(format("criterion \"{}\" ({}) fails: {}", verdict.criterion, verdict.require, verdict.reason)),
      k_description_limit);
  const auto where = criterion_place(study, verdict);
  return Json::object({{"description", description},
                       {"check_name", "reprovip/" + clean(verdict.criterion)},
                       {"fingerprint", fingerprint},
                       {"severity", verdict.severity == model::Severity::fail ? "major" : "minor"},
                       {"location", Json::object({{"path", clean(where.file)},
                                                  {"lines", Json::object({{"begin", where.line}})}})}});
}

} // namespace

std::string write_code_quality(const model::Study& study) {
  auto entries = Json::array();
  for (const auto& verdict : study.verdicts.verdicts) {
    if (verdict.status == model::Status::fail && verdict.severity != model::Severity::info) {
      entries.push(entry(study, verdict));
    }
  }
  return dump(entries, 1) + "\n";
}

} // namespace reprovip::report
