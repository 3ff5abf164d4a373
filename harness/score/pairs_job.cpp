#include "harness/base/format.hpp"
#include "harness/score/finding_json.hpp"
#include "harness/score/metric_by_subject.hpp"
#include "harness/score/worst.hpp"

#include <algorithm>
#include <set>

namespace reprovip::score {

namespace {

// An execution that stands for its class, and what it has; nullptr: an optional output that is not there.
struct Member {
  std::uint32_t execution = 0;
  const model::Output* output = nullptr;
};
using Classes = std::map<Digest, Member>;

Digest digest_of(const Member& member) {
  return member.output == nullptr ? Digest{} : member.output->canonical;
}

class PairsJob {
public:
  PairsJob(const Scene& scene, const MetricJob& job, const PairMetric& metric, Loader& loader,
           std::vector<std::string>& warnings)
      : m_scene(scene), m_job(job), m_metric(metric), m_by_subject(job, metric), m_loader(loader),
        m_warnings(warnings) {}

  std::vector<model::Score> within(const Group& group) {
    m_unreadable.clear();
    Worst worst(m_metric);
    for (const auto& [subject, members] : by_subject(group.executions)) {
      const auto classes = classes_of(members);
      if (members.size() > 1) {
        compare(as_list(classes), as_list(classes), worst, false);
      }
    }
    return finish(group, worst);
  }

  std::vector<model::Score> across(const Group& group) {
    std::vector<model::Score> scores;
    for (const auto& pair : pairs_of_levels(m_scene, group, m_job.spec.across)) {
      auto some = between(pair);
      scores.insert(scores.end(), std::make_move_iterator(some.begin()), std::make_move_iterator(some.end()));
    }
    return scores;
  }

  // Every class with the ground truth of its subject.
  std::vector<model::Score> against_truth(const Group& group) {
    m_unreadable.clear();
    Worst worst(m_metric);
    for (const auto& [subject, members] : by_subject(group.executions)) {
      const auto truth = m_loader.truth(m_job.output, m_scene.plan().resolved.subjects[subject]);
      for (const auto& member : as_list(classes_of(members))) {
        worst.add(compared_with(truth, member),
                  format("{} {} | truth", m_scene.subject_name(member.execution),
                         m_scene.name(member.execution, true)));
      }
    }
    return finish(group, worst);
  }

private:
  using Matched = std::map<std::vector<std::string>, std::pair<std::vector<Member>, std::vector<Member>>>;

  // Executions of two levels, matched by subject, all other planned factors and seed: where repetitions have
  // seeds of their own, these are equal in all conditions.
  std::vector<model::Score> between(const Group& group) {
    const auto& factor = m_job.spec.across;
    const auto first_level = levels_among(m_scene, group.executions, factor).front();
    Matched matched;
    for (const auto& member : members_among(group.executions)) {
      std::vector<std::string> key = {m_scene.subject_name(member.execution)};
      for (const auto& other : m_scene.planned()) {
        key.push_back(other == factor ? "" : m_scene.level(member.execution, other));
      }
      key.push_back(factor == "seed" ? "" : std::to_string(m_scene.plan().executions[member.execution].seed));
      const auto level = m_scene.level(member.execution, factor);
      (level == first_level ? matched[key].first : matched[key].second).push_back(member);
    }
    m_unreadable.clear();
    Worst worst(m_metric);
    for (const auto& [key, sides] : matched) {
      compare(as_list(classes_of(sides.first)), as_list(classes_of(sides.second)), worst, true);
    }
    return finish(group, worst);
  }

  std::vector<Member> members_among(const std::vector<std::uint32_t>& executions) const {
    std::vector<Member> members;
    const bool some = std::any_of(executions.begin(), executions.end(), [&](std::uint32_t execution) {
      return m_scene.output(execution, m_job.output.id) != nullptr;
    });
    for (const auto execution : executions) {
      const auto* output = m_scene.output(execution, m_job.output.id);
      if (output != nullptr || (some && m_scene.lacks_optional(execution, m_job.output.id))) {
        members.push_back({execution, output});
      }
    }
    return members;
  }

  std::map<std::uint32_t, std::vector<Member>>
  by_subject(const std::vector<std::uint32_t>& executions) const {
    std::map<std::uint32_t, std::vector<Member>> subjects;
    for (const auto& member : members_among(executions)) {
      subjects[m_scene.subject(member.execution)].push_back(member);
    }
    return subjects;
  }

  static Classes classes_of(const std::vector<Member>& members) {
    Classes classes;
    for (const auto& member : members) {
      classes.emplace(digest_of(member), member);
    }
    return classes;
  }

  // By execution, so that which pair comes first does not depend on digests.
  std::vector<Member> as_list(const Classes& classes) const {
    std::vector<Member> list;
    for (const auto& [digest, member] : classes) {
      list.push_back(member);
    }
    const auto place = [&](const Member& member) {
      const auto& execution = m_scene.plan().executions[member.execution];
      return std::pair(execution.cell, execution.repetition);
    };
    std::sort(list.begin(), list.end(),
              [&](const Member& a, const Member& b) { return place(a) < place(b); });
    return list;
  }

  // Every pair of classes of the two sides, once; which of the two is the reference matters when `directed`.
  void compare(const std::vector<Member>& left, const std::vector<Member>& right, Worst& worst,
               bool directed) {
    std::set<std::pair<Digest, Digest>> done;
    for (const auto& a : left) {
      for (const auto& b : right) {
        const auto x = digest_of(a);
        const auto y = digest_of(b);
        if (!done.insert(directed || x < y ? std::pair(x, y) : std::pair(y, x)).second) {
          continue;
        }
        if (x == y) {
          worst.add_identical(rows_of_identical(a));
        } else {
          worst.add(compared(a, b), pair_name(a, b));
        }
      }
    }
  }

  std::string pair_name(const Member& a, const Member& b) const {
    const bool all = m_scene.condition(a.execution) != m_scene.condition(b.execution);
    return format("{} {} | {}", m_scene.subject_name(a.execution), m_scene.name(a.execution, all),
                  m_scene.name(b.execution, all));
  }

  // One row, unless the rows are only known from the data; then the output is compared with itself.
  Rows rows_of_identical(const Member& member) {
    if (m_metric.rows_from_data() && member.output != nullptr) {
      auto rows = compared(member, member);
      const bool usable =
          std::all_of(rows.begin(), rows.end(), [](const auto& row) { return row.second.estimate; });
      if (usable && !rows.empty()) {
        return rows;
      }
    }
    return {{"", m_metric.identity()}};
  }

  // `reference` is a raw digest, in front because metrics may be directed.
  std::string cache_key(const std::string& reference, const Member& member) const {
    return format("{}/{}/{}|{}|{}/{}/{}", m_job.spec.kind, m_job.entry.version,
                  m_by_subject.key(m_scene.subject_name(member.execution)),
                  reading_key(m_job.output, *member.output), m_job.spec.column, reference,
                  member.output->raw.hex);
  }

  // From the cache, or computed and kept. Nothing of a failure is kept.
  template <typename Compute>
  Rows remembered(const std::string& key, Compute compute) {
    auto* cache = m_loader.cache();
    if (const auto text = cache != nullptr ? cache->find(key) : std::nullopt) {
      if (auto rows = rows_from_text(*text)) {
        return std::move(*rows);
      }
    }
    auto rows = compute();
    if (!rows) {
      return {{"", undefined(one_line(rows.error()))}};
    }
    if (cache != nullptr) {
      cache->keep(key, rows_to_text(*rows));
    }
    return std::move(*rows);
  }

  Rows compared(const Member& a, const Member& b) {
    if (a.output == nullptr || b.output == nullptr) {
      return without_output("one of the two has no such output");
    }
    return remembered(cache_key(a.output->raw.hex, b), [&]() -> Result<Rows> {
      const auto left = load(a);
      const auto right = load(b);
      if (!left || !right) {
        if (digest_of(a) != digest_of(b)) {
          note_unreadable(a, left.has_value());
          note_unreadable(b, right.has_value());
        }
        return tl::unexpected(!left ? left.error() : right.error());
      }
      return compared_files(**left, **right, m_scene.subject_name(a.execution));
    });
  }

  Rows compared_with(const std::optional<Truth>& truth, const Member& member) {
    if (!truth) {
      return {{"", undefined(format("[truth] has no \"{}\"", m_job.output.id))}};
    }
    if (member.output == nullptr) {
      return without_output("it has no such output");
    }
    return remembered(cache_key("truth " + truth->digest, member), [&]() -> Result<Rows> {
      const auto loaded = load(member);
      note_unreadable(member, loaded.has_value());
      if (!loaded || !truth->data) {
        return tl::unexpected(!loaded ? loaded.error() : truth->data.error());
      }
      return compared_files(**truth->data, **loaded, m_scene.subject_name(member.execution));
    });
  }

  static Rows without_output(const std::string& reason) {
    auto finding = undefined(reason);
    finding.decision = false;
    return {{"", finding}};
  }

  Result<std::shared_ptr<const Loaded>> load(const Member& member) {
    auto loaded = m_loader.load(m_job.output, *member.output, m_scene.subject_name(member.execution));
    if (!loaded) {
      warn_once(m_warnings, format("metric \"{}\": {}", m_job.spec.id, one_line(loaded.error())));
    }
    return loaded;
  }

  // Only of outputs that something had to be compared with: those that all agree are not read.
  void note_unreadable(const Member& member, bool readable) {
    if (!readable) {
      m_unreadable.insert(digest_of(member));
    }
  }

  // File by file, by path; a file that one side lacks is a disagreement.
  Result<Rows> compared_files(const Loaded& left, const Loaded& right, const std::string& subject) {
    TRY_ASSIGN(const auto* metric, m_by_subject.at(subject));
    std::map<std::string, std::pair<const Data*, const Data*>> files;
    for (const auto& file : left) {
      files[file.path].first = &file.data;
    }
    for (const auto& file : right) {
      files[file.path].second = &file.data;
    }
    Rows rows;
    for (const auto& [path, sides] : files) {
      if (sides.first == nullptr || sides.second == nullptr) {
        auto finding = undefined("only one of the two has this file");
        finding.decision = false;
        rows.emplace_back(path, finding);
        continue;
      }
      for (auto& [row, finding] : metric->of(*sides.first, *sides.second, m_job.spec.column)) {
        rows.emplace_back(format("{}{}{}", path, path.empty() || row.empty() ? "" : ":", row),
                          std::move(finding));
      }
    }
    return rows;
  }

  void count(const std::vector<std::uint32_t>& executions, model::Score& score) const {
    const auto subjects = by_subject(executions);
    score.subjects = static_cast<std::uint32_t>(subjects.size());
    for (const auto& [subject, members] : subjects) {
      const auto size = static_cast<std::uint32_t>(members.size());
      score.repetitions = score.repetitions == 0 ? size : std::min(score.repetitions, size);
    }
    for (const auto execution : executions) {
      const auto* output = m_scene.output(execution, m_job.output.id);
      const bool absent = output == nullptr && !m_scene.lacks_optional(execution, m_job.output.id);
      if (absent || (output != nullptr && m_unreadable.contains(output->canonical))) {
        ++score.missing;
      }
    }
  }

  std::vector<model::Score> finish(const Group& group, const Worst& worst) const {
    auto blank = blank_score(m_scene, m_job, group);
    blank.column = m_job.spec.column;
    count(group.executions, blank);
    const auto rows = worst.rows();
    if (rows.empty()) {
      blank.reason =
          blank.subjects == 0 ? "no execution has the output" : "there is no pair to compare: repeat it";
      return {blank};
    }
    std::vector<model::Score> scores;
    for (const auto& [row, finding] : rows) {
      auto& score = scores.emplace_back(blank);
      score.row = row;
      put_into(finding, score);
    }
    return scores;
  }

  const Scene& m_scene;
  const MetricJob& m_job;
  const PairMetric& m_metric;
  MetricBySubject<PairMetric> m_by_subject;
  Loader& m_loader;
  std::vector<std::string>& m_warnings;
  std::set<Digest> m_unreadable; // canonical, of the group at hand
};

} // namespace

std::vector<model::Score> score_pairs(const Scene& scene, const MetricJob& job, const PairMetric& metric,
                                      Loader& loader, std::vector<std::string>& warnings) {
  PairsJob pairs(scene, job, metric, loader, warnings);
  std::vector<model::Score> scores;
  for (const auto& group : make_groups(scene, job.per(), job.spec.across)) {
    auto some = !job.spec.against.empty() ? pairs.against_truth(group)
                : job.spec.across.empty() ? pairs.within(group)
                                          : pairs.across(group);
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
