#include "harness/base/format.hpp"
#include "harness/score/finding_json.hpp"
#include "harness/score/metric_by_subject.hpp"
#include "harness/score/stored_set.hpp"

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <set>

namespace reprovip::score {

namespace {

// Letters of a group's name that any file system takes.
std::string as_file_name(const std::string& text) {
  std::string name;
  for (const char letter : text) {
    const bool plain = std::isalnum(static_cast<unsigned char>(letter)) != 0 || letter == '=' ||
                       letter == '-' || letter == '.' || letter == '_';
    name += plain ? letter : '_';
  }
  return name;
}

class SetJob {
public:
  SetJob(const Scene& scene, const MetricJob& job, const SetMetric& metric, Loader& loader,
         std::vector<std::string>& warnings)
      : m_scene(scene), m_job(job), m_by_subject(job, metric), m_loader(loader), m_warnings(warnings) {}

  std::vector<model::Score> run(const Group& group, std::size_t number) {
    auto blank = blank_score(m_scene, m_job, group);
    blank.column = m_job.spec.column;
    const auto members = members_among(group.executions);
    count(group.executions, members, blank);
    if (members.empty()) {
      blank.reason = "no execution has the output";
      return {blank};
    }
    std::vector<model::Score> scores;
    for (const auto& path : paths_of(members)) {
      auto set = set_of(members, path, prefix_of(group, number, path));
      for (auto& [row, finding] : findings(set, members.size(), path)) {
        for (auto& file : finding.files) {
          file = set.kept_name(file);
        }
        auto& score = scores.emplace_back(blank);
        score.row = format("{}{}{}", path, path.empty() || row.empty() ? "" : ":", row);
        put_into(finding, score);
      }
    }
    return scores;
  }

private:
  std::vector<std::uint32_t> members_among(const std::vector<std::uint32_t>& executions) const {
    std::vector<std::uint32_t> members;
    std::copy_if(
        executions.begin(), executions.end(), std::back_inserter(members),
        [&](std::uint32_t execution) { return m_scene.output(execution, m_job.output.id) != nullptr; });
    return members;
  }

  // In order of first appearance.
  std::vector<std::string> paths_of(const std::vector<std::uint32_t>& members) const {
    std::vector<std::string> paths;
    std::set<std::string> known;
    for (const auto execution : members) {
      for (const auto& file : m_scene.output(execution, m_job.output.id)->files) {
        auto path = loaded_path(m_job.output, file.path, m_scene.subject_name(execution));
        if (known.insert(path).second) {
          paths.push_back(std::move(path));
        }
      }
    }
    return paths;
  }

  bool has_file(std::uint32_t execution, const std::string& path) const {
    const auto& files = m_scene.output(execution, m_job.output.id)->files;
    return std::any_of(files.begin(), files.end(), [&](const model::OutputFile& file) {
      return loaded_path(m_job.output, file.path, m_scene.subject_name(execution)) == path;
    });
  }

  StoredSet set_of(const std::vector<std::uint32_t>& members, const std::string& path,
                   const std::string& prefix) const {
    const auto columns = columns_of(m_scene, members, m_job.spec.across);
    StoredSet set(m_scene, m_job, m_loader, path, prefix);
    set.columns = columns.count;
    set.levels = columns.levels;
    for (const auto execution : members) {
      const auto place = columns.places.find(execution);
      if (place != columns.places.end() && has_file(execution, path)) {
        set.add(execution, place->second);
      }
    }
    set.sort();
    return set;
  }

  // The number keeps apart groups and files whose names differ in letters that were replaced.
  std::string prefix_of(const Group& group, std::size_t number, const std::string& path) const {
    return as_file_name(format("{}-{}-{}{}{}-", m_job.spec.id, number, group.name,
                               group.name.empty() || path.empty() ? "" : "-", path));
  }

  Rows findings(StoredSet& set, std::size_t members, const std::string& path) {
    if (set.members.size() < members) {
      auto finding =
          undefined(format("only {} of {} executions have this file", set.members.size(), members));
      finding.decision = false;
      return {{"", finding}};
    }
    auto* cache = m_loader.cache();
    // Of several subjects the metric is told all, and may not depend on one.
    const auto subject = set.targets.size() == 1 ? set.targets.front() : "";
    const auto key =
        format("{}/{}/{}|{}|{}|{}", m_job.spec.kind, m_job.entry.version, m_by_subject.key(subject),
               m_job.output.reader.empty() ? path : m_job.output.reader,
               describe_options(m_job.output.options) + "|" + m_job.spec.column, set.key());
    if (const auto text = cache != nullptr ? cache->find(key) : std::nullopt) {
      if (auto rows = rows_from_text(*text); rows && has_files(set, *rows)) {
        return std::move(*rows);
      }
    }
    auto rows = computed(set, subject);
    if (!rows) {
      warn_once(m_warnings, format("metric \"{}\": {}", m_job.spec.id, one_line(rows.error())));
      return {{"", undefined(one_line(rows.error()))}};
    }
    if (cache != nullptr) {
      cache->keep(key, rows_to_text(*rows));
    }
    return std::move(*rows);
  }

  Result<Rows> computed(StoredSet& set, const std::string& subject) {
    TRY_ASSIGN(const auto* metric, m_by_subject.at(subject));
    return metric->of(set, m_job.spec.column);
  }

  // A study whose maps were deleted, or that is another one than they were made for, gets them again.
  static bool has_files(StoredSet& set, const Rows& rows) {
    return std::all_of(rows.begin(), rows.end(), [&](const auto& row) {
      return std::all_of(row.second.files.begin(), row.second.files.end(), [&](const std::string& file) {
        const auto place = set.place_for(file);
        std::error_code problem;
        return place && std::filesystem::exists(*place, problem);
      });
    });
  }

  void count(const std::vector<std::uint32_t>& executions, const std::vector<std::uint32_t>& members,
             model::Score& score) const {
    std::map<std::uint32_t, std::uint32_t> cells;
    std::set<std::uint32_t> subjects;
    for (const auto execution : members) {
      subjects.insert(m_scene.subject(execution));
      ++cells[m_scene.plan().executions[execution].cell];
    }
    score.subjects = static_cast<std::uint32_t>(subjects.size());
    for (const auto& [cell, number] : cells) {
      score.repetitions = score.repetitions == 0 ? number : std::min(score.repetitions, number);
    }
    score.missing = static_cast<std::uint32_t>(executions.size() - members.size());
  }

  const Scene& m_scene;
  const MetricJob& m_job;
  MetricBySubject<SetMetric> m_by_subject;
  Loader& m_loader;
  std::vector<std::string>& m_warnings;
};

} // namespace

std::vector<model::Score> score_sets(const Scene& scene, const MetricJob& job, const SetMetric& metric,
                                     Loader& loader, std::vector<std::string>& warnings) {
  SetJob sets(scene, job, metric, loader, warnings);
  std::vector<model::Score> scores;
  std::size_t number = 0;
  for (const auto& group : make_groups(scene, job.per(), job.spec.across)) {
    auto some = sets.run(group, ++number);
    scores.insert(scores.end(), std::make_move_iterator(some.begin()), std::make_move_iterator(some.end()));
  }
  std::map<std::string, std::size_t> first;
  for (const auto& score : scores) {
    first.emplace(score.row, first.size());
  }
  std::stable_sort(scores.begin(), scores.end(),
                   [&](const model::Score& a, const model::Score& b) { return first[a.row] < first[b.row]; });
  return scores;
}

} // namespace reprovip::score
