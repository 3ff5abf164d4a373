#include "harness/base/format.hpp"
#include "harness/report/junit_cases.hpp"
#include "harness/report/junit_pictures.hpp"
#include "harness/report/reporters.hpp"
#include "harness/report/text.hpp"

#include <pugixml.hpp>

#include <algorithm>
#include <sstream>

namespace reprovip::report {

namespace {

enum class Flavour { strict, gitlab };

// The schema takes at most three decimals.
std::string seconds(double time_s) {
  return format("{:.3f}", time_s);
}

void set(pugi::xml_node& node, const char* name, const std::string& value) {
  node.append_attribute(name) = value.c_str();
}

const char* element_of(CaseResult result) {
  switch (result) {
  case CaseResult::passed:
    return nullptr;
  case CaseResult::skipped:
    return "skipped";
  case CaseResult::failure:
    return "failure";
  case CaseResult::error:
    return "error";
  }
  return nullptr;
}

const char* reporter_of(Flavour flavour) {
  return flavour == Flavour::gitlab ? "junit-gitlab" : "junit";
}

// GitLab shows the body, not the attribute, and refuses a report with two system-out in one case. `type` must
// be none of the words by which its converter casts ("file", "array", "integer", "symbol", "yaml" ...).
void add_case(pugi::xml_node& suite, const JunitCase& one, Flavour flavour) {
  auto node = suite.append_child("testcase");
  set(node, "classname", one.classname);
  set(node, "name", one.name);
  if (flavour == Flavour::gitlab && !one.file.empty()) {
    set(node, "file", one.file);
  }
  set(node, "time", seconds(one.time_s));
  if (const char* element = element_of(one.result)) {
    auto result = node.append_child(element);
    set(result, "type", one.type);
    set(result, "message", one.message);
    result.append_child(pugi::node_pcdata).set_value(one.text.c_str());
  }
  if (!one.log.empty()) {
    node.append_child("system-out").append_child(pugi::node_pcdata).set_value(one.log.c_str());
  }
}

// GitLab takes the first attachment of system-out.
std::vector<JunitCase> with_pictures(std::vector<JunitCase> cases, const model::Study& study,
                                     Flavour flavour) {
  const auto names = picture_names(study);
  for (auto& one : cases) {
    const auto found = names.find(one.criterion);
    if (one.result == CaseResult::failure && found != names.end()) {
      one.log = attachment_mark(study, reporter_of(flavour), found->second) + one.log;
    }
  }
  return cases;
}

std::string write(const model::Study& study, Flavour flavour) {
  const auto cases = with_pictures(junit_cases(study), study, flavour);
  const auto count = [&](CaseResult result) {
    return std::to_string(std::ranges::count(cases, result, &JunitCase::result));
  };
  double time_s = 0;
  for (const auto& one : cases) {
    time_s += one.time_s;
  }
  pugi::xml_document document;
  auto declaration = document.append_child(pugi::node_declaration);
  set(declaration, "version", "1.0");
  set(declaration, "encoding", "UTF-8");
  auto suites = document.append_child("testsuites");
  auto suite = suites.append_child("testsuite");
  set(suite, "name", clean(study.plan.resolved.protocol.name));
  set(suite, "tests", std::to_string(cases.size()));
  set(suite, "failures", count(CaseResult::failure));
  set(suite, "errors", count(CaseResult::error));
  set(suite, "skipped", count(CaseResult::skipped));
  set(suite, "time", seconds(time_s));
  for (const auto& one : cases) {
    add_case(suite, one, flavour);
  }
  std::ostringstream stream;
  document.save(stream, "  ", pugi::format_indent, pugi::encoding_utf8);
  return stream.str();
}

} // namespace

std::string write_junit(const model::Study& study) {
  return write(study, Flavour::strict);
}

std::string write_junit_gitlab(const model::Study& study) {
  return write(study, Flavour::gitlab);
}

std::vector<Attachment> attachments_of_junit(const model::Study& study) {
  return junit_pictures(study, reporter_of(Flavour::strict));
}

std::vector<Attachment> attachments_of_junit_gitlab(const model::Study& study) {
  return junit_pictures(study, reporter_of(Flavour::gitlab));
}

} // namespace reprovip::report
