#pragma once

#include "harness/base/digest.hpp"
#include "harness/base/result.hpp"
#include "harness/model/score.hpp"
#include "harness/model/vocabulary.hpp"
#include "harness/score/data.hpp"
#include "harness/sys/files.hpp"

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
  std::vector<std::string> files; // the names given to OutputSet::place_for of what was written there
};
using Rows = std::vector<std::pair<std::string, Finding>>; // row ("" = the whole), what it has

// One observed number: `column` says which repetition (counted within the cell), or which level with
// `across`.
struct Observation {
  double value = 0;
  int digits = 0; // printed; 0 = unknown
  std::uint32_t column = 0;
  // Which execution of the target in that column (0 when columns are repetitions): the same slot of two
  // columns differs in nothing planned but the level. Given to metrics that ask for `every_execution`.
  std::uint32_t slot = 0;
  std::vector<std::uint32_t> levels; // index into the levels of each of Sample::factors
  std::optional<double> companion;   // the same row of the column ValuesNeeds::companion, when it is finite
};
// What was observed on one target, normally a subject. In order of column, then slot.
struct Target {
  std::string name;
  std::vector<Observation> observations;
  std::optional<double> truth; // of the protocol's [truth], when there is one
};
struct SampleFactor {
  std::string name;
  std::vector<std::string> levels;
};
// All values finite, every target with at least one observation.
struct Sample {
  std::vector<Target> targets;
  std::uint32_t columns = 0;
  bool across = false;             // columns are levels of a factor
  std::vector<std::string> levels; // names of the columns, with `across`
  // Of more than one level in the group: planned ones, then the observed ones that were asked for.
  std::vector<SampleFactor> factors;
};

// How a metric of values wants its sample.
struct ValuesNeeds {
  bool every_execution = false; // with `across`: all executions of a level, not their mean
  bool pairs_of_levels =
      false;            // with `across`: two columns, a score for each pair; the reference's level first
  bool across = false;  // does nothing without `across`
  bool truth = false;   // does nothing without [truth]
  bool factors = false; // takes conditions apart itself: a group may pool them
  std::vector<std::string> observed; // facts of hosts and programs that it wants among the factors
  std::string companion;             // another column of the same table, of which it wants each value\'s
};

// From one number per execution to a score. Deterministic; the order of targets does not matter.
class ValuesMetric {
public:
  virtual ~ValuesMetric() = default;
  virtual Finding of(const Sample& sample) const = 0;
  virtual ValuesNeeds needs() const { return {}; }
};

// From two outputs to a score per row. Deterministic, and symmetric but for metrics that speak of a
// reference: that is `a`: the ground truth, the first level of `across`, or the first file.
class PairMetric {
public:
  virtual ~PairMetric() = default;
  // `column`: of a table, "" = all of it.
  virtual Rows of(const Data& a, const Data& b, const std::string& column) const = 0;
  // What two outputs with the same digest have.
  virtual Finding identity() const = 0;
  // Whether the rows are only known from the data (one per label); else there is the one row "".
  virtual bool rows_from_data() const { return false; }
  // Which of two findings is further from identity.
  virtual bool is_worse(const Finding& a, const Finding& b) const = 0;
  // Whether a field of many pairs is the largest of any of them, rather than that of the worst pair.
  virtual bool is_maximum(const std::string& /*field*/) const { return false; }
};

// Outputs that are taken together, one file of each. They are read one at a time, so that memory need not
// grow with their number.
class OutputSet {
public:
  struct Member {
    std::string name;         // "sub-01 r003"
    std::uint32_t target = 0; // index into `targets`
    std::uint32_t column = 0; // which repetition (counted within the cell), or which level with `across`
    std::uint32_t slot = 0;   // which execution of the target in that column
    Digest digest;            // canonical: the same digest is the same data
    std::uint32_t source = 0; // for whoever made the set
  };

  virtual ~OutputSet() = default;
  virtual Result<std::shared_ptr<const Data>> read(const Member& member) = 0;
  // The file itself, as the application wrote it; `file_name` has its ending.
  virtual Result<sys::Path> file(const Member& member) = 0;
  virtual std::string file_name(const Member& member) const = 0;
  // The ground truth of a target, when the protocol has one.
  virtual std::optional<Result<std::shared_ptr<const Data>>> truth(std::uint32_t target) = 0;
  // The file of the ground truth, for programs of others.
  virtual std::optional<sys::Path> truth_file(std::uint32_t /*target*/) { return std::nullopt; }
  // Where a file called `name` may be written; nothing when nobody keeps it.
  virtual std::optional<sys::Path> place_for(const std::string& name) = 0;

  std::vector<std::string> targets; // subjects
  std::vector<Member> members;      // by target, then column, then slot
  std::uint32_t columns = 0;
  bool across = false;
  std::vector<std::string> levels; // names of the columns, with `across`
};

// From many outputs to a score per row. Deterministic.
class SetMetric {
public:
  virtual ~SetMetric() = default;
  // `column`: of a table, "" = all of it. An unreadable member is an error of the whole.
  virtual Result<Rows> of(OutputSet& set, const std::string& column) const = 0;
};

using MetricPlugin =
    std::variant<std::unique_ptr<ValuesMetric>, std::unique_ptr<PairMetric>, std::unique_ptr<SetMetric>>;

// A row of the table of metrics.
struct MetricEntry {
  model::PluginDecl declaration;
  int version = 1;     // part of what is kept in the cache: raise it when a number changes
  std::string formula; // with what each field is
  std::string source;  // of the formula: author, year, and the conventions chosen
  std::string inputs;  // "one number per execution", "two label images of one grid"
  std::string unit;
  std::string range;
  std::string undefined;      // when there is no estimate
  std::string default_per;    // what `per = ""` means
  bool pools_targets = false; // one score over all targets of a file, when there are only files
  Result<MetricPlugin> (*make)(const Options& options) = nullptr; // checks the options
};

const std::vector<MetricEntry>& metric_table();
const MetricEntry* find_metric(const std::string& kind);

// What stands behind the numbers of its scores: its unit, or "" when that is the value's own ("of the
// value"), which is not known, or hangs on an option ("degrees (cone)").
std::string shown_unit(const MetricEntry& entry);

// Shared by metrics.
Finding undefined(std::string reason);
// A confidence between 0 and 1 from the options.
Result<double> confidence_option(const Options& options);

} // namespace reprovip::score
