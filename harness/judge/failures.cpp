#include "harness/judge/failures.hpp"

#include <algorithm>

namespace reprovip::judge {

namespace {

// Counts texts in order of first appearance, so that ties are settled the same way each time.
class Commonest {
public:
  void add(const std::string& text) {
    for (auto& [known, count] : m_counts) {
      if (known == text) {
        ++count;
        return;
      }
    }
    m_counts.emplace_back(text, 1U);
  }

  std::string text() const {
    const auto most = std::ranges::max_element(m_counts, {}, [](const auto& pair) { return pair.second; });
    return most == m_counts.end() ? "" : most->first;
  }

private:
  std::vector<std::pair<std::string, std::uint32_t>> m_counts;
};

std::string reason_of(const model::Record& record) {
  const auto& ending = record.ending;
  return ending.reason.empty() ? std::string(to_string(ending.outcome)) : ending.reason;
}

bool is_missing(const model::Output& output) {
  return output.state == model::OutputState::missing || output.state == model::OutputState::refused;
}

class OutputCounter {
public:
  void add(const model::Output& output) {
    for (std::size_t i = 0; i < m_outputs.size(); ++i) {
      if (m_outputs[i].output == output.id) {
        ++m_outputs[i].executions;
        m_reasons[i].add(output.reason);
        return;
      }
    }
    m_outputs.push_back({output.id, 1, {}});
    m_reasons.emplace_back().add(output.reason);
  }

  std::vector<MissingOutput> outputs() const {
    auto result = m_outputs;
    for (std::size_t i = 0; i < result.size(); ++i) {
      result[i].reason = m_reasons[i].text();
    }
    return result;
  }

private:
  std::vector<MissingOutput> m_outputs;
  std::vector<Commonest> m_reasons;
};

} // namespace

FailureSummary summarise_failures(const Records& records) {
  FailureSummary summary;
  Commonest failed;
  Commonest infrastructure;
  OutputCounter outputs;
  for (const auto& record : records) {
    ++summary.planned;
    if (!record) {
      ++summary.unrecorded;
    } else if (record->ending.infrastructure) {
      ++summary.infrastructure;
      infrastructure.add(reason_of(*record));
    } else if (record->ending.outcome != model::Outcome::succeeded) {
      ++summary.failed;
      failed.add(reason_of(*record));
    } else if (!is_complete(*record)) {
      ++summary.incomplete;
      for (const auto& output : record->outputs) {
        if (is_missing(output)) {
          outputs.add(output);
        }
      }
    }
  }
  summary.failed_reason = failed.text();
  summary.infrastructure_reason = infrastructure.text();
  summary.outputs = outputs.outputs();
  return summary;
}

} // namespace reprovip::judge
