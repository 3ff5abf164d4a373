#pragma once

#include "harness/model/protocol.hpp"
#include "harness/model/vocabulary.hpp"
#include "harness/protocol/diagnostics.hpp"
#include "harness/protocol/node.hpp"

#include <map>
#include <string>
#include <vector>

namespace reprovip::protocol {

// One function for each table of a protocol that needs nothing but itself. What the declaration cannot say is
// checked here; what it says has been checked.
model::SubjectsSpec subjects_from(const Node& root, Diagnostics& diagnostics);
model::Repeat repeat_from(const Node& root, Diagnostics& diagnostics);
std::map<std::string, model::EngineConfig> engines_from(const Node& root, Diagnostics& diagnostics);
model::LauncherConfig launcher_from(const Node& root);
model::Resources resources_from(const Node& root, Diagnostics& diagnostics);

// Those that speak of the application.
struct Bindings {
  std::map<std::string, model::InputBinding> inputs;
  std::map<std::string, model::Value> params;
  std::map<std::string, std::string> truth;
  std::vector<model::OutputDecl> outputs;
  model::EnvironmentPolicy environment;
};
// `imported`: the outputs are those of a tree, and their paths patterns of it.
Bindings bindings_from(const Node& root, const model::Application& application,
                       const model::Vocabulary& vocabulary, bool has_columns, bool imported,
                       Diagnostics& diagnostics);
// Required inputs without a path, required parameters without a value.
void check_bound(const Node& root, const model::Protocol& protocol, Diagnostics& diagnostics);

} // namespace reprovip::protocol
