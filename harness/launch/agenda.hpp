#pragma once

#include "harness/model/plan.hpp"
#include "harness/model/record.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace reprovip::launch {

// How many distinct outputs there are so far, by canonical digest: those of the executions told of.
class ClassesSoFar {
public:
  void add(const model::Record& record);
  // The most of any output within one subject; 0 when nothing can be compared yet.
  std::uint32_t most() const;
  // How many there are of each output within one cell, by output.
  std::map<std::string, std::uint32_t> of_cell(const Digest& cell) const;

private:
  using Digests = std::set<std::string>;
  std::map<std::pair<std::string, std::string>, Digests> m_by_subject; // and output
  std::map<std::string, std::map<std::string, Digests>> m_by_cell;     // then by output
  std::map<std::string, std::uint32_t> m_executions;                   // complete ones, by subject
};

struct AgendaCell {
  std::string name; // "sub-01 {threads=2}"
  Digest key;
  std::uint32_t executions = 0; // to run now
};

// What is to be run, for people.
struct Agenda {
  std::vector<AgendaCell> cells;                // those with something to run, in launch order
  std::map<std::string, std::uint32_t> cell_of; // by the name of an execution
  std::uint32_t to_run = 0;
  std::uint32_t reused = 0; // executions of the plan that need not run
  ClassesSoFar classes;     // of the reused ones
};

// `records`: one per execution of the plan; those of executions that do not run are reused.
Agenda agenda_of(const model::Plan& plan, const std::vector<std::uint32_t>& executions,
                 const std::vector<std::optional<model::Record>>& records);

} // namespace reprovip::launch
