#include "harness/model/protocol.hpp"
#include "harness/model/vocabulary.hpp"

namespace reprovip::model {

namespace {

template <typename Items, typename Name>
auto* find_by(const Items& items, std::string_view wanted, Name name) {
  for (const auto& item : items) {
    if (item.*name == wanted) {
      return &item;
    }
  }
  return static_cast<decltype(&items.front())>(nullptr);
}

} // namespace

const InputDecl* find_input(const Application& application, std::string_view id) {
  return find_by(application.inputs, id, &InputDecl::id);
}

const ParamDecl* find_param(const Application& application, std::string_view id) {
  return find_by(application.params, id, &ParamDecl::id);
}

const Factor* find_factor(const Protocol& protocol, std::string_view name) {
  return find_by(protocol.factors, name, &Factor::name);
}

const OutputDecl* find_output(const Protocol& protocol, std::string_view id) {
  return find_by(protocol.outputs, id, &OutputDecl::id);
}

const MetricSpec* find_metric(const Protocol& protocol, std::string_view id) {
  return find_by(protocol.metrics, id, &MetricSpec::id);
}

const OptionDecl* find_option(const PluginDecl& plugin, std::string_view name) {
  return find_by(plugin.options, name, &OptionDecl::name);
}

const PluginDecl* find_plugin(const std::vector<PluginDecl>& plugins, std::string_view name) {
  return find_by(plugins, name, &PluginDecl::name);
}

std::vector<std::string> names_of(const std::vector<PluginDecl>& plugins) {
  std::vector<std::string> names;
  names.reserve(plugins.size());
  for (const auto& plugin : plugins) {
    names.push_back(plugin.name);
  }
  return names;
}

} // namespace reprovip::model
