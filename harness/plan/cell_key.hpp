#pragma once

#include "harness/model/plan.hpp"
#include "harness/plan/design.hpp"

#include <string>

namespace reprovip::plan {

// What a cell's key is made of, as text: lines "<name> <length>:<value>", so that no value can look like
// another line. Stored results are found again by these keys: whoever changes the text changes the format of
// the store.

// Of a condition: command and environment with their placeholders, whether and how a seed is given, every
// planned level, parameters, identity of what runs, limits. Not: neutral levels of built-in factors, so that
// adding such a factor keeps what there is; seeds, repetitions, paths of the host, versions, and where
// outputs are, except for Boutiques, whose command line holds those paths.
std::string condition_text(const model::Resolved& resolved, const Levels& levels,
                           const model::Deployment& deployment);

// Of a subject: its id, its inputs with digests and staged names, the columns that any template uses.
std::string subject_text(const model::Resolved& resolved, const model::Subject& subject);

// The key of a cell from the SHA-256 of its two texts.
Digest cell_key(const Digest& condition, const Digest& subject);

} // namespace reprovip::plan
