#pragma once

#include "harness/model/plan.hpp"
#include "harness/model/record.hpp"
#include "harness/score/score.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace reprovip::score {

using Records = std::vector<std::optional<model::Record>>;

// A plan and what came of it, with the questions that scoring asks. Holds references: what it was made from
// must live.
class Scene {
public:
  Scene(const model::Plan& plan, const Records& records, const World& world);

  const model::Plan& plan() const { return m_plan; }
  const World& world() const { return m_world; }

  // Executions by cell, then repetition: the order in which everything is counted, whatever the launch order
  // was.
  const std::vector<std::uint32_t>& executions() const { return m_order; }
  std::uint32_t subject(std::uint32_t execution) const;
  const std::string& subject_name(std::uint32_t execution) const;
  std::uint32_t condition(std::uint32_t execution) const;
  std::uint32_t environment(std::uint32_t execution) const;
  // "r003", with the levels of what varies before it when `all`: "threads=1 r003".
  std::string name(std::uint32_t execution, bool all) const;

  // The output of an execution that succeeded and has it; else nullptr.
  const model::Output* output(std::uint32_t execution, const std::string& id) const;
  // It succeeded, and the optional output is not there.
  bool lacks_optional(std::uint32_t execution, const std::string& id) const;

  // Planned factors of more than one level, in the protocol's order.
  const std::vector<std::string>& planned() const { return m_planned; }
  // Host facts of more than one value among the records, sorted.
  const std::vector<std::string>& observed() const { return m_observed; }
  // The level of a planned factor, or the value of a host fact; "" when it is not known.
  std::string level(std::uint32_t execution, const std::string& factor) const;

private:
  void find_observed();
  const std::string* fact(std::uint32_t execution, const std::string& name) const;

  const model::Plan& m_plan;
  const Records& m_records;
  const World& m_world;
  std::vector<std::uint32_t> m_order;
  std::vector<std::string> m_planned;
  std::vector<std::string> m_observed;
};

} // namespace reprovip::score
