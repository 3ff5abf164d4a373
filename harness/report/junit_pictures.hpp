#pragma once

#include "harness/report/report.hpp"

#include <map>
#include <string>

namespace reprovip::report {

// By failing criterion of severity `fail` the name of its picture's file: "retest.png". At most 100.
std::map<std::string, std::string> picture_names(const model::Study& study);

// The pictures beside a JUnit report; none when the report goes to a pipe.
std::vector<Attachment> junit_pictures(const model::Study& study, const std::string& reporter);

// "[[ATTACHMENT|out/junit-pictures/retest.png]]": by this GitLab shows a picture with a failed case. "" when
// there is none, or it is where GitLab does not look.
std::string attachment_mark(const model::Study& study, const std::string& reporter,
                            const std::string& picture);

} // namespace reprovip::report
