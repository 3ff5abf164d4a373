#pragma once

#include "harness/model/study.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

// One table of what ran: how each deployment is identified, what it costs, and whether its outputs are those
// of the others.
namespace reprovip::report {

struct DeploymentRow {
  std::string name; // the levels that tell it from the others: "engine=docker"; "" of the only one
  std::string engine;
  std::string identity; // whole
  std::uint32_t executions = 0;
  std::uint32_t succeeded = 0;
  std::uint32_t classes = 0; // largest number over outputs, subjects and whatever else is planned
  // Deployments with the same letter have the same classes of every output for every subject and whatever
  // else is planned; "A in part" where one of them lacks some; "" without any output.
  std::string class_set;
  std::optional<double> overhead_s; // median over executions that know it
  std::optional<double> wall_s;     // median over those that succeeded
  // "reference", "identical", "identical as far as seen" (one of them lacks some), "differs", "unstable",
  // "nothing to compare" (the reference lacks all of it), "no output".
  std::string agreement;
  // Worst of the deciding checks that speak of it and not of all; absent when there is none.
  std::optional<model::Status> status;
};
// One for each deployment, the design's reference (else the first) first; none when there is a single one
// that is native: it says nothing then.
std::vector<DeploymentRow> deployment_rows(const model::Study& study);

// "image sha256:..." → "sha256:0123456789ab", "store /gnu/store/..." → "0123456789ab-program-1.0": what
// people compare.
std::string short_identity(const std::string& identity);

constexpr std::array<const char*, 7> k_deployment_columns = {
    "deployment", "identity", "executions", "classes", "overhead", "wall", "verdict"};
std::array<std::string, 7> deployment_cells(const DeploymentRow& row);

} // namespace reprovip::report
