#include "harness/plan/placeholders.hpp"

#include "harness/base/format.hpp"
#include "harness/base/placeholders.hpp"
#include "harness/base/suggest.hpp"
#include "harness/plan/subjects.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <map>

namespace reprovip::plan {

namespace {

using model::FactorEffect;

std::vector<std::string> known_names(const Case& about) {
  std::vector<std::string> names = {"subject", "subject.label", "threads", "seed", "out", "app", "build"};
  for (const auto& input : about.application.inputs) {
    names.push_back("input." + input.id);
  }
  for (const auto& param : about.application.params) {
    names.push_back("param." + param.id);
  }
  for (const auto& [column, value] : about.subject.columns) {
    names.push_back("column." + column);
  }
  return names;
}

tl::unexpected<Error> unknown(const Case& about, std::string_view name) {
  return failure(ErrorKind::protocol, format("unknown placeholder \"{{{}}}\"", name),
                 suggestion(name, known_names(about)));
}

Result<Texts> files_of(const Case& about, std::string_view id, std::string (*text)(const model::InputFile&)) {
  Texts texts;
  for (const auto& file : about.subject.inputs) {
    if (file.id == id) {
      texts.push_back(text(file));
    }
  }
  const auto* declared = model::find_input(about.application, id);
  if (texts.empty() && declared != nullptr && !declared->optional) {
    return failure(ErrorKind::protocol, format("input \"{}\" has no file", id),
                   format("bind it: {} = \"...\" in [inputs]", id));
  }
  return texts;
}

std::string file_name(const model::InputFile& file) {
  return file.host.filename().string();
}

Result<Texts> input(const Case& about, std::string_view rest, std::string_view name) {
  const auto is_known = [&](std::string_view id) {
    return model::find_input(about.application, id) != nullptr ||
           about.resolved.protocol.inputs.contains(std::string(id));
  };
  if (is_known(rest)) {
    return files_of(about, rest, [](const model::InputFile& file) { return file.staged; });
  }
  const auto dot = rest.rfind('.');
  const auto id = rest.substr(0, dot);
  const auto part = dot == std::string_view::npos ? std::string_view{} : rest.substr(dot + 1);
  if (is_known(id) && part == "name") {
    return files_of(about, id, file_name);
  }
  if (is_known(id) && part == "stem") {
    return files_of(about, id, [](const model::InputFile& file) { return stem_of(file_name(file)); });
  }
  return unknown(about, name);
}

Result<Texts> param(const Case& about, std::string_view id, std::string_view name) {
  const auto* declared = model::find_param(about.application, id);
  if (const auto value = param_value(about.resolved.protocol, about.application, about.levels, id)) {
    return declared != nullptr ? list_items(*declared, *value) : Texts{model::to_text(*value)};
  }
  if (declared == nullptr) {
    return unknown(about, name);
  }
  if (!declared->optional) {
    return failure(ErrorKind::protocol, format("parameter \"{}\" has no value", id),
                   format("give it one: {} = ... in [params]", id));
  }
  return Texts{};
}

Result<Texts> seed(const Case& about) {
  if (about.seed == 0) {
    return failure(ErrorKind::protocol, "the command uses {seed}, but the protocol gives no seed",
                   "set seed = \"fixed\" or \"per-repetition\" in [repeat]");
  }
  return Texts{std::to_string(about.seed)};
}

Result<Texts> column(const Case& about, std::string_view rest, std::string_view name) {
  const auto found = about.subject.columns.find(std::string(rest));
  return found == about.subject.columns.end() ? Result<Texts>(unknown(about, name)) : Texts{found->second};
}

} // namespace

std::optional<model::Value> param_value(const model::Protocol& protocol,
                                        const model::Application& application, const Levels& levels,
                                        std::string_view id) {
  if (const auto* level = level_with(protocol, levels, FactorEffect::parameter, id)) {
    return level->value;
  }
  if (const auto fixed = protocol.params.find(std::string(id)); fixed != protocol.params.end()) {
    return fixed->second;
  }
  const auto* declared = model::find_param(application, id);
  return declared == nullptr ? std::nullopt : declared->fallback;
}

Texts list_items(const model::ParamDecl& param, const model::Value& value) {
  const auto* text = std::get_if<std::string>(&value);
  if (!param.list || text == nullptr || !text->starts_with('[')) {
    return {model::to_text(value)};
  }
  const auto array = parse_json(*text);
  if (!array || !array->is_array()) {
    return {*text};
  }
  Texts items;
  for (const auto& item : array->items()) {
    items.push_back(item.is_string() ? item.text() : dump(item));
  }
  return items;
}

std::uint32_t threads_of(const model::Protocol& protocol, const Levels& levels) {
  const auto* level = level_with(protocol, levels, FactorEffect::threads);
  if (level == nullptr) {
    return 0;
  }
  const auto text = model::to_text(level->value);
  std::uint32_t threads = 0;
  std::from_chars(text.data(), text.data() + text.size(), threads);
  return threads;
}

Result<Texts> placeholder(const Case& about, std::string_view name) {
  constexpr std::string_view k_input = "input.";
  constexpr std::string_view k_param = "param.";
  constexpr std::string_view k_column = "column.";
  if (name.starts_with(k_input)) {
    return input(about, name.substr(k_input.size()), name);
  }
  if (name.starts_with(k_param)) {
    return param(about, name.substr(k_param.size()), name);
  }
  if (name.starts_with(k_column)) {
    return column(about, name.substr(k_column.size()), name);
  }
  if (name == "subject") {
    return Texts{about.subject.id};
  }
  if (name == "subject.label") {
    return Texts{label_of(about.subject.id)};
  }
  if (name == "threads") {
    return Texts{std::to_string(std::max(1U, threads_of(about.resolved.protocol, about.levels)))};
  }
  if (name == "seed") {
    return seed(about);
  }
  if (name == "out") {
    return Texts{"."};
  }
  // Staged beside each other, under their own names.
  return name == "app" || name == "build" ? Texts{std::string(name)} : Result<Texts>(unknown(about, name));
}

Result<Texts> expand_word(const Case& about, const std::string& text) {
  std::map<std::string, Texts, std::less<>> values;
  std::string list;
  for (const auto& name : placeholders_of(text)) {
    TRY_ASSIGN(auto texts, placeholder(about, name));
    if (texts.empty()) {
      return Texts{};
    }
    if (texts.size() > 1 && !list.empty() && list != name) {
      return failure(ErrorKind::protocol, format("\"{}\" has two lists, {{{}}} and {{{}}}", text, list, name),
                     "write one list per word of the command");
    }
    list = texts.size() > 1 ? name : list;
    values.insert_or_assign(name, std::move(texts));
  }
  Texts words;
  const std::size_t count = list.empty() ? 1 : values.at(list).size();
  for (std::size_t i = 0; i < count; ++i) {
    TRY_ASSIGN(auto word, expand(text, [&](std::string_view name) -> std::optional<std::string> {
                 const auto& texts = values.find(name)->second;
                 return texts[std::min(i, texts.size() - 1)];
               }));
    words.push_back(std::move(word));
  }
  return words;
}

Result<std::optional<std::string>> expand_text(const Case& about, const std::string& text) {
  TRY_ASSIGN(const auto words, expand_word(about, text));
  if (words.empty()) {
    return std::nullopt;
  }
  return format("{}", fmt::join(words, " "));
}

std::string stem_of(const std::string& file_name) {
  constexpr std::array<std::string_view, 6> k_compressions = {".gz", ".bz2", ".xz", ".zst", ".lz4", ".Z"};
  const auto without = [](const std::string& name) {
    const auto dot = name.rfind('.');
    return dot == std::string::npos || dot == 0 ? name : name.substr(0, dot);
  };
  const auto stem = without(file_name);
  const bool compressed = std::ranges::any_of(
      k_compressions, [&](std::string_view ending) { return file_name.ends_with(ending); });
  return compressed ? without(stem) : stem;
}

} // namespace reprovip::plan
