#include "harness/base/format.hpp"
#include "harness/base/json.hpp"
#include "harness/report/reporters.hpp"
#include "harness/report/text.hpp"
#include "harness/sys/hash.hpp"

namespace reprovip::report {

namespace {

constexpr std::size_t k_description_limit = 1000;

// GitLab refuses paths that are not relative to the project in this form.
std::string relative_path(std::string file) {
  while (file.starts_with("./")) {
    file.erase(0, 2);
  }
  return file;
}

Json entry(const std::string& protocol, const model::Verdict& verdict) {
  // Only the criterion's own name: the same finding in the next pipeline must be the same.
  const auto fingerprint = sys::sha256(protocol + "\n" + verdict.criterion).hex;
  const auto description = shorten(
      clean(format("criterion \"{}\" ({}) fails: {}", verdict.criterion, verdict.require, verdict.reason)),
      k_description_limit);
  const int line = verdict.where.line > 0 ? verdict.where.line : 1;
  return Json::object({{"description", description},
                       {"check_name", "reprovip/" + clean(verdict.criterion)},
                       {"fingerprint", fingerprint},
                       {"severity", verdict.severity == model::Severity::fail ? "major" : "minor"},
                       {"location", Json::object({{"path", clean(relative_path(verdict.where.file))},
                                                  {"lines", Json::object({{"begin", line}})}})}});
}

} // namespace

std::string write_code_quality(const model::Study& study) {
  auto entries = Json::array();
  for (const auto& verdict : study.verdicts.verdicts) {
    if (verdict.status == model::Status::fail && verdict.severity != model::Severity::info) {
      entries.push(entry(study.plan.resolved.protocol.name, verdict));
    }
  }
  return dump(entries, 1) + "\n";
}

} // namespace reprovip::report
