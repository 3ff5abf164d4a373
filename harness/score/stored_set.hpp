#pragma once

#include "harness/score/columns.hpp"
#include "harness/score/loader.hpp"
#include "harness/score/metric.hpp"
#include "harness/score/metric_job.hpp"

#include <string>
#include <vector>

namespace reprovip::score {

// One file of the outputs of a group's executions, as metrics of sets see it. Holds references.
class StoredSet : public OutputSet {
public:
  // `path` as LoadedFile::path. Files that the metric writes are called `prefix`, then its own name for them.
  StoredSet(const Scene& scene, const MetricJob& job, Loader& loader, std::string path, std::string prefix);

  // Executions come in the scene's order, all that have the file.
  void add(std::uint32_t execution, Place place);
  void sort();

  Result<std::shared_ptr<const Data>> read(const Member& member) override;
  Result<sys::Path> file(const Member& member) override;
  std::string file_name(const Member& member) const override;
  std::optional<Result<std::shared_ptr<const Data>>> truth(std::uint32_t target) override;
  std::optional<sys::Path> truth_file(std::uint32_t target) override;
  std::optional<sys::Path> place_for(const std::string& name) override;

  // What a metric's name for a file is below the study's folder.
  std::string kept_name(const std::string& name) const;
  // By what, besides the metric and its options, its findings are decided.
  std::string key();

private:
  const model::OutputFile& stored_file(const Member& member) const;

  const Scene& m_scene;
  const MetricJob& m_job;
  Loader& m_loader;
  std::string m_path;
  std::string m_prefix;
  std::vector<std::uint32_t> m_subjects; // of the targets
};

} // namespace reprovip::score
