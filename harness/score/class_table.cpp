#include "harness/score/class_table.hpp"

#include "harness/base/format.hpp"
#include "harness/score/groups.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>

namespace reprovip::score {

namespace {

// Of facts that say the same, what is closest to the numbers gives its name.
constexpr std::array<std::string_view, 6> k_telling = {"program.blas", "program.libc", "program.os",
                                                       "host.cpu",     "host.blas",    "host.libc"};
constexpr std::size_t k_words = 6;        // levels of a side of a split
constexpr std::size_t k_word_length = 60; // bytes of a level

std::vector<std::string> by_telling(std::vector<std::string> facts) {
  std::stable_sort(facts.begin(), facts.end(), [](const std::string& a, const std::string& b) {
    const auto rank = [](const std::string& fact) {
      return std::find(k_telling.begin(), k_telling.end(), fact) - k_telling.begin();
    };
    return rank(a) < rank(b);
  });
  return facts;
}

Division division_by(const Scene& scene, const ClassTable& table, const std::string& factor, bool observed) {
  Division division;
  division.factor = factor;
  division.observed = observed;
  division.names = levels_among(scene, table.execution, factor);
  if (!observed) {
    division.own = {factor};
  }
  for (const auto execution : table.execution) {
    const auto level = scene.level(execution, factor);
    const auto at = std::find(division.names.begin(), division.names.end(), level);
    division.level.push_back(static_cast<std::uint32_t>(at - division.names.begin()));
    // An execution that does not know the fact.
    if (at == division.names.end()) {
      division.names.push_back(level);
    }
  }
  return division;
}

// Levels by first appearance.
std::vector<std::uint32_t> in_order(const std::vector<std::uint32_t>& levels) {
  std::map<std::uint32_t, std::uint32_t> known;
  std::vector<std::uint32_t> result;
  for (const auto level : levels) {
    result.push_back(known.emplace(level, static_cast<std::uint32_t>(known.size())).first->second);
  }
  return result;
}

std::string short_name(const std::string& name) {
  if (name.empty()) {
    return "unknown";
  }
  if (name.size() <= k_word_length) {
    return name;
  }
  auto end = k_word_length;
  while (end > 0 && (static_cast<unsigned char>(name[end]) & 0xC0U) == 0x80U) {
    --end;
  }
  return name.substr(0, end) + "…";
}

std::string words_of(const Division& division, const std::vector<std::uint32_t>& levels) {
  std::vector<std::string> words;
  for (std::size_t i = 0; i < std::min(levels.size(), k_words); ++i) {
    words.push_back(short_name(division.names[levels[i]]));
  }
  const auto rest = levels.size() - words.size();
  return format("{}{}", fmt::join(words, ", "), rest > 0 ? format(" and {} more", rest) : "");
}

// The class of each level in one subject.
using LabelOf = std::map<std::uint32_t, std::uint32_t>;

// By subject; nothing when some level has two classes.
std::map<std::uint32_t, LabelOf> labels_of(const ClassTable& table, const Division& division) {
  std::map<std::uint32_t, LabelOf> labels;
  for (std::size_t i = 0; i < table.label.size(); ++i) {
    const auto [found, is_new] = labels[table.subject[i]].emplace(division.level[i], table.label[i]);
    if (!is_new && found->second != table.label[i]) {
      return {};
    }
  }
  return labels;
}

// Levels of the same classes in the subjects that have all levels; each side ascending.
std::vector<std::vector<std::uint32_t>> sides_of(const std::map<std::uint32_t, LabelOf>& labels,
                                                 std::size_t levels) {
  std::map<std::uint32_t, std::vector<std::uint32_t>> seen; // level → its class in each such subject
  for (const auto& [subject, of_level] : labels) {
    if (of_level.size() == levels) {
      for (const auto& [level, label] : of_level) {
        seen[level].push_back(label);
      }
    }
  }
  std::map<std::vector<std::uint32_t>, std::vector<std::uint32_t>> sides;
  for (const auto& [level, classes] : seen) {
    sides[classes].push_back(level);
  }
  std::vector<std::vector<std::uint32_t>> result;
  for (auto& [classes, side] : sides) {
    result.push_back(std::move(side));
  }
  std::sort(result.begin(), result.end(), [](const auto& a, const auto& b) {
    return std::pair(a.size(), a.front()) < std::pair(b.size(), b.front());
  });
  return result;
}

bool holds_everywhere(const std::map<std::uint32_t, LabelOf>& labels,
                      const std::vector<std::vector<std::uint32_t>>& sides) {
  std::map<std::uint32_t, std::size_t> side_of;
  for (std::size_t i = 0; i < sides.size(); ++i) {
    for (const auto level : sides[i]) {
      side_of[level] = i;
    }
  }
  return std::all_of(labels.begin(), labels.end(), [&](const auto& subject) {
    std::map<std::size_t, std::uint32_t> label_of_side;
    std::set<std::uint32_t> used;
    for (const auto& [level, label] : subject.second) {
      const auto [found, is_new] = label_of_side.emplace(side_of[level], label);
      if (found->second != label || (is_new && !used.insert(label).second)) {
        return false;
      }
    }
    return true;
  });
}

} // namespace

ClassTable class_table(const std::vector<model::SubjectClasses>& subjects) {
  ClassTable table;
  for (const auto& subject : subjects) {
    if (subject.canonical.size() < 2) {
      continue;
    }
    for (std::uint32_t label = 0; label < subject.canonical.size(); ++label) {
      for (const auto execution : subject.canonical[label].executions) {
        table.execution.push_back(execution);
        table.subject.push_back(subject.subject);
        table.label.push_back(label);
      }
    }
  }
  return table;
}

std::vector<Division> divisions(const Scene& scene, const ClassTable& table) {
  std::vector<Division> all;
  for (const auto& factor : scene.planned()) {
    all.push_back(division_by(scene, table, factor, false));
  }
  for (const auto& factor : by_telling(scene.observed())) {
    auto division = division_by(scene, table, factor, true);
    if (division.names.size() < 2) {
      continue;
    }
    const auto known = std::find_if(all.begin(), all.end(),
                                    [&](const Division& other) { return same_division(division, other); });
    if (known == all.end()) {
      all.push_back(std::move(division));
    } else {
      known->same_as.push_back(factor);
    }
  }
  return all;
}

Division crossed(const Division& a, const Division& b) {
  Division both;
  both.factor = format("{} × {}", a.factor, b.factor);
  both.observed = a.observed || b.observed;
  both.own = a.own;
  both.own.insert(both.own.end(), b.own.begin(), b.own.end());
  std::map<std::pair<std::uint32_t, std::uint32_t>, std::uint32_t> levels;
  for (std::size_t i = 0; i < a.level.size(); ++i) {
    levels.emplace(std::pair(a.level[i], b.level[i]), 0);
  }
  for (auto& [pair, number] : levels) {
    number = static_cast<std::uint32_t>(both.names.size());
    both.names.push_back(
        format("{} × {}", short_name(a.names[pair.first]), short_name(b.names[pair.second])));
  }
  for (std::size_t i = 0; i < a.level.size(); ++i) {
    both.level.push_back(levels[{a.level[i], b.level[i]}]);
  }
  return both;
}

bool same_division(const Division& a, const Division& b) {
  return a.names.size() == b.names.size() && in_order(a.level) == in_order(b.level);
}

stats::Exchange exchange_of(const Scene& scene, const ClassTable& table, const Division& division) {
  std::vector<std::string> fixed;
  for (const auto& factor : scene.planned()) {
    if (std::find(division.own.begin(), division.own.end(), factor) == division.own.end()) {
      fixed.push_back(factor);
    }
  }
  stats::Exchange things;
  things.block = table.subject;
  things.label = table.label;
  things.level = division.level;
  std::map<std::pair<std::uint32_t, std::vector<std::string>>, std::uint32_t> strata;
  for (std::size_t i = 0; i < table.execution.size(); ++i) {
    std::vector<std::string> levels;
    for (const auto& factor : fixed) {
      levels.push_back(scene.level(table.execution[i], factor));
    }
    const auto number = static_cast<std::uint32_t>(strata.size());
    things.stratum.push_back(
        strata.emplace(std::pair(table.subject[i], std::move(levels)), number).first->second);
  }
  return things;
}

std::string split_words(const ClassTable& table, const Division& division) {
  const auto labels = labels_of(table, division);
  const auto sides = sides_of(labels, division.names.size());
  if (sides.size() < 2 || !holds_everywhere(labels, sides)) {
    return "";
  }
  std::vector<std::string> words;
  for (const auto& side : sides) {
    words.push_back(words_of(division, side));
  }
  return format("{}", fmt::join(words, " | "));
}

} // namespace reprovip::score
