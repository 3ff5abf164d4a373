#pragma once

#include "harness/base/digest.hpp"
#include "harness/base/quantity.hpp"
#include "harness/model/application.hpp"
#include "harness/model/expression.hpp"
#include "harness/model/source.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace reprovip::model {

// One of: a list of ids, a glob whose star is the id, a table (TSV/CSV) with a column of ids.
struct SubjectsSpec {
  enum class Kind { list, glob, table };
  Kind kind = Kind::list;
  std::vector<std::string> list;
  std::string glob;
  std::string table;  // path
  std::string column; // "" = participant_id, else the first column; BIDS' "sub-" prefix is kept in the id
  std::vector<std::string> only;    // wildcards of ids
  std::vector<std::string> exclude; // wildcards of ids
  SourcePos where;
};

enum class Order { interleaved, random, block };
enum class SeedPolicy { none, fixed, per_repetition };
struct Repeat {
  std::uint32_t count = 3;
  std::uint32_t minimum = 0; // with `until`
  std::uint32_t maximum = 0;
  std::optional<Expression> until;
  std::string until_text;
  Order order = Order::interleaved;
  std::uint64_t order_seed = 20221010;
  SeedPolicy seed = SeedPolicy::none;
  std::uint64_t seed_base = 1;
  SourcePos where;
};

// What choosing a level of a factor does.
// `seed`: the application's seed is the level. `suite`: `{suite}` of the engines' images and archives is the
// level. `build`: the variant of the application's [build] that runs. `cpu`: the variables that hide CPU
// features (`cpu_variables`). `setting`: reprovip-exec sets it (Factor::target: "rounding", "aslr",
// "affinity", "umask", "hostname", "workdir", "readdir", "clock"). `machine`: the launcher runs it on what
// the level names. `imported`: nothing is set; the level says where a result that was imported came from.
enum class FactorEffect {
  engine,
  threads,
  parameter,
  environment,
  argument,
  image,
  wrapper,
  application,
  seed,
  suite,
  build,
  cpu,
  setting,
  machine,
  imported
};
struct Level {
  std::string name; // shown and recorded
  Value value;      // what is set; for `environment`, "" means: not set
  // Sets nothing: all is as without the factor (`neutral_level` of a built-in one).
  bool neutral = false;
};
struct Factor {
  std::string name;
  Source source = Source::run;
  FactorEffect effect = FactorEffect::environment;
  std::string target; // variable, parameter id or argument template with {level}; "" otherwise
  std::vector<Level> levels;
  SourcePos where;
};

using Assignment = std::map<std::string, std::string>; // factor → level name
// `one_at_a_time`: the reference, and every condition that differs from it in one factor.
enum class DesignKind { factorial, one_at_a_time };
struct Design {
  DesignKind kind = DesignKind::factorial;
  std::vector<Assignment> exclude;
  std::optional<Assignment> reference; // factors it leaves out stand at their first level
  SourcePos where;
};

enum class PullPolicy { never, missing };
struct EngineConfig {
  std::string engine;
  std::string image;   // reference, with a digest when it must be pinned; of VIP: the pipeline
  std::string archive; // path of an image archive, a SIF or an unpacked image
  // Of the archive, known once somebody has looked: its bytes' digest (hex), the Id of the image that a
  // docker-archive holds ("" = it is none), and the names that it has there.
  std::string archive_sha256;
  std::string archive_id;
  std::vector<std::string> archive_tags;
  PullPolicy pull = PullPolicy::never;
  std::string channels; // Guix
  std::string manifest;
  std::string profile;
  std::string mode; // of udocker: "P1" ...; of Guix: "shell", "container", "pack"; "" = the engine's default
  std::vector<std::string> options; // more options of the engine's own command line
  SourcePos where;
};

struct Resources {
  std::string cpus = "1";   // a number or "{threads}"
  std::uint64_t memory = 0; // bytes; 0 = no limit
  bool network = false;
  Seconds timeout{0}; // 0 = none
  Seconds grace{10};
  std::uint64_t log_limit = std::uint64_t{64} << 20; // bytes kept of stdout and of stderr, each
};

struct EnvironmentPolicy {
  std::vector<std::string> pass;
  std::map<std::string, std::string> set;
};

struct InputBinding {
  std::vector<std::string>
      templates; // paths relative to the protocol's file; may use {subject} and {column.NAME}
  SourcePos where;
};

struct MetricSpec {
  std::string id;
  std::string kind;
  std::string output; // of `on`
  std::string column; // of `on`, "" = the output as a whole
  std::string targets = "subject";
  std::string per; // "study", "environment", "condition", "cell", or a factor; "" = the metric's own default
  std::string across;                   // a factor, or ""
  std::string against;                  // "truth": each execution with the ground truth; else ""
  std::map<std::string, Value> options; // checked against the metric's declaration
  SourcePos where;
};

enum class Severity { info, warn, fail };
struct CriterionSpec {
  std::string id;
  std::string output; // of `on`, for classes; or
  std::string metric; // id of a metric
  std::string per;    // for `on`: "" = the whole study, "environment" = within each
  std::string require_text;
  Expression require;
  Severity severity = Severity::fail;
  // How `p` is adjusted for the number of the criterion's checks: "bonferroni", "sidak", "holm", "hochberg",
  // "bh", "by"; "" = as the metric gives it.
  std::string adjust;
  std::uint32_t min_subjects = 0;
  std::uint32_t min_repetitions = 0;
  std::vector<std::string> rows; // wildcards; empty = all
  SourcePos where;
};

struct LauncherConfig {
  std::string launcher = "local";
  std::uint32_t jobs = 0;     // at once; 0 = as the launcher thinks
  std::uint32_t retries = 2;  // of infrastructure failures only
  std::uint32_t max_fail = 0; // stop after so many failed executions; 0 = never
  std::map<std::string, Value> options;
};

// Results that were computed elsewhere: the protocol has no application and runs nothing. The paths of its
// outputs are patterns of a tree; what they name are the factors. What the protocol leaves open (subjects,
// levels, repetitions) is as the tree has it.
struct ImportSpec {
  std::string tree = ".";  // folder, relative to the data
  std::uint32_t first = 1; // the number that the first repetition has in the tree
  bool lists_subjects = false;
  bool counts = false; // [repeat] says how many repetitions there should be
  SourcePos where;
};

// A protocol as it was written and checked: names resolved within the file, nothing looked up in the world
// yet.
struct Protocol {
  std::string name; // identifies the study: `name`, else the folder's (for protocol.toml) or the file's
  std::string profile;
  std::string description;
  Path file;
  Path directory;
  Path data; // what relative inputs, subjects and truth are below; empty = `directory`
  Application application;
  std::optional<ImportSpec> import; // instead of an application
  SubjectsSpec subjects;
  std::map<std::string, InputBinding> inputs;
  std::map<std::string, Value> params;      // fixed values; a parameter that varies is a factor
  std::map<std::string, std::string> truth; // output id → path template
  Repeat repeat;
  std::vector<Factor> factors; // every planned one, `engine` first; a scalar is a factor of one level
  Design design;
  std::map<std::string, EngineConfig> engines;
  LauncherConfig launcher;
  Resources resources;
  EnvironmentPolicy environment;
  std::vector<OutputDecl> outputs; // the application's, overridden and added to
  std::vector<MetricSpec> metrics;
  std::vector<CriterionSpec> criteria;
};

std::string_view to_string(Order order);
std::string_view to_string(SeedPolicy policy);
std::string_view to_string(Severity severity);
const Factor* find_factor(const Protocol& protocol, std::string_view name);
const OutputDecl* find_output(const Protocol& protocol, std::string_view id);
const MetricSpec* find_metric(const Protocol& protocol, std::string_view id);

} // namespace reprovip::model
