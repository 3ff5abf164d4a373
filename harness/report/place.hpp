#pragma once

#include "harness/base/error.hpp"
#include "harness/model/study.hpp"

#include <optional>
#include <string>

// Paths and addresses of reports, by text alone: nothing here looks at a disk.
namespace reprovip::report {

// `file`, as typed, relative to the project's folder: "out/junit.xml". None when it is outside of it.
std::optional<std::string> in_project(const model::Place& place, const std::string& file);
// The same for a person or a link that may be broken: a path outside of the project stays as it is.
std::string project_path(const model::Place& place, const std::string& file);

// Where a criterion is written, as GitLab finds it; the protocol's first line for one that --set made.
SourcePos criterion_place(const model::Study& study, const model::Verdict& verdict);

// "out/junit-pictures": beside the report of that name, for what it shows. None when it is not a file.
std::optional<std::string> pictures_folder(const model::Place& place, const std::string& reporter);

// The address of a report in a browser: where the dashboard is published, or the artifact of the job. None
// when nobody knows one, or what is given is no http(s) address.
std::optional<std::string> report_address(const model::Place& place, const std::string& reporter);

} // namespace reprovip::report
