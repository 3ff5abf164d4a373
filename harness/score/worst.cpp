#include "harness/score/worst.hpp"

#include <algorithm>

namespace reprovip::score {

namespace {

int severity(const Finding& finding) {
  if (finding.estimate) {
    return 0;
  }
  return finding.decision && !*finding.decision ? 2 : 1;
}

} // namespace

bool Worst::is_worse(const Finding& a, const Finding& b) const {
  if (severity(a) != severity(b)) {
    return severity(a) > severity(b);
  }
  return severity(a) == 0 && m_metric.is_worse(a, b);
}

Worst::Row& Worst::row(const std::string& name, const Finding& first, bool& is_new) {
  const auto found =
      std::find_if(m_rows.begin(), m_rows.end(), [&](const Row& row) { return row.name == name; });
  is_new = found == m_rows.end();
  if (!is_new) {
    return *found;
  }
  auto& added = m_rows.emplace_back();
  added.name = name;
  added.finding = first;
  return added;
}

void Worst::add(const Rows& rows, const std::string& pair) {
  for (const auto& [name, finding] : rows) {
    bool is_new = false;
    auto& known = row(name, finding, is_new);
    // An identical pair yields to any other, also to one that is as good.
    if (is_new || known.pair.empty() || is_worse(finding, known.finding)) {
      known.finding = finding;
      known.pair = pair;
    }
    ++known.pairs;
    known.decided = known.decided || finding.decision.has_value();
    known.all_agree = known.all_agree && finding.decision.value_or(true);
  }
}

void Worst::add_identical(const Rows& rows) {
  for (const auto& [name, finding] : rows) {
    bool is_new = false;
    auto& known = row(name, finding, is_new);
    known.decided = known.decided || finding.decision.has_value();
  }
}

Rows Worst::rows() const {
  Rows result;
  for (const auto& row : m_rows) {
    auto finding = row.finding;
    finding.identical = row.pairs == 0;
    finding.fields.emplace_back("pairs", static_cast<double>(row.pairs));
    if (row.decided) {
      finding.decision = row.all_agree;
    }
    if (!row.pair.empty()) {
      finding.notes.insert(finding.notes.begin(), "worst: " + row.pair);
    }
    result.emplace_back(row.name, std::move(finding));
  }
  return result;
}

} // namespace reprovip::score
