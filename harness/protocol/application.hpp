#pragma once

#include "harness/model/application.hpp"
#include "harness/model/vocabulary.hpp"
#include "harness/protocol/diagnostics.hpp"
#include "harness/protocol/load.hpp"

namespace reprovip::protocol {

// What an application.toml says; every mistake goes to `diagnostics`.
model::Application application_from_toml(const Loaded& loaded, const model::Vocabulary& vocabulary,
                                         Diagnostics& diagnostics);

// [outputs.ID] laid over what is known of this output (an application's declaration, or nothing but the id).
model::OutputDecl output_from(const Member& member, model::OutputDecl known,
                              const model::Vocabulary& vocabulary, Diagnostics& diagnostics);

// `schema = 2` of a later reprovip: says so.
void check_schema_version(const Node& root, Diagnostics& diagnostics);

// Ids become parts of placeholders and file names.
void check_ids(const std::vector<Member>& members, const std::string& what, Diagnostics& diagnostics);

// A variable's name as POSIX has it.
void check_variable(const std::string& name, const Mark& where, Diagnostics& diagnostics);

// [env] set.
std::map<std::string, std::string> variables_of(const Node& environment, Diagnostics& diagnostics);

} // namespace reprovip::protocol
