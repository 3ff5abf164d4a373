#include "harness/cli/list_metrics.hpp"

#include "harness/base/format.hpp"
#include "harness/base/json.hpp"

#include <utility>

namespace reprovip::cli {

namespace {

constexpr std::size_t k_width = 100;
constexpr std::size_t k_label = 12;

using Fact = std::pair<std::string, std::string>;

std::vector<Fact> facts_of(const score::MetricEntry& entry) {
  return {
      {"formula", entry.formula}, {"source", entry.source},
      {"inputs", entry.inputs},   {"unit", entry.unit.empty() ? "none, or that of the value" : entry.unit},
      {"range", entry.range},     {"undefined", entry.undefined},
      {"per", entry.default_per}, {"fields", fmt::format("{}", fmt::join(entry.declaration.names, ", "))}};
}

// "text", or the choices.
std::string values_of(const model::OptionDecl& option) {
  if (!option.choices.empty()) {
    return fmt::format("{}", fmt::join(option.choices, ", "));
  }
  switch (option.type) {
  case model::OptionType::boolean:
    return "true or false";
  case model::OptionType::integer:
    return "a whole number";
  case model::OptionType::number:
    return "a number";
  case model::OptionType::text:
    return "text";
  case model::OptionType::list:
    return "a list";
  case model::OptionType::path:
    return "a file";
  case model::OptionType::command:
    return "a program and its arguments";
  }
  return {};
}

// Lines of words, the first after what stands before it, the others indented.
std::string wrapped(const std::string& text, std::size_t indent) {
  std::string lines;
  std::size_t at = indent;
  for (std::size_t from = 0; from < text.size();) {
    const auto end = std::min(text.find(' ', from), text.size());
    if (at > indent && at + 1 + (end - from) > k_width) {
      lines += "\n" + std::string(indent, ' ');
      at = indent;
    }
    lines += at > indent ? " " : "";
    lines += text.substr(from, end - from);
    at += end - from + 1;
    from = end + 1;
  }
  return lines;
}

std::string option_text(const model::OptionDecl& option) {
  auto text = format("{} ({})", option.doc, values_of(option));
  text += option.fallback.empty() ? "" : format("; default {}", option.fallback);
  return text;
}

std::string cell(const std::string& text) {
  std::string escaped;
  for (const char c : text) {
    escaped += c == '|' ? "\\|" : std::string(1, c);
  }
  return escaped;
}

} // namespace

std::string documentation_text(const MetricEntries& entries) {
  std::string text;
  for (const auto* entry : entries) {
    text += text.empty() ? "" : "\n";
    text += format("{}\n    {}\n", entry->declaration.name, wrapped(entry->declaration.doc, 4));
    for (const auto& [label, fact] : facts_of(*entry)) {
      text += fact.empty() ? "" : format("    {:<{}}{}\n", label, k_label, wrapped(fact, 4 + k_label));
    }
    for (const auto& option : entry->declaration.options) {
      text +=
          format("    --{:<{}}{}\n", option.name, k_label + 6, wrapped(option_text(option), 12 + k_label));
    }
  }
  return text;
}

std::string documentation_json(const MetricEntries& entries) {
  auto all = Json::array();
  for (const auto* entry : entries) {
    auto options = Json::array();
    for (const auto& option : entry->declaration.options) {
      auto choices = Json::array();
      for (const auto& choice : option.choices) {
        choices.push(choice);
      }
      options.push(Json::object({{"name", option.name},
                                 {"values", values_of(option)},
                                 {"default", option.fallback},
                                 {"choices", std::move(choices)},
                                 {"doc", option.doc}}));
    }
    auto fields = Json::array();
    for (const auto& name : entry->declaration.names) {
      fields.push(name);
    }
    all.push(Json::object({{"kind", entry->declaration.name},
                           {"doc", entry->declaration.doc},
                           {"version", entry->version},
                           {"formula", entry->formula},
                           {"source", entry->source},
                           {"inputs", entry->inputs},
                           {"unit", entry->unit},
                           {"range", entry->range},
                           {"undefined", entry->undefined},
                           {"per", entry->default_per},
                           {"fields", std::move(fields)},
                           {"options", std::move(options)}}));
  }
  return dump(all, 1) + "\n";
}

std::string documentation_markdown(const MetricEntries& entries) {
  std::string text;
  for (const auto* entry : entries) {
    text += text.empty() ? "" : "\n";
    text += format("## {}\n\n{}\n\n| | |\n|---|---|\n", entry->declaration.name, entry->declaration.doc);
    for (const auto& [label, fact] : facts_of(*entry)) {
      text += fact.empty() ? "" : format("| {} | {} |\n", label, cell(fact));
    }
    if (!entry->declaration.options.empty()) {
      text += "\n| option | values | default | meaning |\n|---|---|---|---|\n";
    }
    for (const auto& option : entry->declaration.options) {
      text += format("| `{}` | {} | {} | {} |\n", option.name, cell(values_of(option)), cell(option.fallback),
                     cell(option.doc));
    }
  }
  return text;
}

} // namespace reprovip::cli
