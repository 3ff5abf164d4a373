#pragma once

#include "harness/score/metric_job.hpp"
#include "harness/score/path_options.hpp"

#include <map>
#include <memory>
#include <string>

namespace reprovip::score {

// A metric whose options name files of the subject, such as its mask, is made for each; else it is the same
// one.
template <typename Metric>
class MetricBySubject {
public:
  MetricBySubject(const MetricJob& job, const Metric& general)
      : m_job(job), m_general(general), m_depends(depend_on_subject(job.spec.options, job.entry)) {}

  // Lives as long as this.
  Result<const Metric*> at(const std::string& subject) {
    if (!m_depends) {
      return &m_general;
    }
    if (const auto known = m_made.find(subject); known != m_made.end()) {
      return std::get<std::unique_ptr<Metric>>(known->second).get();
    }
    TRY_ASSIGN(auto plugin, m_job.entry.make(options(subject)));
    const auto made = m_made.emplace(subject, std::move(plugin)).first;
    return std::get<std::unique_ptr<Metric>>(made->second).get();
  }
  // Of the options that it then has: part of keys. `subject` "" = of none.
  std::string key(const std::string& subject) const {
    const auto found = m_keys.find(m_depends ? subject : "");
    if (found != m_keys.end()) {
      return found->second;
    }
    return m_keys[m_depends ? subject : ""] = key_of_options(options(subject), m_job.entry);
  }

private:
  Options options(const std::string& subject) const {
    return m_depends && !subject.empty() ? options_for(subject, m_job.spec.options, m_job.entry)
                                         : m_job.spec.options;
  }

  const MetricJob& m_job;
  const Metric& m_general;
  bool m_depends;
  std::map<std::string, MetricPlugin> m_made;
  mutable std::map<std::string, std::string> m_keys;
};

} // namespace reprovip::score
