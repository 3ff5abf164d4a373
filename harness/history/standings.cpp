#include "harness/history/history.hpp"
#include "harness/history/queries.hpp"
#include "harness/history/union.hpp"

#include <algorithm>
#include <set>

namespace reprovip::history {

namespace {

struct Earlier {
  Union::Place place;
  std::string name;
  std::int64_t last_ms = 0;
};

// Newest first, each once.
Result<std::vector<Earlier>> earlier_studies(std::vector<Index>& indices, const model::HistoryStudy& study) {
  std::vector<Earlier> earlier;
  for (std::size_t i = 0; i < indices.size(); ++i) {
    TRY_ASSIGN(auto rows, indices[i].database().prepare(k_earlier_studies));
    rows.set(1, line_key(study)).set(2, study.last_ms).set(3, study.study);
    for (;;) {
      TRY_ASSIGN(const bool more, rows.next());
      if (!more) {
        break;
      }
      earlier.push_back({{i, rows.integer(0)}, rows.text(1), rows.integer(2)});
    }
  }
  std::ranges::stable_sort(earlier, [](const Earlier& a, const Earlier& b) {
    return a.last_ms != b.last_ms ? a.last_ms > b.last_ms : a.name > b.name;
  });
  std::set<std::string> seen = {study.study};
  std::erase_if(earlier, [&](const Earlier& one) { return !seen.insert(one.name).second; });
  return earlier;
}

// Lengthens the rows that this study continues; the criteria whose row it ends are no longer `open`.
Result<void> look_back(Database& database, const Earlier& earlier,
                       std::map<std::string, model::Standing>& standings, std::set<std::string>& open) {
  TRY_ASSIGN(auto rows, database.prepare(k_criteria_of_study));
  rows.set(1, earlier.place.row);
  for (;;) {
    TRY_ASSIGN(const bool more, rows.next());
    if (!more) {
      return {};
    }
    const auto criterion = rows.text(0);
    if (!open.contains(criterion)) {
      continue;
    }
    auto& standing = standings[criterion];
    if (rows.text(1) != to_string(standing.status)) {
      open.erase(criterion);
      continue;
    }
    standing.study = earlier.name;
    standing.since_ms = earlier.last_ms;
    ++standing.studies;
  }
}

} // namespace

Result<std::map<std::string, model::Standing>> standings(const model::Study& study, const Stores& stores,
                                                         std::vector<std::string>& notes) {
  TRY_ASSIGN(auto all, open_all(stores, notes));
  const auto own = std::ranges::find(all.studies, study.plan.study, &model::HistoryStudy::study);
  std::map<std::string, model::Standing> standings;
  std::set<std::string> open;
  if (own == all.studies.end()) {
    return standings;
  }
  for (const auto& verdict : study.verdicts.verdicts) {
    standings[verdict.criterion] = {verdict.status, study.plan.study, own->last_ms, 1};
    open.insert(verdict.criterion);
  }
  TRY_ASSIGN(const auto earlier, earlier_studies(all.indices, *own));
  for (auto one = earlier.begin(); one != earlier.end() && !open.empty(); ++one) {
    TRY(look_back(all.indices[one->place.index].database(), *one, standings, open));
  }
  return standings;
}

} // namespace reprovip::history
