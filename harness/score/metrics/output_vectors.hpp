#pragma once

#include "harness/score/metric.hpp"
#include "harness/stats/discriminability.hpp"

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace reprovip::score {

// Outputs as points of one space: all voxels of an image (those that are not 0 in a mask), the numbers of a
// vector, the cells of a table in the order of their column and key.

// Which numbers of an output count.
struct VectorChoice {
  std::string column;                // of a table, "" = all
  std::shared_ptr<const Image> mask; // none: all voxels
};
// The numbers of one output; they live as long as this.
struct OutputNumbers {
  std::shared_ptr<const Data> data;
  std::vector<double> own;
  std::span<const double> values; // of `data` or `own`
};

// Reads outputs one at a time and sees to it that all are points of one space: one grid, one set of cells.
class OutputVectors {
public:
  OutputVectors(OutputSet& set, VectorChoice choice) : m_set(set), m_choice(std::move(choice)) {}

  // An error when the output cannot be read; nothing when it is no point of that space: see `obstacle`.
  Result<std::optional<OutputNumbers>> read(const OutputSet::Member& member);
  // Why an output could not be taken. Its decision is no when outputs are known to differ.
  const Finding& obstacle() const { return m_obstacle; }

private:
  std::optional<OutputNumbers> stop(std::string reason, bool disagree);
  std::optional<OutputNumbers> of_image(const OutputSet::Member& member, OutputNumbers numbers);
  std::optional<OutputNumbers> of_cells(const OutputSet::Member& member, OutputNumbers numbers);

  OutputSet& m_set;
  VectorChoice m_choice;
  std::optional<Image> m_grid;                     // of the first image, without voxels
  std::optional<std::vector<std::string>> m_cells; // names of the first table's
  std::string m_first;                             // name of the first output
  Finding m_obstacle;
};

// How far two outputs are apart.
enum class DistanceKind { euclidean, correlation };

// Distances between all outputs, each two distinct ones compared once. As many are held in memory as fit in
// `budget` bytes, two at least; the others are read again. Nothing when outputs cannot be compared: see
// OutputVectors::obstacle.
Result<std::optional<stats::Distances>> distances_between(OutputSet& set, OutputVectors& vectors,
                                                          DistanceKind kind, std::size_t budget);

// Of each member, by `target`, without gaps.
stats::SubjectOf subjects_of(const OutputSet& set);
// Why repetitions and subjects do not suffice: "" when they do.
std::string too_few(const OutputSet& set);
// All outputs of each subject have one digest.
bool identical_within(const OutputSet& set);

// The option `mask`, and how it is read.
model::OptionDecl vector_mask_declaration();
Result<std::shared_ptr<const Image>> vector_mask_option(const Options& options);

} // namespace reprovip::score
