#include "harness/study/import.hpp"

#include "harness/base/format.hpp"
#include "harness/plan/subjects.hpp"
#include "harness/study/appraise.hpp"
#include "harness/study/import_stage.hpp"
#include "harness/study/imported_runs.hpp"
#include "harness/study/saved.hpp"

#include <algorithm>
#include <filesystem>

namespace reprovip::study {

namespace fs = std::filesystem;

namespace {

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
    const auto keep = [this](const sys::Path& file, const Digest& digest) {
      return m_store.keep_object(file, digest);
    };
    TRY_ASSIGN(record.outputs, imported_outputs(m_plan.resolved.protocol.outputs, files, m_tree,
                                                attempt.directory / "work", keep));
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
