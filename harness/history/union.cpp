#include "harness/history/union.hpp"

#include <algorithm>
#include <map>
#include <numeric>

namespace reprovip::history {

namespace {

// In time order, then by id.
void sort_by_time(Union& all) {
  std::vector<std::size_t> order(all.studies.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::sort(order, [&](std::size_t a, std::size_t b) {
    const auto& one = all.studies[a];
    const auto& two = all.studies[b];
    return one.last_ms != two.last_ms ? one.last_ms < two.last_ms : one.study < two.study;
  });
  Union sorted;
  for (const auto i : order) {
    sorted.studies.push_back(std::move(all.studies[i]));
    sorted.places.push_back(all.places[i]);
  }
  all.studies = std::move(sorted.studies);
  all.places = std::move(sorted.places);
}

} // namespace

Result<Union> open_all(const Stores& stores, std::vector<std::string>& notes) {
  Union all;
  std::map<std::string, std::size_t> known;
  for (const auto& store : stores) {
    TRY_ASSIGN(auto index, Index::open(store, notes));
    TRY_ASSIGN(const auto rows, index.studies());
    for (const auto& row : rows) {
      const Union::Place place{all.indices.size(), row.row};
      const auto [found, is_new] = known.emplace(row.study.study, all.studies.size());
      if (is_new) {
        all.studies.push_back(row.study);
        all.places.push_back(place);
      } else if (row.study.last_ms > all.studies[found->second].last_ms) {
        all.studies[found->second] = row.study;
        all.places[found->second] = place;
      }
    }
    all.indices.push_back(std::move(index));
  }
  sort_by_time(all);
  return all;
}

Result<std::vector<model::HistoryStudy>> list_studies(const Stores& stores, std::vector<std::string>& notes) {
  TRY_ASSIGN(auto all, open_all(stores, notes));
  return std::move(all.studies);
}

} // namespace reprovip::history
