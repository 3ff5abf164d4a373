#pragma once

#include "harness/model/application.hpp"
#include "harness/protocol/diagnostics.hpp"
#include "harness/protocol/load.hpp"

namespace reprovip::protocol {

// What a Boutiques descriptor (schema 0.5) says: File inputs are inputs, other inputs are parameters. Every
// mistake goes to `diagnostics`.
model::Application application_from_descriptor(const Loaded& loaded, const model::Vocabulary& vocabulary,
                                               Diagnostics& diagnostics);

// The rules of Boutiques that lie between keys, those of `bosh validate` 0.5.33: ids, value keys, tests, the
// container, and what the others check.
void check_descriptor(const Node& root, Diagnostics& diagnostics);
void check_descriptor_inputs(const Node& root, Diagnostics& diagnostics);
void check_descriptor_outputs(const Node& root, Diagnostics& diagnostics);
void check_descriptor_groups(const Node& root, Diagnostics& diagnostics);

} // namespace reprovip::protocol
