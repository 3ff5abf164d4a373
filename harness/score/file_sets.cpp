#include "harness/base/format.hpp"
#include "harness/score/file_jobs.hpp"
#include "harness/score/finding_json.hpp"

#include <algorithm>
#include <filesystem>

namespace reprovip::score {

namespace {

// "out.nii.gz" and "-b" give "out-b.nii.gz".
sys::Path with_suffix(const sys::Path& path, const std::string& suffix) {
  const auto name = path.filename().string();
  const auto dot = name.find('.', 1);
  return path.parent_path() /
         (name.substr(0, dot) + suffix + (dot == std::string::npos ? "" : name.substr(dot)));
}

// Where metrics may write: in the folder that `map` is, else the first file is `map` itself, and others have
// their name in it.
class Places {
public:
  explicit Places(sys::Path map) : m_map(std::move(map)) {}

  std::optional<sys::Path> at(const std::string& name) {
    if (m_map.empty()) {
      return std::nullopt;
    }
    if (const auto known = m_given.find(name); known != m_given.end()) {
      return known->second;
    }
    std::error_code ignored;
    auto place = m_map;
    if (!m_map.has_filename() || std::filesystem::is_directory(m_map, ignored)) {
      place = m_map / name;
      static_cast<void>(sys::make_directories(m_map));
    } else if (!m_given.empty()) {
      place = with_suffix(m_map, "-" + name.substr(0, name.find('.')));
    }
    return m_given[name] = place;
  }

private:
  sys::Path m_map;
  std::map<std::string, sys::Path> m_given;
};

class FileSet : public OutputSet {
public:
  FileSet(const FileRequest& request, const PlacedFiles& placed, std::optional<std::uint32_t> only,
          Places& places)
      : m_request(request), m_placed(placed), m_places(places) {
    columns = placed.columns;
    across = placed.across;
    levels = placed.levels;
    if (only) {
      targets = {placed.targets[*only]};
      m_prefix = placed.targets.size() > 1 ? placed.targets[*only] + "-" : "";
    } else {
      targets = placed.targets;
    }
    for (std::uint32_t i = 0; i < placed.files.size(); ++i) {
      const auto& file = placed.files[i];
      if (!only || file.target == *only) {
        members.push_back({file.name, only ? 0 : file.target, file.column, file.slot, file.digest, i});
      }
    }
  }

  Result<std::shared_ptr<const Data>> read(const Member& member) override {
    TRY_ASSIGN(auto data, read_file_data(m_request, m_placed.files[member.source].path));
    return std::make_shared<const Data>(std::move(data));
  }
  Result<sys::Path> file(const Member& member) override { return m_placed.files[member.source].path; }
  std::string file_name(const Member& member) const override {
    return m_placed.files[member.source].path.filename().string();
  }
  std::optional<Result<std::shared_ptr<const Data>>> truth(std::uint32_t target) override {
    const auto path = truth_of(m_request, targets[target]);
    if (!path) {
      return std::nullopt;
    }
    auto data = read_file_data(m_request, *path);
    if (!data) {
      return Result<std::shared_ptr<const Data>>(tl::unexpected(std::move(data).error()));
    }
    return Result<std::shared_ptr<const Data>>(std::make_shared<const Data>(std::move(*data)));
  }
  std::optional<sys::Path> truth_file(std::uint32_t target) override {
    return truth_of(m_request, targets[target]);
  }
  std::optional<sys::Path> place_for(const std::string& name) override {
    return m_places.at(m_prefix + name);
  }

private:
  const FileRequest& m_request;
  const PlacedFiles& m_placed;
  Places& m_places;
  std::string m_prefix;
};

Result<void> score_set(const FileRequest& request, const MetricEntry& entry, const SetMetric& metric,
                       const PlacedFiles& placed, FileSet& set, std::vector<model::Score>& scores) {
  TRY_ASSIGN(auto rows, metric.of(set, request.column));
  for (auto& [row, finding] : rows) {
    for (auto& file : finding.files) {
      const auto place = set.place_for(file);
      file = place ? place->string() : file;
    }
    auto& score = scores.emplace_back(blank_of_files(request, entry, placed));
    const auto subject = set.targets.size() == 1 ? set.targets.front() : "";
    score.column = request.column;
    score.row = row;
    score.group = subject;
    score.subjects = static_cast<std::uint32_t>(set.targets.size());
    score.repetitions = set.columns;
    put_into(finding, score);
  }
  return {};
}

} // namespace

Result<std::vector<model::Score>> sets_of_files(const FileRequest& request, const MetricEntry& entry,
                                                const SetMetric& metric, const PlacedFiles& placed) {
  std::vector<model::Score> scores;
  Places places(request.map);
  if (entry.default_per != "cell") {
    FileSet set(request, placed, std::nullopt, places);
    TRY(score_set(request, entry, metric, placed, set, scores));
    return scores;
  }
  for (std::uint32_t target = 0; target < placed.targets.size(); ++target) {
    FileSet set(request, placed, target, places);
    TRY(score_set(request, entry, metric, placed, set, scores));
  }
  return scores;
}

} // namespace reprovip::score
