#include "harness/history/lines.hpp"
#include "harness/history/queries.hpp"

#include <algorithm>
#include <cmath>
#include <map>

namespace reprovip::history {

namespace {

// The studies of one index, by their rows.
std::map<std::int64_t, std::uint32_t> rows_of(const Union& all, const std::vector<bool>& wanted,
                                              std::size_t index) {
  std::map<std::int64_t, std::uint32_t> rows;
  for (std::uint32_t i = 0; i < all.places.size(); ++i) {
    if (wanted[i] && all.places[i].index == index) {
      rows[all.places[i].row] = i;
    }
  }
  return rows;
}

Result<void> read_scores(Database& database, const std::string& metric,
                         const std::map<std::int64_t, std::uint32_t>& rows_wanted, std::vector<Item>& items) {
  TRY_ASSIGN(auto rows, database.prepare(k_scores_of_metric));
  rows.set(1, metric);
  for (;;) {
    TRY_ASSIGN(const bool more, rows.next());
    if (!more) {
      return {};
    }
    if (const auto study = rows_wanted.find(rows.integer(0)); study != rows_wanted.end()) {
      items.push_back({study->second,
                       rows.integer(1),
                       rows.text(2),
                       rows.text(3),
                       rows.text(7),
                       rows.text(9),
                       {study->second, rows.number(4), rows.number(5), rows.number(6), rows.text(8)}});
    }
  }
}

void sort_items(std::vector<Item>& items) {
  std::ranges::stable_sort(items, [](const Item& a, const Item& b) {
    return a.study != b.study ? a.study < b.study : a.place < b.place;
  });
}

// Of ascending values, linear between them (type 7 of Hyndman & Fan 1996).
double quantile(const std::vector<double>& values, double share) {
  const double at = share * static_cast<double>(values.size() - 1);
  const auto below = static_cast<std::size_t>(std::floor(at));
  const auto above = std::min(below + 1, values.size() - 1);
  return values[below] + (at - std::floor(at)) * (values[above] - values[below]);
}

// From ascending values to the point of one group.
using Summary = model::HistoryPoint (*)(const std::vector<double>& values);

model::HistoryPoint median_and_quartiles(const std::vector<double>& values) {
  return {0, quantile(values, 0.5), quantile(values, 0.25), quantile(values, 0.75), {}};
}
model::HistoryPoint largest(const std::vector<double>& values) {
  return {0, values.back(), quantile(values, 0.5), values.back(), {}};
}

// `sql` gives group and value of one study, ascending within groups.
Result<void> summarise(Database& database, const char* sql, std::int64_t row, Summary summary, Item item,
                       std::vector<Item>& items) {
  TRY_ASSIGN(auto rows, database.prepare(sql));
  rows.set(1, row);
  std::vector<double> values;
  const auto end_group = [&]() {
    if (!values.empty()) {
      item.point = summary(values);
      item.point.study = item.study;
      items.push_back(item);
      ++item.place;
      values.clear();
    }
  };
  for (;;) {
    TRY_ASSIGN(const bool more, rows.next());
    if (!more || rows.text(0) != item.group) {
      end_group();
    }
    if (!more) {
      return {};
    }
    item.group = rows.text(0);
    values.push_back(rows.number(1).value_or(0));
  }
}

Result<std::vector<Item>> usage_items(Union& all, const std::vector<bool>& wanted, const char* sql,
                                      const std::string& unit, Summary summary) {
  std::vector<Item> items;
  for (std::uint32_t i = 0; i < all.studies.size(); ++i) {
    if (wanted[i]) {
      const auto& place = all.places[i];
      TRY(summarise(all.indices[place.index].database(), sql, place.row, summary,
                    {i, 0, {}, {}, unit, {}, {}}, items));
    }
  }
  return items;
}

} // namespace

Result<std::vector<Item>> metric_items(Union& all, const std::vector<bool>& wanted,
                                       const std::string& metric) {
  std::vector<Item> items;
  for (std::size_t i = 0; i < all.indices.size(); ++i) {
    TRY(read_scores(all.indices[i].database(), metric, rows_of(all, wanted, i), items));
  }
  sort_items(items);
  return items;
}

Result<std::vector<Item>> verdict_items(Union& all, const std::vector<bool>& wanted) {
  std::vector<Item> items;
  for (std::uint32_t i = 0; i < all.studies.size(); ++i) {
    const auto& status = all.studies[i].status;
    if (!wanted[i] || !status) {
      continue;
    }
    items.push_back({i, 0, {}, {}, {}, {}, {i, {}, {}, {}, std::string(to_string(*status))}});
    TRY_ASSIGN(auto rows, all.indices[all.places[i].index].database().prepare(k_criteria_of_study));
    rows.set(1, all.places[i].row);
    for (std::int64_t place = 1;; ++place) {
      TRY_ASSIGN(const bool more, rows.next());
      if (!more) {
        break;
      }
      items.push_back({i, place, rows.text(0), {}, {}, {}, {i, {}, {}, {}, rows.text(1)}});
    }
  }
  return items;
}

Result<std::vector<Item>> wall_items(Union& all, const std::vector<bool>& wanted) {
  return usage_items(all, wanted, k_walls_of_study, "s", median_and_quartiles);
}

Result<std::vector<Item>> memory_items(Union& all, const std::vector<bool>& wanted) {
  return usage_items(all, wanted, k_memories_of_study, "bytes", largest);
}

Result<std::vector<Item>> failure_items(Union& all, const std::vector<bool>& wanted) {
  std::vector<Item> items;
  for (std::uint32_t i = 0; i < all.studies.size(); ++i) {
    if (wanted[i]) {
      items.push_back({i, 0, {}, {}, "executions", {}, {i, all.studies[i].failed, {}, {}, {}}});
    }
  }
  return items;
}

} // namespace reprovip::history
