#include "harness/study/import.hpp"

#include "harness/base/format.hpp"
#include "harness/base/placeholders.hpp"
#include "harness/collect/collect.hpp"
#include "harness/plan/subjects.hpp"
#include "harness/study/appraise.hpp"
#include "harness/study/imported_runs.hpp"
#include "harness/study/saved.hpp"
#include "harness/sys/archive.hpp"

#include <algorithm>
#include <filesystem>

namespace reprovip::study {

namespace fs = std::filesystem;

namespace {

// A second name of the file costs nothing; what is kept of it is a copy.
Result<void> stage_file(const sys::Path& from, const sys::Path& to) {
  std::error_code error;
  fs::create_hard_link(fs::canonical(from, error), to, error);
  if (error) {
    error.clear();
    fs::copy_file(from, to, error);
  }
  if (error) {
    return failure(ErrorKind::data, format("cannot copy \"{}\": {}", from.string(), error.message()));
  }
  return {};
}

Result<void> stage_folder(const sys::Path& from, const sys::Path& to) {
  TRY(sys::make_directories(to));
  TRY_ASSIGN(const auto entries, sys::list_tree(from));
  for (const auto& entry : entries) {
    std::error_code ignored;
    if (entry.kind == sys::FileKind::directory) {
      TRY(sys::make_directories(to / entry.relative));
    } else if (fs::is_regular_file(from / entry.relative, ignored)) {
      TRY(stage_file(from / entry.relative, to / entry.relative));
    }
  }
  return {};
}

bool same_outputs(const std::vector<model::Output>& a, const std::vector<model::Output>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const auto& one, const auto& other) {
    return one.id == other.id && one.state == other.state && one.raw == other.raw &&
           one.canonical == other.canonical;
  });
}

// One import into one store.
class Importing {
public:
  Importing(store::Store& store, const model::Plan& plan, sys::Path tree)
      : m_store(store), m_plan(plan), m_tree(std::move(tree)) {}

  enum class Done { added, changed, known };
  Result<Done> import(std::uint32_t execution, const RunFiles& files,
                      const std::optional<model::Record>& before) {
    const auto& planned = m_plan.executions[execution];
    const auto& cell = m_plan.cells[planned.cell];
    TRY(m_store.describe_cell(m_plan, cell));
    TRY_ASSIGN(const auto attempt, m_store.new_attempt(cell.key, planned.repetition));
    auto record = describe(planned, cell, files);
    record.attempt = attempt.id;
    TRY_ASSIGN(record.outputs, outputs_of(attempt.directory / "work", files));
    if (before && same_outputs(before->outputs, record.outputs)) {
      TRY(sys::remove_tree(attempt.directory));
      return Done::known;
    }
    TRY(m_store.write_record(attempt, record));
    return before ? Done::changed : Done::added;
  }

private:
  model::Record describe(const model::Execution& planned, const model::Cell& cell,
                         const RunFiles& files) const {
    const auto& condition = m_plan.conditions[cell.condition];
    const auto& deployment = m_plan.resolved.deployments[condition.deployment];
    const auto& factors = m_plan.resolved.protocol.factors;
    model::Record record;
    record.study = m_plan.study;
    record.cell = cell.key;
    record.repetition = planned.repetition;
    record.subject = m_plan.resolved.subjects[cell.subject].id;
    for (std::size_t i = 0; i < factors.size(); ++i) {
      record.levels[factors[i].name] = model::level_of(m_plan, condition, i).name;
    }
    record.engine = deployment.engine;
    record.identity = deployment.identity;
    record.application_version = deployment.application.version;
    record.ending.outcome = model::Outcome::succeeded;
    record.tool_version = REPROVIP_VERSION;
    for (const auto& [output, file] : files) {
      record.imported[output] = file.path;
    }
    return record;
  }

  // Each output has a folder of its own: two may have files of one name.
  Result<std::vector<model::Output>> outputs_of(const sys::Path& work, const RunFiles& files) {
    std::vector<model::Output> outputs;
    for (const auto& declared : m_plan.resolved.protocol.outputs) {
      const auto found = files.find(declared.id);
      if (found == files.end()) {
        auto& output = outputs.emplace_back();
        output.id = declared.id;
        output.state = declared.optional ? model::OutputState::absent_optional : model::OutputState::missing;
        output.reason = format("no file of the tree is its \"{}\"", declared.path);
        continue;
      }
      const auto folder = work / declared.id;
      const sys::Path name = sys::Path(found->second.path).filename();
      TRY(sys::make_directories(folder));
      TRY(stage(found->second, declared, folder / name));
      auto staged = declared;
      staged.path = name.string();
      TRY_ASSIGN(staged.member, member_of(declared, found->second));
      const auto keep = [this](const sys::Path& file, const Digest& digest) {
        return m_store.keep_object(file, digest);
      };
      TRY_ASSIGN(auto collected, collect::collect_outputs(folder, {staged}, keep));
      outputs.push_back(std::move(collected.front()));
    }
    return outputs;
  }

  // What the names of the pattern stand for, they stand for in an archive too.
  static Result<std::string> member_of(const model::OutputDecl& declared, const TreeFile& file) {
    return expand(declared.member, [&](std::string_view name) {
      const auto value = file.values.find(std::string(name));
      return value == file.values.end() ? std::nullopt : std::optional(value->second);
    });
  }

  Result<void> stage(const TreeFile& file, const model::OutputDecl& declared, const sys::Path& to) const {
    if (!file.archive.empty()) {
      return sys::extract_members(m_tree / file.archive, {{file.member, to}});
    }
    return declared.kind == model::OutputKind::directory ? stage_folder(m_tree / file.path, to)
                                                         : stage_file(m_tree / file.path, to);
  }

  store::Store& m_store;
  const model::Plan& m_plan;
  sys::Path m_tree;
};

Result<void> import_all(store::Store& store, const model::Plan& plan, const Runs& runs, const sys::Path& tree,
                        ImportResult& result) {
  std::vector<std::string> warnings;
  TRY_ASSIGN(const auto before, records_of(store, plan, warnings));
  const auto executions = executions_by_name(plan);
  Importing importing(store, plan, tree);
  for (const auto& [name, files] : runs) {
    const auto execution = executions.find(name);
    if (execution == executions.end()) {
      for (const auto& [output, file] : files) {
        result.left_out.push_back(file.path);
      }
      continue;
    }
    TRY_ASSIGN(const auto done, importing.import(execution->second, files, before[execution->second]));
    result.added += done == Importing::Done::added ? 1 : 0;
    result.changed += done == Importing::Done::changed ? 1 : 0;
    result.known += done == Importing::Done::known ? 1 : 0;
  }
  return store.flush();
}

Checked<sys::Path> tree_of(const model::Protocol& protocol, const sys::Path& given) {
  if (!protocol.import) {
    return tl::unexpected(Errors{make_error(
        ErrorKind::usage, format("protocol \"{}\" has no [import]: it runs its application", protocol.name),
        format("`reprovip run {}` runs it", protocol.file.string()))});
  }
  const auto tree = given.empty() ? plan::data_directory(protocol) / protocol.import->tree : given;
  return tree.lexically_normal();
}

} // namespace

Checked<ImportResult> import_results(const Request& request, const sys::Path& given) {
  TRY_ASSIGN(auto protocol, read_request(request));
  TRY_ASSIGN(const auto tree, tree_of(protocol, given));
  TRY_ASSIGN(auto scan, scan_tree(tree, protocol.outputs));
  TRY_ASSIGN(const auto session, checked(read_vip_session(tree)));
  if (session) {
    protocol.application.version = session->pipeline;
    std::erase(scan.unmatched, "session_data.json");
  }
  TRY_ASSIGN(auto shape, checked(read_shape(request.store, protocol)));
  TRY_ASSIGN(const auto runs, runs_of(scan, protocol, session, shape));
  TRY_ASSIGN(auto plan, plan_imported(protocol, shape, request.selection, TruthLook::must_be_there));

  TRY_ASSIGN(auto store, checked(store::Store::open(request.store, store::Access::write)));
  TRY_ASSIGN(const auto lock, checked(store.lock(plan.study)));
  TRY(checked(write_shape(request.store, protocol, shape)));
  TRY(checked(save_plan(store, plan, request)));
  ImportResult result;
  TRY(checked(import_all(store, plan, runs, tree, result)));
  TRY_ASSIGN(result.study, checked(appraise(store, std::move(plan))));
  result.study.options = options_text(request);
  TRY(checked(save_judgement(store, result.study)));
  result.exit = exit_code(result.study);
  result.unmatched = std::move(scan.unmatched);
  result.problems = std::move(scan.problems);
  return result;
}

} // namespace reprovip::study
