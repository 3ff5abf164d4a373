#pragma once

#include "harness/model/protocol.hpp"
#include "harness/protocol/diagnostics.hpp"
#include "harness/protocol/node.hpp"

#include <optional>
#include <vector>

namespace reprovip::protocol {

// [import]; nothing when the protocol has an application.
std::optional<model::ImportSpec> import_from(const Node& root, Diagnostics& diagnostics);

// The paths of the outputs as patterns of a tree: each must be one, and all must have the same names.
void check_patterns(const Node& root, const std::vector<model::OutputDecl>& outputs,
                    Diagnostics& diagnostics);

// The factors of imported results: the names in the patterns, but `subject` and `repetition`. Their levels
// are those of [factors], else none: as the tree has them. Their source is that of [factor.NAME], else what
// the name suggests ("version": software; "threads": run ...), else deployment.
std::vector<model::Factor> imported_factors(const Node& root, const std::vector<model::OutputDecl>& outputs,
                                            Diagnostics& diagnostics);

} // namespace reprovip::protocol
