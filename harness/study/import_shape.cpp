#include "harness/study/import_shape.hpp"

#include "harness/base/format.hpp"
#include "harness/base/suggest.hpp"
#include "harness/base/wildcard.hpp"
#include "harness/model/json_fields.hpp"
#include "harness/plan/inputs.hpp"
#include "harness/plan/subjects.hpp"

#include <algorithm>
#include <filesystem>

namespace reprovip::study {

namespace {

sys::Path shape_file(const sys::Path& store, const model::Protocol& protocol) {
  const auto profile = protocol.profile.empty() ? std::string{} : "@" + protocol.profile;
  return store / "imports" / (protocol.name + profile + ".json");
}

bool is_number(const std::string& text) {
  return !text.empty() && text.size() < 10 &&
         std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

// Numbers by value, before all other text.
bool comes_before(const std::string& a, const std::string& b) {
  if (is_number(a) && is_number(b)) {
    return std::pair(std::stoul(a), a) < std::pair(std::stoul(b), b);
  }
  return std::pair(!is_number(a), a) < std::pair(!is_number(b), b);
}

std::vector<std::string> factor_names(const model::Protocol& protocol) {
  std::vector<std::string> names;
  for (const auto& factor : protocol.factors) {
    names.push_back(factor.name);
  }
  std::ranges::sort(names);
  return names;
}

// Profiles and commands may have changed: another set of factors is another import.
Result<void> check_factors(const ImportShape& shape, const model::Protocol& protocol) {
  std::vector<std::string> stored;
  for (const auto& [name, levels] : shape.levels) {
    stored.push_back(name);
  }
  if (stored != factor_names(protocol)) {
    return failure(ErrorKind::usage,
                   format("the store has an import \"{}\" with other factors ({})", protocol.name,
                          stored.empty() ? "none" : fmt::format("{}", fmt::join(stored, ", "))),
                   "give this one another name, or use another store");
  }
  return {};
}

void add_open_levels(model::Protocol& protocol,
                     const std::map<std::string, std::vector<std::string>>& levels) {
  for (auto& factor : protocol.factors) {
    const auto known = levels.find(factor.name);
    if (factor.levels.empty() && known != levels.end()) {
      for (const auto& name : known->second) {
        factor.levels.push_back({name, name});
      }
    }
  }
}

Checked<std::vector<model::Subject>> subjects_of(const model::Protocol& protocol, const ImportShape& shape) {
  if (protocol.import->lists_subjects) {
    return plan::find_subjects(protocol);
  }
  std::vector<model::Subject> subjects;
  for (const auto& id : shape.subjects) {
    subjects.emplace_back().id = id;
  }
  return subjects;
}

Error nothing_imported(const model::Protocol& protocol) {
  return make_error(ErrorKind::usage,
                    format("nothing was imported for \"{}\" into this store", protocol.name),
                    format("`reprovip import {}` does it", protocol.file.string()));
}

} // namespace

Result<ImportShape> read_shape(const sys::Path& store, const model::Protocol& protocol) {
  ImportShape shape;
  const auto file = shape_file(store, protocol);
  std::error_code ignored;
  if (!std::filesystem::exists(file, ignored)) {
    return shape;
  }
  TRY_ASSIGN(const auto text, sys::read_file(file));
  TRY_ASSIGN(const auto json, parse_json(text, file.string()));
  shape.subjects = model::texts_from_json(json["subjects"]);
  shape.names = model::texts_from_json(json["names"]);
  shape.repetitions = model::to_u32(json["repetitions"]);
  for (const auto& [factor, levels] : json["levels"].members()) {
    shape.levels[factor] = model::texts_from_json(levels);
  }
  TRY(check_factors(shape, protocol));
  return shape;
}

Result<void> write_shape(const sys::Path& store, const model::Protocol& protocol, const ImportShape& shape) {
  auto levels = Json::object();
  for (const auto& factor : protocol.factors) {
    const auto known = shape.levels.find(factor.name);
    levels.set(factor.name, known == shape.levels.end() ? Json::array() : model::to_json(known->second));
  }
  const auto json = Json::object({{"schema", 1},
                                  {"subjects", model::to_json(shape.subjects)},
                                  {"levels", std::move(levels)},
                                  {"repetitions", shape.repetitions},
                                  {"names", model::to_json(shape.names)}});
  return sys::write_file_atomic(shape_file(store, protocol), dump(json, 1) + "\n");
}

void add_sorted(std::vector<std::string>& list, const std::string& text) {
  const auto at = std::ranges::lower_bound(list, text, comes_before);
  if (at == list.end() || *at != text) {
    list.insert(at, text);
  }
}

Checked<model::Plan> plan_imported(model::Protocol protocol, const ImportShape& shape,
                                   const plan::Selection& selection, TruthLook look) {
  add_open_levels(protocol, shape.levels);
  const bool is_empty = std::ranges::any_of(
      protocol.factors, [](const model::Factor& factor) { return factor.levels.empty(); });
  if (shape.repetitions == 0 || is_empty) {
    return tl::unexpected(Errors{nothing_imported(protocol)});
  }
  if (!protocol.import->counts) {
    protocol.repeat.count = shape.repetitions;
  }
  // Launching is not what its order is about: cell by cell is easier to read.
  protocol.repeat.order = model::Order::block;
  model::Resolved resolved;
  resolved.protocol = protocol;
  TRY_ASSIGN(resolved.subjects, subjects_of(protocol, shape));
  Errors errors;
  plan::add_inputs(protocol, resolved.subjects,
                   look == TruthLook::must_be_there ? plan::Look::files : plan::Look::names_only,
                   sys::sha256_file, errors);
  if (!errors.empty()) {
    return tl::unexpected(std::move(errors));
  }
  model::Deployment deployment;
  deployment.engine = "imported";
  deployment.config.engine = "imported";
  // Two imports into one store are two things, also where their subjects and levels have the same names.
  deployment.identity = format("imported as \"{}\"", protocol.name);
  deployment.application = protocol.application;
  resolved.deployments = {std::move(deployment)};
  return plan::make_plan(std::move(resolved), selection);
}

void add_saved_levels(model::Protocol& protocol, const Json& plan) {
  std::map<std::string, std::vector<std::string>> levels;
  for (const auto& factor : plan["factors"].items()) {
    levels[factor["name"].text()] = model::texts_from_json(factor["levels"]);
  }
  add_open_levels(protocol, levels);
}

} // namespace reprovip::study
