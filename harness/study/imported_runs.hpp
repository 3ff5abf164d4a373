#pragma once

#include "harness/base/result.hpp"
#include "harness/model/plan.hpp"
#include "harness/study/import_shape.hpp"
#include "harness/study/import_tree.hpp"
#include "harness/study/vip_session.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace reprovip::study {

// Whose result a file is.
struct RunName {
  std::string subject;
  std::map<std::string, std::string> levels; // by factor
  std::uint32_t repetition = 1;

  auto operator<=>(const RunName&) const = default;
};
using RunFiles = std::map<std::string, TreeFile>; // by output
using Runs = std::map<RunName, RunFiles>;

// The files of a scan, by execution; `shape` grows by what they bring. Repetitions that are numbers keep
// them, counted from the protocol's `first`; others are numbered in order of their names, or of the workflows
// of a VIP session. Two files for one output of one execution are an error, and so is a tree with none.
Checked<Runs> runs_of(const TreeScan& scan, const model::Protocol& protocol,
                      const std::optional<VipSession>& session, ImportShape& shape);

// The execution of the plan for each run, or nothing where the plan leaves it out.
std::map<RunName, std::uint32_t> executions_by_name(const model::Plan& plan);

} // namespace reprovip::study
