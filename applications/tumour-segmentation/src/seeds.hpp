#pragma once

#include "mixture.hpp"
#include "release.hpp"

namespace tumour {

enum Contrast : std::size_t { k_t1, k_t1ce, k_t2, k_flair };

// Where features belong to: 1, else 0.
using Chosen = std::vector<unsigned char>;

// What t1ce has more than t1 makes expect, in robust standard deviations from the brain's median. `scaled`:
// expects t1 as stretched to t1ce's interquartile range, else t1 as it is.
std::vector<double> uptake_of(const std::vector<Feature>& features, bool scaled);

// Those whose uptake is not above `most`.
std::vector<Feature> without(const std::vector<Feature>& features, const std::vector<double>& uptake,
                             double most);

// Where the mixture starts: the healthy classes of Tissue, then oedema. Throws Mistake when they cannot be
// told apart.
std::vector<Component> start_of(const std::vector<Feature>& features, const MixtureSettings& settings);

// Voxels that by their looks alone are oedema, enhancing tumour, necrosis and vessels, in the order of
// Tissue.
std::vector<Chosen> seeds_of(const std::vector<Feature>& features, const std::vector<double>& uptake,
                             const Component& grey, const Component& white, const Release& release);

// The uptake from which a voxel enhances: the release's share of what enhancing tumour typically has, since a
// voxel that is half of it is a boundary; 0 without such a rule or such a tumour.
double least_uptake(const std::vector<double>& uptake, const Chosen& enhancing, const Release& release);

} // namespace tumour
