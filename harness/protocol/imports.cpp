#include "harness/protocol/imports.hpp"

#include "harness/base/format.hpp"
#include "harness/base/path_pattern.hpp"
#include "harness/base/suggest.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace reprovip::protocol {

namespace {

using model::Source;

// What a factor of this name mostly probes.
Source usual_source(const std::string& name) {
  static constexpr std::array<std::pair<std::string_view, Source>, 12> k_usual = {
      {{"version", Source::software},
       {"release", Source::software},
       {"threads", Source::run},
       {"engine", Source::deployment},
       {"container", Source::deployment},
       {"compiler", Source::build},
       {"host", Source::machine},
       {"cpu", Source::machine},
       {"site", Source::machine},
       {"algorithm", Source::method},
       {"system", Source::os},
       {"precision", Source::run}}};
  if (const auto same = model::source_from(name)) {
    return *same;
  }
  const auto* const found = std::ranges::find(k_usual, name, [](const auto& pair) { return pair.first; });
  return found == k_usual.end() ? Source::deployment : found->second;
}

std::vector<std::string> factor_names(const std::vector<model::OutputDecl>& outputs) {
  std::vector<std::string> names;
  for (const auto& output : outputs) {
    const auto pattern = PathPattern::parse(output.path);
    for (const auto& name : pattern ? pattern->names() : std::vector<std::string>{}) {
      if (name != "subject" && name != "repetition" && std::ranges::find(names, name) == names.end()) {
        names.push_back(name);
      }
    }
  }
  return names;
}

std::string braced(const std::vector<std::string>& names) {
  return names.empty() ? "no name" : format("{{{}}}", fmt::join(names, "}, {"));
}

std::vector<std::string> sorted(std::vector<std::string> names) {
  std::ranges::sort(names);
  return names;
}

const Node* path_of(const Node& root, const std::string& output) {
  const auto* outputs = root.find("outputs");
  const auto* one = outputs ? outputs->find(output) : nullptr;
  const auto* path = one ? one->find("path") : nullptr;
  return path && path->is_text() ? path : nullptr;
}

void add_levels(const Node& written, model::Factor& factor, Diagnostics& diagnostics) {
  const auto add = [&](const Node& item) {
    const auto name = item.is_scalar() ? model::to_text(value_of(item)) : std::string{};
    const bool known = std::ranges::find(factor.levels, name, &model::Level::name) != factor.levels.end();
    if (name.empty() || known) {
      diagnostics.add(item.at, name.empty()
                                   ? "a level needs a name"
                                   : format("level \"{}\" of \"{}\" is given twice", name, factor.name));
      return;
    }
    factor.levels.push_back({name, name});
  };
  if (written.is_scalar()) {
    add(written);
  }
  for (const auto& item : written.items) {
    add(item);
  }
}

void check_names(const Node& root, const std::string& table, const std::vector<std::string>& names,
                 Diagnostics& diagnostics) {
  for (const auto& member : members_at(root, table)) {
    if (std::ranges::find(names, member.key) == names.end()) {
      const auto near = best_match(member.key, names);
      diagnostics.add(member.at, format("no output's path has {{{}}}", member.key),
                      near.empty() ? format("the patterns have {}", braced(names))
                                   : format("did you mean \"{}\"?", near));
    }
  }
}

} // namespace

std::optional<model::ImportSpec> import_from(const Node& root, Diagnostics& diagnostics) {
  const auto* node = root.find("import");
  if (!node || !node->is_table()) {
    return std::nullopt;
  }
  model::ImportSpec spec;
  spec.tree = text_at(*node, "tree", spec.tree);
  spec.first = static_cast<std::uint32_t>(
      std::clamp<std::int64_t>(integer_at(*node, "first").value_or(spec.first), 0, 1'000'000'000));
  spec.lists_subjects = root.find("subjects") != nullptr;
  spec.where = to_pos(root.member("import")->at);
  const auto* repeat = root.find("repeat");
  spec.counts = repeat && repeat->find("count");
  if (const auto* until = repeat ? repeat->member("until") : nullptr) {
    diagnostics.add(until->at, "\"until\" means nothing for results that are imported", "give \"count\"");
  }
  return spec;
}

void check_patterns(const Node& root, const std::vector<model::OutputDecl>& outputs,
                    Diagnostics& diagnostics) {
  if (outputs.empty()) {
    diagnostics.add(root.member("import")->at, "there are no outputs to import",
                    "add [outputs.ID] with path = \"exec_{repetition}/{subject}/...\"");
  }
  std::optional<std::vector<std::string>> first;
  for (const auto& output : outputs) {
    const auto* path = path_of(root, output.id);
    if (!path) {
      continue; // reported as missing
    }
    const auto pattern = PathPattern::parse(path->text);
    if (!pattern) {
      diagnostics.add(path->at, pattern.error().message, pattern.error().advice);
    } else if (!first) {
      first = pattern->names();
    } else if (sorted(*first) != sorted(pattern->names())) {
      diagnostics.add(path->at,
                      format("this path has {}, that of output \"{}\" has {}", braced(pattern->names()),
                             outputs.front().id, braced(*first)),
                      "give all outputs the same names: together they say whose result a file is");
    }
  }
}

std::vector<model::Factor> imported_factors(const Node& root, const std::vector<model::OutputDecl>& outputs,
                                            Diagnostics& diagnostics) {
  const auto names = factor_names(outputs);
  check_names(root, "factors", names, diagnostics);
  check_names(root, "factor", names, diagnostics);
  std::vector<model::Factor> factors;
  for (const auto& name : names) {
    model::Factor factor;
    factor.name = name;
    factor.effect = model::FactorEffect::imported;
    factor.source = usual_source(name);
    const auto* own = root.find("factor");
    own = own ? own->find(name) : nullptr;
    if (own) {
      factor.source = model::source_from(text_at(*own, "source")).value_or(factor.source);
    }
    for (const auto& member : own ? own->members : std::vector<Member>{}) {
      if (member.key != "source") {
        diagnostics.add(member.at, format("\"{}\" means nothing for results that are imported", member.key),
                        "give \"source\" only; nothing is set");
      }
    }
    const auto* written = root.find("factors");
    if (const auto* levels = written ? written->member(name) : nullptr) {
      factor.where = to_pos(levels->at);
      add_levels(levels->value, factor, diagnostics);
    }
    factors.push_back(std::move(factor));
  }
  return factors;
}

} // namespace reprovip::protocol
