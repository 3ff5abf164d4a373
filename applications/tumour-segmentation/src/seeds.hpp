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

// Where each of these classes may be at all, wherever the mixture would go. A voxel at the boundary of two
// tissues is half of each: oedema is brighter in FLAIR than half-way from white matter to its seeds; what
// enhances does so by the release's share of its seeds' typical uptake; necrosis is wetter in T2 than
// half-way from oedema's seeds to its own, and brighter in FLAIR than white matter, which partial volumes of
// fluid as wet are not.
std::vector<Chosen> allowed_by(const std::vector<Chosen>& seeds, const std::vector<Feature>& features,
                               const std::vector<double>& uptake, const Component& white,
                               const Release& release);

} // namespace tumour
