#pragma once

#include "harness/model/study.hpp"
#include "harness/report/report.hpp"

#include <string>

// The reporters behind the table in builtin.cpp, one .cpp each.
namespace reprovip::report {

// JUnit that is valid against junit-10.xsd of the Jenkins xunit plug-in and read whole by GitLab; the second
// with `file`, which GitLab links and that schema refuses.
std::string write_junit(const model::Study& study);
std::string write_junit_gitlab(const model::Study& study);
// The pictures that they speak of, one for each failing criterion.
std::vector<Attachment> attachments_of_junit(const model::Study& study);
std::vector<Attachment> attachments_of_junit_gitlab(const model::Study& study);
// Everything, versioned: keys in README.md.
std::string write_json(const model::Study& study);
// One row per score.
std::string write_csv(const model::Study& study);
// GitLab code quality: failing criteria at their line of the protocol.
std::string write_code_quality(const model::Study& study);
// OpenMetrics text within what GitLab's metrics report reads: no space and no "#" in label values, rounded
// values.
std::string write_openmetrics(const model::Study& study);
// GitLab annotations: links on the job's page, to the dashboard first.
std::string write_annotations(const model::Study& study);
// GitLab dotenv: verdict, counts and where the dashboard is, as variables of later jobs: at most 20, 5 kB.
std::string write_dotenv(const model::Study& study);
// A short summary for a merge request.
std::string write_markdown(const model::Study& study);
// One self-contained page.
std::string write_html(const model::Study& study);

} // namespace reprovip::report
