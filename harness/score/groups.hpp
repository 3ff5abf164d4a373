#pragma once

#include "harness/model/score.hpp"
#include "harness/score/scene.hpp"

#include <map>
#include <string>
#include <vector>

namespace reprovip::score {

// The executions that one score speaks of.
struct Group {
  std::string name; // "engine=docker, threads=1", "" = the whole study
  std::map<std::string, std::string> levels;
  std::vector<std::uint32_t> executions; // in the scene's order
};

// `per`: "study", "environment", "condition", "subject", "cell", or a factor, planned or observed. The factor
// `across` never divides groups; when it is planned, groups for which the design has one level of it only are
// left out, unless all are like that. In the order of the groups' first executions.
std::vector<Group> make_groups(const Scene& scene, const std::string& per, const std::string& across);

// The levels of a factor among executions: a planned one's in the protocol's order but the reference's first,
// an observed one's as they appear.
std::vector<std::string> levels_among(const Scene& scene, const std::vector<std::uint32_t>& executions,
                                      const std::string& factor);

// For every two levels of a factor, the executions of a group that have one or the other; `levels` and the
// name say "docker | guix", in the order of `levels_among`.
std::vector<Group> pairs_of_levels(const Scene& scene, const Group& group, const std::string& factor);

// What varies among executions: a factor of source method or software makes it replicability; else a factor
// of level C, or what the machine is made of (CPU, kernel, libc, BLAS, operating system), reproducibility;
// else repeatability.
model::Scope scope_of(const Scene& scene, const std::vector<std::uint32_t>& executions);

} // namespace reprovip::score
