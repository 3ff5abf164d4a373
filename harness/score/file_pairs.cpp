#include "harness/base/format.hpp"
#include "harness/score/file_jobs.hpp"
#include "harness/score/finding_json.hpp"
#include "harness/score/worst.hpp"

#include <functional>

namespace reprovip::score {

namespace {

class FilePairs {
public:
  FilePairs(const FileRequest& request, const MetricEntry& entry, const PairMetric& metric,
            const PlacedFiles& placed)
      : m_request(request), m_entry(entry), m_metric(metric), m_placed(placed) {}

  Result<std::vector<model::Score>> scores() {
    if (!m_request.truth.empty()) {
      return against_truth();
    }
    return m_placed.across ? between_levels() : among_all();
  }

private:
  // Files are read when they are compared: a pair holds two of them.
  Result<Data> read(const sys::Path& path) const { return read_file_data(m_request, path); }

  Result<void> compare(const PlacedFile& a, const PlacedFile& b, Worst& worst) const {
    const auto pair = a.name + " | " + b.name;
    if (a.digest == b.digest && !m_metric.rows_from_data()) {
      worst.add_identical({{"", m_metric.identity()}});
      return {};
    }
    TRY_ASSIGN(const auto first, read(a.path));
    if (a.digest == b.digest) {
      worst.add_identical(m_metric.of(first, first, m_request.column));
      return {};
    }
    TRY_ASSIGN(const auto second, read(b.path));
    worst.add(m_metric.of(first, second, m_request.column), pair);
    return {};
  }

  std::vector<model::Score> scores_of(const Worst& worst, const std::string& group) const {
    std::vector<model::Score> scores;
    const auto rows = worst.rows();
    for (const auto& [row, finding] : rows) {
      auto& score = scores.emplace_back(blank_of_files(m_request, m_entry, m_placed));
      score.column = m_request.column;
      score.row = row;
      score.group = group;
      put_into(finding, score);
    }
    return scores;
  }

  Result<std::vector<model::Score>> among_all() const {
    Worst worst(m_metric);
    for (std::size_t i = 0; i < m_placed.files.size(); ++i) {
      for (std::size_t j = i + 1; j < m_placed.files.size(); ++j) {
        if (m_placed.files[i].target == m_placed.files[j].target) {
          TRY(compare(m_placed.files[i], m_placed.files[j], worst));
        }
      }
    }
    return some(scores_of(worst, ""));
  }

  Result<std::vector<model::Score>> between_levels() const {
    std::vector<model::Score> all;
    for (std::uint32_t a = 0; a < m_placed.columns; ++a) {
      for (std::uint32_t b = a + 1; b < m_placed.columns; ++b) {
        Worst worst(m_metric);
        for (const auto& file : m_placed.files) {
          const auto* other = file.column == a ? m_placed.find(file.target, b, file.slot) : nullptr;
          if (other != nullptr) {
            TRY(compare(file, *other, worst));
          }
        }
        const auto scores = scores_of(worst, m_placed.levels[a] + " | " + m_placed.levels[b]);
        all.insert(all.end(), scores.begin(), scores.end());
      }
    }
    return some(std::move(all));
  }

  Result<std::vector<model::Score>> against_truth() const {
    Worst worst(m_metric);
    for (const auto& file : m_placed.files) {
      const auto path = truth_of(m_request, m_placed.targets[file.target]);
      TRY_ASSIGN(const auto truth, read(*path));
      TRY_ASSIGN(const auto data, read(file.path));
      worst.add(m_metric.of(truth, data, m_request.column), path->string() + " | " + file.name);
    }
    return some(scores_of(worst, ""));
  }

  static Result<std::vector<model::Score>> some(std::vector<model::Score> scores) {
    if (scores.empty()) {
      return failure(ErrorKind::usage, "there are no two files to compare",
                     "give two files of one subject at least");
    }
    return scores;
  }

  const FileRequest& m_request;
  const MetricEntry& m_entry;
  const PairMetric& m_metric;
  const PlacedFiles& m_placed;
};

} // namespace

Result<std::vector<model::Score>> pairs_of_files(const FileRequest& request, const MetricEntry& entry,
                                                 const PairMetric& metric, const PlacedFiles& placed) {
  return FilePairs(request, entry, metric, placed).scores();
}

} // namespace reprovip::score
