#include "harness/report/citation.hpp"

#include "harness/base/format.hpp"
#include "harness/base/json.hpp"
#include "harness/report/facts.hpp"
#include "harness/report/text.hpp"
#include "harness/sys/clock.hpp"

#include <algorithm>
#include <set>

namespace reprovip::report {

namespace {

std::string day_of(const model::Study& study) {
  std::int64_t last = 0;
  for (const auto& record : study.records) {
    last = record ? std::max(last, record->ending.ended_ms) : last;
  }
  return last > 0 ? sys::iso8601(last).substr(0, 10) : std::string();
}

// "docker, image sha256:...", each once.
std::vector<std::string> deployments_of(const model::Study& study) {
  std::vector<std::string> texts;
  std::set<std::string> seen;
  for (const auto& deployment : study.plan.resolved.deployments) {
    const auto text = clean(format("{}, {}", deployment.engine, deployment.identity));
    if (seen.insert(text).second) {
      texts.push_back(text);
    }
  }
  return texts;
}

std::string title_of(const model::Study& study) {
  return clean("Reproducibility of " + application_text(study));
}

std::string note_of(const model::Study& study, const Digest& protocol) {
  return format("{}; protocol {} sha256:{}; study {}; reprovip {}", joined(deployments_of(study), "; "),
                clean(study.plan.resolved.protocol.name), protocol.hex, clean(study.plan.study),
                clean(study.tool_version));
}

// What TeX gives a meaning to is escaped.
std::string tex(const std::string& text) {
  std::string escaped;
  for (const char c : text) {
    const bool special = std::string_view("&%$#_{}").find(c) != std::string_view::npos;
    escaped += special     ? std::string("\\") + c
               : c == '\\' ? std::string("\\textbackslash{}")
                           : std::string(1, c);
  }
  return escaped;
}

// A YAML double-quoted scalar is a JSON string.
std::string yaml(const std::string& text) {
  return dump(Json(text));
}

} // namespace

std::string cite_text(const model::Study& study, const Digest& protocol) {
  auto text = format("{}\n  study        {}{}\n  verdict      {}: {}\n  protocol     {} sha256:{}\n",
                     title_of(study), clean(study.plan.study),
                     day_of(study).empty() ? "" : ", " + day_of(study), to_string(study.verdicts.status),
                     clean(verdict_sentence(study)), clean(study.plan.resolved.protocol.name), protocol.hex);
  for (const auto& deployment : deployments_of(study)) {
    text += format("  deployment   {}\n", deployment);
  }
  return text + format("  tested with  reprovip {}\n", clean(study.tool_version));
}

std::string cite_bibtex(const model::Study& study, const Digest& protocol) {
  const auto day = day_of(study);
  std::string key;
  for (const char c : study.plan.study) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
    key += plain ? c : '-';
  }
  return format("@misc{{{},\n  title = {{{}}},\n{}  note = {{{}}}\n}}\n", key, tex(title_of(study)),
                day.empty() ? "" : format("  year = {{{}}},\n", day.substr(0, 4)),
                tex(note_of(study, protocol)));
}

// The study is the thing cited, the application what it refers to. Nobody said who made either.
std::string cite_cff(const model::Study& study, const Digest& protocol) {
  const auto& application = study.plan.resolved.protocol.application;
  auto text = format("cff-version: 1.2.0\nmessage: {}\ntype: dataset\ntitle: {}\nauthors:\n  - name: {}\n",
                     yaml("What was tested, by everything that identifies it."), yaml(title_of(study)),
                     yaml("not stated"));
  if (const auto day = day_of(study); !day.empty()) {
    text += format("date-released: {}\n", day);
  }
  text += format("abstract: {}\nidentifiers:\n", yaml(note_of(study, protocol)));
  const auto add = [&](const std::string& value, const std::string& what) {
    text += format("  - type: other\n    value: {}\n    description: {}\n", yaml(value), yaml(what));
  };
  add(clean(study.plan.study), "the study");
  add("sha256:" + protocol.hex, "its protocol");
  for (const auto& deployment : deployments_of(study)) {
    add(deployment, "what ran");
  }
  return text + format("references:\n  - type: software\n    title: {}\n    version: {}\n    authors:\n      "
                       "- name: {}\n",
                       yaml(clean(application.name)), yaml(clean(application.version)),
                       yaml("the authors of " + clean(application.name)));
}

} // namespace reprovip::report
