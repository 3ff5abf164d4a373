#include "harness/history/union.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <map>
#include <numeric>
#include <optional>

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

// What a folder is, whatever it is called; none of one that is not there.
std::optional<std::pair<dev_t, ino_t>> identity_of(const sys::Path& store) {
  struct stat status = {};
  return stat(store.c_str(), &status) == 0 ? std::optional(std::pair(status.st_dev, status.st_ino))
                                           : std::nullopt;
}

// Each store once, in the order given. An open index is locked: they are opened in an order that is the same
// in every program, else two that ask the same stores could wait for each other.
Result<std::vector<Index>> open_each(const Stores& stores, std::vector<std::string>& notes) {
  std::map<std::pair<dev_t, ino_t>, std::size_t> places;
  for (std::size_t i = 0; i < stores.size(); ++i) {
    if (const auto identity = identity_of(stores[i])) {
      places.emplace(*identity, i);
    } else {
      TRY(Index::open(stores[i], notes)); // says what is wrong with it
    }
  }
  std::map<std::size_t, Index> opened;
  for (const auto& [identity, place] : places) {
    TRY_ASSIGN(auto index, Index::open(stores[place], notes));
    opened.emplace(place, std::move(index));
  }
  std::vector<Index> indices;
  for (auto& [place, index] : opened) {
    indices.push_back(std::move(index));
  }
  return indices;
}

} // namespace

Result<Union> open_all(const Stores& stores, std::vector<std::string>& notes) {
  Union all;
  std::map<std::string, std::size_t> known;
  TRY_ASSIGN(auto indices, open_each(stores, notes));
  for (auto& index : indices) {
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
