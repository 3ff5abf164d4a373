#include "harness/base/format.hpp"
#include "harness/model/elsewhere.hpp"
#include "harness/store/layout.hpp"
#include "harness/store/state.hpp"
#include "harness/store/writer.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

namespace reprovip::store {

namespace {

// One writer's attempts sort in the order in which it made them, also within a millisecond.
sys::UtcMillis next_time(std::atomic<sys::UtcMillis>& last) {
  const auto now = sys::real_clock().utc();
  auto seen = last.load();
  while (!last.compare_exchange_weak(seen, std::max(now, seen + 1))) {
  }
  return std::max(now, seen + 1);
}

Json inputs_to_json(const model::Subject& subject) {
  auto inputs = Json::array();
  for (const auto& input : subject.inputs) {
    inputs.push(Json::object(
        {{"id", input.id}, {"staged", input.staged}, {"sha256", input.digest.hex}, {"bytes", input.size}}));
  }
  return inputs;
}

Json command_to_json(const model::Application& application) {
  if (application.shell) {
    return application.shell->text;
  }
  auto argv = Json::array();
  for (const auto& word : application.command) {
    argv.push(word);
  }
  return argv;
}

Json levels_to_json(const model::Plan& plan, const model::Condition& condition) {
  auto levels = Json::object();
  const auto& factors = plan.resolved.protocol.factors;
  for (std::size_t i = 0; i < factors.size(); ++i) {
    levels.set(factors[i].name, model::level_of(plan, condition, i).name);
  }
  return levels;
}

Json cell_to_json(const model::Plan& plan, const model::Cell& cell) {
  const auto& condition = plan.conditions[cell.condition];
  const auto& deployment = plan.resolved.deployments[condition.deployment];
  const auto& subject = plan.resolved.subjects[cell.subject];
  auto params = Json::object();
  for (const auto& [name, value] : plan.resolved.protocol.params) {
    params.set(name, model::to_json(value));
  }
  return Json::object({{"schema", 1},
                       {"cell", cell.key.hex},
                       {"application", deployment.application.name},
                       {"command", command_to_json(deployment.application)},
                       {"subject", subject.id},
                       {"inputs", inputs_to_json(subject)},
                       {"levels", levels_to_json(plan, condition)},
                       {"params", params},
                       {"engine", deployment.engine},
                       {"identity", deployment.identity}});
}

bool has_record(const sys::Path& attempt) {
  return ::access((attempt / k_record_file).c_str(), F_OK) == 0;
}

Result<void> clean_repetition(const sys::Path& directory) {
  for (const auto& attempt : sys::list_names(directory)) {
    if (has_record(directory / attempt) || is_elsewhere(directory / attempt)) {
      continue;
    }
    const auto writer = writer_of(attempt);
    if (writer && life_of(*writer) == Life::dead) {
      TRY(sys::remove_tree(directory / attempt));
    }
  }
  return {};
}

} // namespace

Result<Store::Attempt> Store::new_attempt(const Digest& cell, std::uint32_t repetition) {
  TRY(m_state->may_write());
  const auto parent = repetition_directory(m_state->root, cell, repetition);
  TRY(sys::make_directories(parent));
  Attempt attempt;
  attempt.id = make_attempt_id(next_time(m_state->last_attempt), this_writer());
  attempt.directory = parent / attempt.id;
  if (::mkdir(attempt.directory.c_str(), 0777) != 0) {
    return tl::unexpected(sys::os_error("make the directory", attempt.directory, errno));
  }
  return attempt;
}

Result<std::optional<Store::Elsewhere>> Store::elsewhere(const Digest& cell, std::uint32_t repetition) const {
  const auto directory = repetition_directory(m_state->root, cell, repetition);
  for (const auto& name : sys::list_names(directory)) {
    const auto file = directory / name / model::k_elsewhere_file;
    if (name.find('.') != std::string::npos || !is_elsewhere(directory / name)) {
      continue;
    }
    TRY_ASSIGN(const auto text, sys::read_file(file));
    TRY_ASSIGN(auto marker, parse_json(text.substr(0, text.find('\n')), file.string()));
    return Elsewhere{{name, directory / name}, std::move(marker)};
  }
  return std::nullopt;
}

Result<void> Store::describe_cell(const model::Plan& plan, const model::Cell& cell) {
  TRY(m_state->may_write());
  const auto file = cell_directory(m_state->root, cell.key) / "cell.json";
  if (::access(file.c_str(), F_OK) == 0) {
    return {};
  }
  m_state->dirty = true;
  return sys::write_file_atomic(file, dump(cell_to_json(plan, cell), 2) + "\n", m_state->durability());
}

std::vector<Store::CellNote> Store::cell_notes() const {
  std::vector<CellNote> notes;
  for (const auto& name : sys::list_names(m_state->root / "cells")) {
    const Digest key{name};
    const auto text = sys::read_file(cell_directory(m_state->root, key) / "cell.json");
    const auto json = text ? parse_json(*text) : Result<Json>(tl::unexpected(text.error()));
    if (json) {
      CellNote note{key, (*json)["application"].text(), (*json)["subject"].text(), {}};
      for (const auto& [factor, level] : (*json)["levels"].members()) {
        note.levels[factor] = level.text();
      }
      notes.push_back(std::move(note));
    }
  }
  return notes;
}

Result<void> Store::write_record(const Attempt& attempt, const model::Record& record) {
  TRY(m_state->may_write());
  m_state->dirty = true;
  const auto file = attempt.directory / k_record_file;
  TRY(sys::write_file_atomic(file, dump(model::to_json(record)) + "\n", m_state->durability()));
  if (m_state->durable) {
    const auto repetition = attempt.directory.parent_path();
    TRY(flush_path(repetition));
    TRY(flush_path(repetition.parent_path()));
    TRY(flush_path(m_state->root / "cells"));
  }
  // The record is written: scratch that cannot be removed now (files of a container's root) is garbage, no
  // error.
  for (const auto& name : sys::list_names(attempt.directory)) {
    if (name != k_record_file) {
      static_cast<void>(sys::remove_tree(attempt.directory / name));
    }
  }
  return {};
}

Result<void> Store::clean(const model::Plan& plan) {
  TRY(m_state->may_write());
  for (const auto& cell : plan.cells) {
    const auto directory = cell_directory(m_state->root, cell.key);
    for (const auto& name : sys::list_names(directory)) {
      if (name.front() == 'r') {
        TRY(clean_repetition(directory / name));
      }
    }
  }
  return {};
}

} // namespace reprovip::store
