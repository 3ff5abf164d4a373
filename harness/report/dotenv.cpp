#include "harness/base/format.hpp"
#include "harness/report/place.hpp"
#include "harness/report/reporters.hpp"
#include "harness/report/text.hpp"

#include <algorithm>
#include <string_view>

namespace reprovip::report {

namespace {

constexpr std::size_t k_name_limit = 200;
constexpr std::size_t k_path_limit = 1000;

// GitLab keeps quotes, refuses spaces and puts other variables in place of "$NAME" and "%NAME%".
bool is_plain(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         std::string_view("-._~/:=@+,").find(c) != std::string_view::npos;
}

std::string plain(const std::string& name) {
  auto text = name.substr(0, k_name_limit);
  std::ranges::replace_if(
      text, [](char c) { return !is_plain(c); }, '_');
  return text;
}

// Every name begins with REPROVIP_VERDICT: a later job's `reprovip` reads REPROVIP_<FLAG> as that flag.
class Variables {
public:
  void add(std::string_view name, std::string_view value) {
    m_text += format("REPROVIP_VERDICT{}={}\n", name, value);
  }
  void add(std::string_view name, std::size_t count) { add(name, std::to_string(count)); }
  // A path or address that had to be changed would lead nowhere.
  void add_whole(std::string_view name, const std::optional<std::string>& value) {
    if (value && value->size() <= k_path_limit && std::ranges::all_of(*value, is_plain)) {
      add(name, *value);
    }
  }
  std::string text() const { return m_text; }

private:
  std::string m_text;
};

void add_criteria(Variables& variables, const model::Study& study) {
  const auto count = [&](model::Severity severity, model::Status status) {
    return static_cast<std::size_t>(
        std::ranges::count_if(study.verdicts.verdicts, [&](const model::Verdict& verdict) {
          return verdict.severity == severity && verdict.status == status;
        }));
  };
  variables.add("_CRITERIA_PASSED", count(model::Severity::fail, model::Status::pass));
  variables.add("_CRITERIA_FAILED", count(model::Severity::fail, model::Status::fail));
  variables.add("_CRITERIA_INCONCLUSIVE", count(model::Severity::fail, model::Status::inconclusive));
  variables.add("_WARNINGS", count(model::Severity::warn, model::Status::fail));
}

void add_executions(Variables& variables, const model::Study& study) {
  const auto counts = tally(study);
  variables.add("_EXECUTIONS", counts.planned);
  variables.add("_EXECUTIONS_SUCCEEDED", counts.succeeded);
  variables.add("_EXECUTIONS_FAILED", counts.failed);
  variables.add("_EXECUTIONS_INFRASTRUCTURE", counts.infrastructure);
  variables.add("_EXECUTIONS_MISSING", counts.missing);
}

} // namespace

std::string write_dotenv(const model::Study& study) {
  Variables variables;
  variables.add("", to_string(study.verdicts.status));
  variables.add("_PROTOCOL", plain(study.plan.resolved.protocol.name));
  variables.add("_STUDY", plain(study.plan.study));
  add_criteria(variables, study);
  add_executions(variables, study);
  const auto& reports = study.place.reports;
  if (const auto page = reports.find("html"); page != reports.end()) {
    variables.add_whole("_REPORT", in_project(study.place, page->second));
  }
  variables.add_whole("_URL", report_address(study.place, "html"));
  return variables.text();
}

} // namespace reprovip::report
