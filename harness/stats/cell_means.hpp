#pragma once

#include "harness/stats/components.hpp"

#include <optional>

namespace reprovip::stats {

// Observations with the same level of every term are a cell.
struct CellMeans {
  Effects means;         // one value per cell: their mean
  double replicates = 0; // harmonic mean of the cells' numbers of observations
  MeanSquare within;     // df 0 when no cell has two observations
};
CellMeans cell_means(const Effects& effects);

// Components by unweighted means (Thomas & Hultquist 1978, Annals of Statistics 6; Burdick & Graybill
// 1992, 6.3): cell means as if all cells had the harmonic mean of observations, the run from within the
// cells. For limits of unbalanced data without empty cells; balanced data give those of `anova_components`,
// but a run that is not pooled with what the terms leave out. Nothing when the cells are no orthogonal design
// or nothing is left for the run.
std::optional<AnovaComponents> cell_mean_components(const CellMeans& cells);

} // namespace reprovip::stats
