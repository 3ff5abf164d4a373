#pragma once

#include "harness/score/observe.hpp"
#include "harness/score/score.hpp"

#include "tests/support/support.hpp"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace reprovip::score::test {

class FakeCache : public Cache {
public:
  std::optional<std::string> find(const std::string& key) override {
    const auto found = m_values.find(key);
    hits += found == m_values.end() ? 0 : 1;
    return found == m_values.end() ? std::nullopt : std::optional(found->second);
  }
  void keep(const std::string& key, const std::string& value) override { m_values[key] = value; }
  std::size_t size() const { return m_values.size(); }

  int hits = 0;

private:
  std::map<std::string, std::string> m_values;
};

// A plan and its records without a launch: subjects × conditions × repetitions, one output, contents given
// one by one.
class FakeStudy {
public:
  struct Factor {
    std::string name;
    std::vector<std::string> levels;
    model::Source source = model::Source::deployment;
  };

  FakeStudy(std::vector<std::string> subjects, const std::vector<Factor>& factors, std::uint32_t repetitions,
            const std::string& output_path = "out.csv");

  // What execution (subject, condition, repetition from 1) wrote; "!" = it failed, "-" = the optional output
  // is absent.
  void write(std::size_t subject, std::size_t condition, std::uint32_t repetition, const std::string& text,
             const std::string& canonical = {});
  // A host fact of an execution.
  void observe(std::size_t subject, std::size_t condition, std::uint32_t repetition, const std::string& fact,
               const std::string& value);
  // Adds a metric on "out" (or "out.column").
  model::MetricSpec& metric(const std::string& kind, const std::string& column = {});

  model::Scores scores();
  model::Observations observations(const ObserveOptions& options = {});
  sys::Path object(const Digest& raw) const { return m_objects.path() / raw.hex; }

  model::Plan plan;
  std::vector<std::optional<model::Record>> records;
  FakeCache cache;
  int opened = 0; // objects that were read

private:
  World world();
  std::size_t index(std::size_t subject, std::size_t condition, std::uint32_t repetition) const;

  reprovip::test::TempDir m_objects;
  std::string m_path;
  std::uint32_t m_repetitions;
};

} // namespace reprovip::score::test
