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

bool is_below(const std::string& name, const std::string& whole) {
  return whole.empty() ? !name.empty() : name.starts_with(whole + ":");
}

} // namespace

bool Worst::is_worse(const Finding& a, const Finding& b) const {
  if (severity(a) != severity(b)) {
    return severity(a) > severity(b);
  }
  return severity(a) == 0 && m_metric.is_worse(a, b);
}

Worst::Row& Worst::row(const std::string& name, const Finding& first) {
  const auto found =
      std::find_if(m_rows.begin(), m_rows.end(), [&](const Row& row) { return row.name == name; });
  if (found != m_rows.end()) {
    return *found;
  }
  auto& added = m_rows.emplace_back();
  added.name = name;
  added.finding = first;
  return added;
}

void Worst::keep_maxima(Row& row, const Finding& finding) const {
  std::map<std::string, double> maxima;
  for (const auto& [name, value] : finding.fields) {
    const auto known = row.maxima.find(name);
    if (m_metric.is_maximum(name) && (row.pairs.empty() || known != row.maxima.end())) {
      maxima[name] = row.pairs.empty() ? value : std::max(value, known->second);
    }
  }
  row.maxima = std::move(maxima);
}

void Worst::add_to(Row& row, const Finding& finding, const std::string& pair) const {
  keep_maxima(row, finding);
  // An identical pair yields to any other, also to one that is as good.
  if (row.pairs.empty() || is_worse(finding, row.finding)) {
    row.finding = finding;
    row.worst = pair;
  }
  row.decided = row.decided || finding.decision.has_value();
  row.all_agree = row.all_agree && finding.decision.value_or(true);
  row.unknown = row.unknown || (!finding.estimate && !finding.decision);
}

void Worst::add(const Rows& rows, const std::string& pair) {
  for (const auto& [name, finding] : rows) {
    auto& known = row(name, finding);
    add_to(known, finding, pair);
    known.pairs.insert(m_pairs);
  }
  ++m_pairs;
}

void Worst::add_identical(const Rows& rows) {
  for (const auto& [name, finding] : rows) {
    auto& known = row(name, finding);
    known.decided = known.decided || finding.decision.has_value();
  }
}

bool Worst::has_rows_below(const Row& whole) const {
  return std::any_of(m_rows.begin(), m_rows.end(),
                     [&](const Row& row) { return is_below(row.name, whole.name); });
}

Finding Worst::finding_of(const Row& row) const {
  auto finding = row.finding;
  finding.identical = row.pairs.empty();
  if (!row.pairs.empty()) {
    std::erase_if(finding.fields, [&](const auto& field) {
      return m_metric.is_maximum(field.first) && !row.maxima.contains(field.first);
    });
    for (auto& [name, value] : finding.fields) {
      const auto maximum = row.maxima.find(name);
      value = maximum == row.maxima.end() ? value : maximum->second;
    }
  }
  finding.fields.emplace_back("pairs", static_cast<double>(row.pairs.size()));
  finding.decision.reset();
  if (row.decided && !(row.all_agree && row.unknown)) {
    finding.decision = row.all_agree;
  }
  if (!row.worst.empty()) {
    finding.notes.insert(finding.notes.begin(), "worst: " + row.worst);
  }
  return finding;
}

Rows Worst::rows() const {
  Rows result;
  for (const auto& known : m_rows) {
    if (has_rows_below(known)) {
      continue;
    }
    auto row = known;
    for (const auto& whole : m_rows) {
      if (is_below(row.name, whole.name) && !whole.finding.estimate) {
        add_to(row, whole.finding, whole.worst);
        row.all_agree = row.all_agree && whole.all_agree;
        row.unknown = row.unknown || whole.unknown;
        row.pairs.insert(whole.pairs.begin(), whole.pairs.end());
      }
    }
    result.emplace_back(row.name, finding_of(row));
  }
  return result;
}

} // namespace reprovip::score
