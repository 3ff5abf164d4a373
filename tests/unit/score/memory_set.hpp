#pragma once

#include "harness/base/format.hpp"
#include "harness/score/metric.hpp"

#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace reprovip::score::test {

// Outputs in memory. Counts how often it is read.
class MemorySet : public OutputSet {
public:
  // One more execution of a target; the same `content` is the same data.
  void add(std::uint32_t target, Data one, std::string content = {}) {
    while (targets.size() <= target) {
      targets.push_back("sub-" + std::to_string(targets.size() + 1));
    }
    Member member;
    member.target = target;
    for (const auto& other : members) {
      member.column += other.target == target ? 1U : 0U;
    }
    columns = std::max(columns, member.column + 1);
    member.name = format("{} r{}", targets[target], member.column + 1);
    member.source = static_cast<std::uint32_t>(data.size());
    member.digest.hex = content.empty() ? "#" + std::to_string(data.size()) : content;
    data.push_back(std::make_shared<const Data>(std::move(one)));
    members.push_back(std::move(member));
  }

  Result<std::shared_ptr<const Data>> read(const Member& member) override {
    ++reads;
    return data[member.source];
  }
  Result<sys::Path> file(const Member&) override { return failure(ErrorKind::internal, "in memory"); }
  std::string file_name(const Member& member) const override { return member.name; }
  std::optional<Result<std::shared_ptr<const Data>>> truth(std::uint32_t) override { return std::nullopt; }
  std::optional<sys::Path> place_for(const std::string& name) override {
    return folder.empty() ? std::nullopt : std::optional(folder / name);
  }

  std::vector<std::shared_ptr<const Data>> data;
  std::size_t reads = 0;
  sys::Path folder;
};

inline Image image_of(std::vector<double> values, bool labels) {
  Image image;
  image.dims = {values.size(), 1, 1};
  image.spacing = {1, 1, 1};
  image.affine = {1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1};
  image.datatype = labels ? "uint8" : "float32";
  image.labels = labels;
  image.values = std::move(values);
  return image;
}

inline Vector vector_of(const std::vector<double>& values) {
  Vector vector;
  for (const double value : values) {
    vector.values.push_back({value, 0});
  }
  vector.lines = 1;
  vector.columns = values.size();
  return vector;
}

inline Rows compute_set(const std::string& kind, OutputSet& set, const Options& options = {},
                        const std::string& column = {}) {
  const auto plugin = find_metric(kind)->make(options);
  if (!plugin) {
    throw std::runtime_error(plugin.error().message);
  }
  auto rows = std::get<std::unique_ptr<SetMetric>>(*plugin)->of(set, column);
  if (!rows) {
    throw std::runtime_error(rows.error().message);
  }
  return std::move(*rows);
}

inline Finding row_of(const Rows& rows, const std::string& name) {
  for (const auto& [row, finding] : rows) {
    if (row == name) {
      return finding;
    }
  }
  throw std::runtime_error("no row " + name);
}

} // namespace reprovip::score::test
