#include "harness/report/report.hpp"
#include "harness/report/reporters.hpp"

namespace reprovip::report {

const std::vector<ReporterEntry>& builtin_reporters() {
  static const std::vector<ReporterEntry> reporters = {
      {"junit", "JUnit XML, valid against junit-10.xsd", "xml", write_junit, false, attachments_of_junit},
      {"junit-gitlab", "JUnit XML with the file of each case, as GitLab links it", "xml", write_junit_gitlab,
       false, attachments_of_junit_gitlab},
      {"json", "everything that is known of the study", "json", write_json},
      {"csv", "one row per score", "csv", write_csv},
      {"html", "one self-contained page; DIR/: a site with a page per study and an index", "html", write_html,
       true},
      {"markdown", "a short summary for a merge request", "md", write_markdown},
      {"codequality", "GitLab code quality: failing criteria at their line of the protocol", "json",
       write_code_quality},
      {"openmetrics", "OpenMetrics text, as GitLab's metrics report reads it", "txt", write_openmetrics},
      {"annotations", "GitLab annotations: links to the dashboard on the job's page", "json",
       write_annotations},
      {"dotenv", "GitLab dotenv: verdict and counts as variables of later jobs", "env", write_dotenv},
  };
  return reporters;
}

const ReporterEntry* find_reporter(const std::string& name) {
  for (const auto& reporter : builtin_reporters()) {
    if (reporter.name == name) {
      return &reporter;
    }
  }
  return nullptr;
}

} // namespace reprovip::report
