#include "harness/protocol/sections.hpp"

#include "harness/base/format.hpp"
#include "harness/base/quantity.hpp"
#include "harness/protocol/expression.hpp"
#include "harness/protocol/templates.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace reprovip::protocol {

namespace {

std::uint32_t count_at(const Node& table, std::string_view key, std::uint32_t otherwise) {
  const auto value = integer_at(table, key);
  return value && *value >= 0 && *value <= UINT32_MAX ? static_cast<std::uint32_t>(*value) : otherwise;
}

std::uint64_t seed_at(const Node& table, std::string_view key, std::uint64_t otherwise) {
  const auto value = integer_at(table, key);
  return value && *value >= 0 ? static_cast<std::uint64_t>(*value) : otherwise;
}

void check_subject_ids(const Node& list, Diagnostics& diagnostics) {
  for (std::size_t i = 0; i < list.items.size(); ++i) {
    const auto& id = list.items[i];
    const bool is_repeated =
        std::any_of(list.items.begin(), list.items.begin() + static_cast<std::ptrdiff_t>(i),
                    [&](const Node& earlier) { return earlier.text == id.text; });
    if (id.is_text() && id.text.empty()) {
      diagnostics.add(id.at, "a subject needs a name");
    } else if (id.is_text() && is_repeated) {
      diagnostics.add(id.at, format("subject \"{}\" is listed twice", id.text));
    }
  }
}

void check_glob(const Node& glob, Diagnostics& diagnostics) {
  if (!glob.text.empty() && glob.text.find('*') == std::string::npos) {
    diagnostics.add(glob.at, format("the glob \"{}\" has no star that is the subject", glob.text),
                    "write \"*\" where the subject's id stands");
  }
}

model::Order order_from(const std::string& text) {
  return text == "random"  ? model::Order::random
         : text == "block" ? model::Order::block
                           : model::Order::interleaved;
}

model::SeedPolicy seed_policy_from(const std::string& text) {
  return text == "fixed"            ? model::SeedPolicy::fixed
         : text == "per-repetition" ? model::SeedPolicy::per_repetition
                                    : model::SeedPolicy::none;
}

// With a stopping rule, `count` is what is run before it is first looked at.
void read_until(const Node& node, model::Repeat& repeat, Diagnostics& diagnostics) {
  const auto* until = node.find("until");
  const auto* minimum = node.find("min");
  const auto* maximum = node.find("max");
  if (!until && (minimum || maximum)) {
    diagnostics.add(minimum ? minimum->at : maximum->at, "\"min\" and \"max\" go with \"until\"",
                    "give \"until\", or \"count\" alone");
    return;
  }
  if (!until || !until->is_text()) {
    return;
  }
  if (!maximum) {
    diagnostics.add(until->at, "missing key \"max\" in [repeat]", "\"until\" needs an end");
  }
  repeat.minimum = count_at(node, "min", 2);
  repeat.maximum = count_at(node, "max", repeat.minimum);
  repeat.count = repeat.minimum;
  repeat.until_text = until->text;
  if (auto expression = parse_expression(until->text)) {
    repeat.until = std::move(*expression);
  }
  if (maximum && repeat.maximum < repeat.minimum) {
    diagnostics.add(maximum->at, format("\"max\" is less than \"min\" ({})", repeat.minimum));
  }
}

std::string cpus_text(const Node& node, Diagnostics& diagnostics) {
  auto text = model::to_text(value_of(node));
  if (text == "{threads}") {
    return text;
  }
  double number = 0;
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (failed != std::errc{} || end != text.data() + text.size() || !std::isfinite(number) || number <= 0) {
    diagnostics.add(node.at, format("\"cpus\" cannot be \"{}\"", text),
                    "write a number above 0, or \"{threads}\"");
  }
  return text;
}

void read_duration(const Node* table, std::string_view key, Seconds& duration) {
  if (const auto parsed = parse_duration(table ? text_at(*table, key) : ""); parsed) {
    duration = *parsed;
  }
}

void read_bytes(const Node& table, std::string_view key, std::uint64_t& bytes) {
  if (const auto parsed = parse_bytes(text_at(table, key)); parsed) {
    bytes = *parsed;
  }
}

} // namespace

model::SubjectsSpec subjects_from(const Node& root, Diagnostics& diagnostics) {
  model::SubjectsSpec subjects;
  const auto* member = root.member("subjects");
  if (!member) {
    return subjects;
  }
  const auto& node = member->value;
  subjects.where = to_pos(member->at);
  if (node.is_list()) {
    check_subject_ids(node, diagnostics);
    subjects.list = texts_at(root, "subjects");
    return subjects;
  }
  subjects.list = texts_at(node, "list");
  subjects.glob = text_at(node, "glob");
  subjects.table = text_at(node, "table");
  subjects.column = text_at(node, "column");
  subjects.only = texts_at(node, "only");
  subjects.exclude = texts_at(node, "exclude");
  if (const auto* list = node.find("list")) {
    check_subject_ids(*list, diagnostics);
  } else if (const auto* glob = node.find("glob")) {
    subjects.kind = model::SubjectsSpec::Kind::glob;
    check_glob(*glob, diagnostics);
  } else if (node.find("table")) {
    subjects.kind = model::SubjectsSpec::Kind::table;
  } else if (node.is_table()) {
    diagnostics.add(member->at, "[subjects] names no subject", "give \"list\", \"glob\" or \"table\"");
  }
  return subjects;
}

model::Repeat repeat_from(const Node& root, Diagnostics& diagnostics) {
  model::Repeat repeat;
  const auto* member = root.member("repeat");
  if (!member) {
    return repeat;
  }
  const auto& node = member->value;
  repeat.where = to_pos(member->at);
  repeat.count = count_at(node, "count", repeat.count);
  repeat.order = order_from(text_at(node, "order"));
  repeat.order_seed = seed_at(node, "order_seed", repeat.order_seed);
  repeat.seed = seed_policy_from(text_at(node, "seed"));
  repeat.seed_base = seed_at(node, "seed_base", repeat.seed_base);
  read_until(node, repeat, diagnostics);
  return repeat;
}

namespace {

// Modes that are spelt right but of another engine.
void check_mode(const Node& node, const model::EngineConfig& engine, Diagnostics& diagnostics) {
  const auto* mode = node.find("mode");
  if (mode == nullptr || !mode->is_text()) {
    return;
  }
  const bool is_guix_mode = engine.mode == "shell" || engine.mode == "container" || engine.mode == "pack";
  if ((engine.engine != "udocker" && engine.engine != "guix") || is_guix_mode != (engine.engine == "guix")) {
    diagnostics.add(mode->at, format("engine \"{}\" has no mode \"{}\"", engine.engine, engine.mode));
  }
}

} // namespace

std::map<std::string, model::EngineConfig> engines_from(const Node& root, Diagnostics& diagnostics) {
  std::map<std::string, model::EngineConfig> engines;
  for (const auto& member : members_at(root, "engine")) {
    const auto& node = member.value;
    model::EngineConfig engine;
    engine.engine = member.key;
    engine.image = text_at(node, "image");
    engine.archive = text_at(node, "archive");
    engine.pull = text_at(node, "pull") == "missing" ? model::PullPolicy::missing : model::PullPolicy::never;
    engine.channels = text_at(node, "channels");
    engine.manifest = text_at(node, "manifest");
    engine.profile = text_at(node, "profile");
    engine.mode = text_at(node, "mode");
    check_mode(node, engine, diagnostics);
    engine.options = texts_at(node, "options");
    engine.where = to_pos(member.at);
    engines[member.key] = std::move(engine);
  }
  return engines;
}

model::LauncherConfig launcher_from(const Node& root) {
  model::LauncherConfig launcher;
  launcher.launcher = text_at(root, "launcher", launcher.launcher);
  const auto* node = root.find("launcher");
  if (!node || !node->is_table()) {
    return launcher;
  }
  launcher.launcher = text_at(*node, "launcher", launcher.launcher);
  launcher.jobs = count_at(*node, "jobs", launcher.jobs);
  launcher.retries = count_at(*node, "retries", launcher.retries);
  launcher.max_fail = count_at(*node, "max_fail", launcher.max_fail);
  for (const auto& member : node->members) {
    const bool is_own = member.key == "launcher" || member.key == "jobs" || member.key == "retries" ||
                        member.key == "max_fail";
    if (!is_own && member.value.is_scalar()) {
      launcher.options[member.key] = value_of(member.value);
    } else if (!is_own && member.value.is_list()) {
      launcher.options[member.key] = json_of(member.value);
    }
  }
  return launcher;
}

model::Resources resources_from(const Node& root, Diagnostics& diagnostics) {
  model::Resources resources;
  const auto* node = root.find("resources");
  if (!node) {
    return resources;
  }
  if (const auto* cpus = node->find("cpus"); cpus && (cpus->is_number() || cpus->is_text())) {
    resources.cpus = cpus_text(*cpus, diagnostics);
  }
  resources.network = boolean_at(*node, "network", resources.network);
  read_bytes(*node, "memory", resources.memory);
  read_bytes(*node, "log_limit", resources.log_limit);
  const auto* timeout = node->find("timeout");
  if (timeout && timeout->is_text()) {
    read_duration(node, "timeout", resources.timeout);
  } else {
    read_duration(timeout, "hard", resources.timeout);
    read_duration(timeout, "grace", resources.grace);
  }
  return resources;
}

} // namespace reprovip::protocol
