#pragma once

#include "harness/base/result.hpp"
#include "harness/model/score.hpp"
#include "harness/model/vocabulary.hpp"
#include "harness/score/data.hpp"

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace reprovip::score {

// What a metric says of one group of values, or of one pair of outputs. The parts of model::Score that it
// knows.
struct Finding {
  std::optional<double> estimate; // finite, or absent with `reason`
  std::optional<model::Interval> interval;
  std::string reason;
  std::string label;
  bool identical = false;
  std::optional<bool> decision;
  std::vector<std::pair<std::string, double>> fields; // finite
  std::vector<std::string> notes;
};

// One observed number: `column` says which repetition (counted within the cell), or which level with
// `across`.
struct Observation {
  double value = 0;
  int digits = 0; // printed; 0 = unknown
  std::uint32_t column = 0;
};
// What was observed on one target, normally a subject. In order of column.
struct Target {
  std::string name;
  std::vector<Observation> observations;
};
// All values finite, every target with at least one observation.
struct Sample {
  std::vector<Target> targets;
  std::uint32_t columns = 0;
  bool across = false; // columns are levels of a factor
};

// From one number per execution to a score. Deterministic; the order of targets does not matter.
class ValuesMetric {
public:
  virtual ~ValuesMetric() = default;
  virtual Finding of(const Sample& sample) const = 0;
};

// From two outputs to a score per row. Symmetric and deterministic.
class PairMetric {
public:
  virtual ~PairMetric() = default;
  // `column`: of a table, "" = all of it.
  virtual std::vector<std::pair<std::string, Finding>> of(const Data& a, const Data& b,
                                                          const std::string& column) const = 0;
  // What two outputs with the same digest have.
  virtual Finding identity() const = 0;
  // Whether the rows are only known from the data (one per label); else there is the one row "".
  virtual bool rows_from_data() const { return false; }
  // Which of two findings is further from identity.
  virtual bool is_worse(const Finding& a, const Finding& b) const = 0;
  // Whether a field of many pairs is the largest of any of them, rather than that of the worst pair.
  virtual bool is_maximum(const std::string& /*field*/) const { return false; }
};

using MetricPlugin = std::variant<std::unique_ptr<ValuesMetric>, std::unique_ptr<PairMetric>>;

// A row of the table of metrics.
struct MetricEntry {
  model::PluginDecl declaration;
  int version = 1; // part of what is kept in the cache: raise it when a number changes
  std::string unit;
  std::string range;
  std::string undefined;      // when there is no estimate
  std::string default_per;    // what `per = ""` means
  bool pools_targets = false; // one score over all targets of a file, when there are only files
  Result<MetricPlugin> (*make)(const Options& options) = nullptr; // checks the options
};

const std::vector<MetricEntry>& metric_table();
const MetricEntry* find_metric(const std::string& kind);

// Shared by metrics.
Finding undefined(std::string reason);
// A confidence between 0 and 1 from the options.
Result<double> confidence_option(const Options& options);

} // namespace reprovip::score
