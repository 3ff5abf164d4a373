#pragma once

#include "harness/model/value.hpp"

#include <optional>
#include <string>
#include <vector>

namespace reprovip::model {

// An option that a plug-in takes, declared once: checked by the protocol's reader, shown by `list`.
// A path is of a file, relative to what the protocol's data are below; it may speak of {subject}.
// A command is a program and its arguments, a list or one text split at blanks; those that are files beside
// the protocol mean these.
enum class OptionType { boolean, integer, number, text, list, path, command };
struct OptionDecl {
  std::string name;
  OptionType type = OptionType::number;
  std::string fallback; // as it would be written, "" = none
  std::string doc;
  std::vector<std::string> choices;
};

// One plug-in, as the tables `builtin.cpp` of the rooms declare it.
struct PluginDecl {
  std::string name;
  std::string doc; // one line
  std::vector<OptionDecl> options;
  std::vector<std::string> names; // what a criterion's expression may call by name (its fields)
};

// The names that a protocol may use. Rooms own their tables; `study` puts them together, so that stages need
// not know each other.
struct Vocabulary {
  std::vector<PluginDecl> engines;
  std::vector<PluginDecl> launchers;
  std::vector<PluginDecl> metrics;
  std::vector<PluginDecl> readers;
  std::vector<PluginDecl> normalisers;
  std::vector<std::string> class_names; // what a criterion `on` an output may call by name
};

std::vector<std::string> names_of(const std::vector<PluginDecl>& plugins);
const OptionDecl* find_option(const PluginDecl& plugin, std::string_view name); // null: it has none
const PluginDecl* find_plugin(const std::vector<PluginDecl>& plugins, std::string_view name);

} // namespace reprovip::model
