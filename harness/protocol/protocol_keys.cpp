#include "harness/protocol/declaration.hpp"
#include "harness/protocol/output_keys.hpp"

#include <utility>

namespace reprovip::protocol {

namespace {

Key subjects() {
  Table content;
  content.keys = {
      list("list", k_text, "subject ids").filled(),
      text("glob", "a pattern of paths; what its star stands for is the subject's id").filled(),
      text("table", "a TSV or CSV file, such as BIDS' participants.tsv").filled(),
      text("column", "the table's column of ids").with_default("participant_id, else the first column"),
      list("only", k_text, "keep the subjects whose id matches one of these wildcards"),
      list("exclude", k_text, "leave out the subjects whose id matches one of these wildcards"),
  };
  content.alternatives = {{"list"}, {"glob"}, {"table", "column"}};
  auto key = table("subjects", std::move(content), "the N input data sets; one of `list`, `glob`, `table`");
  key.shapes |= k_list;
  key.shorthand = "list";
  key.required = true;
  key.unless = "import";
  return key;
}

Key imported() {
  Table content;
  content.keys = {
      text("tree", "the folder, below the protocol's or `--data`").filled().with_default("\".\""),
      value("first", k_integer, "the number that the first repetition has in the tree")
          .at_least(0)
          .at_most(1e9)
          .with_default("1"),
  };
  return table("import", std::move(content),
               "results computed elsewhere, for `reprovip import`: outputs' paths are patterns such as "
               "`{version}/exec_{repetition}/{subject}/mask.nii.gz`, whose names are the factors");
}

Key repeat() {
  Table content;
  content.keys = {
      value("count", k_integer, "repetitions of each cell").at_least(1).at_most(1e6).with_default("3"),
      value("min", k_integer, "with `until`: repetitions before it is looked at")
          .at_least(2)
          .at_most(1e6)
          .with_default("2"),
      value("max", k_integer, "with `until`: repetitions at most").at_least(2).at_most(1e6),
      text("until", "repeat until this holds, over the metrics by id: `\"max(width(nu)) < 0.02\"`")
          .as(Form::expression),
      text("order", "interleaved: repetition by repetition over all cells; random; block: cell by cell")
          .one_of({"interleaved", "random", "block"})
          .with_default("\"interleaved\""),
      value("order_seed", k_integer, "of the order").at_least(0).with_default("20221010"),
      text("seed", "the application's seed: none; fixed; per-repetition (derived and recorded)")
          .one_of({"none", "fixed", "per-repetition"})
          .with_default("\"none\""),
      value("seed_base", k_integer, "the fixed seed, or what seeds are derived from")
          .at_least(0)
          .with_default("1"),
  };
  content.alternatives = {{"count"}, {"min", "max", "until"}};
  return table("repeat", std::move(content), "the K repetitions");
}

Key factor() {
  Table content;
  content.keys = {
      text("source", "the source of variability that it probes; required for a factor that is not built in")
          .one_of({"method", "software", "build", "os", "machine", "deployment", "run"}),
      text("env", "levels are values of this variable; the level `\"\"` leaves it unset").filled(),
      text("arg", "an argument with `{level}`, appended to the command").filled(),
      text("param", "levels are values of this parameter").filled(),
      value("image", k_boolean | k_text, "levels are images; text is a template with `{level}`"),
      value("wrapper", k_boolean | k_text,
            "levels are commands put before the command; text is a template with `{level}`"),
      value("application", k_boolean | k_text,
            "levels are application files (versions); text is a template with `{level}`"),
  };
  auto levels = table_of("levels", value("LEVEL", k_scalar, "what this level sets"),
                         "name → value, or a list of values");
  levels.shapes |= k_list;
  levels.items = k_scalar;
  levels.not_empty = true;
  content.keys.push_back(std::move(levels));
  content.alternatives = {{"env"}, {"arg"}, {"param"}, {"image"}, {"wrapper"}, {"application"}};
  return table_of(
      "factor",
      table("NAME", std::move(content),
            "an own factor: what it sets, and its levels; or names for the levels of a built-in one"),
      "own factors; they vary when [factors] names them");
}

Key factors() {
  auto each = value("FACTOR", k_scalar | k_list, "a list of levels; a scalar is one fixed level");
  each.items = k_scalar;
  each.not_empty = true;
  return table_of(
      "factors", std::move(each),
      "what varies, each with each unless [design] says otherwise: parameters of the application, built-in "
      "factors (`reprovip list factors`), own factors");
}

Key design() {
  const auto pairs = [] {
    Table content;
    content.any = std::make_shared<const Key>(value("FACTOR", k_scalar, "a level of this factor"));
    return content;
  };
  Table content;
  content.keys = {
      text("kind",
           "factorial: every combination of levels; one-at-a-time: the reference, and every condition "
           "that differs from it in one factor")
          .one_of({"factorial", "one-at-a-time"})
          .with_default("\"factorial\""),
      tables("exclude", pairs(), "conditions left out: those that have all levels of one of these"),
      table("reference", pairs(),
            "the condition that others are compared with; "
            "factors left out stand at their first level")};
  return table("design", std::move(content),
               "which combinations of levels are conditions, and the reference");
}

Key engine() {
  Table content;
  content.keys = {
      text("image",
           "the image's reference; with `@sha256:...` it is pinned; `{suite}` is the level of `suite`")
          .filled(),
      text("archive", "an image archive or a SIF file; `{suite}` is the level of `suite`").filled(),
      text("pull", "whether an image that is not there is pulled")
          .one_of({"never", "missing"})
          .with_default("\"never\""),
      text("channels", "Guix channels file").filled(),
      text("manifest", "Guix manifest file").filled(),
      text("profile", "Guix profile").filled(),
      text("mode", "how the engine runs: of udocker P1 P2 R1 R2 R3 S1, of Guix shell container pack")
          .one_of({"P1", "P2", "R1", "R2", "R3", "S1", "shell", "container", "pack"}),
      list("options", k_text, "more options of the engine's own command line"),
  };
  auto each = table("ENGINE", std::move(content), "how this engine deploys the application");
  each.words = Words::engines;
  return table_of("engine", std::move(each), "engines: `native`, `docker` ...");
}

Key launcher() {
  Table content;
  content.keys = {
      text("launcher", "where executions run").from(Words::launchers).with_default("\"local\""),
      value("jobs", k_integer, "executions at once; 0: as the launcher thinks")
          .at_least(0)
          .at_most(1e6)
          .with_default("0"),
      value("retries", k_integer, "tries again after failures of the infrastructure")
          .at_least(0)
          .at_most(1000)
          .with_default("2"),
      value("max_fail", k_integer, "stop after so many failed executions; 0: never")
          .at_least(0)
          .at_most(1e9)
          .with_default("0"),
  };
  content.options_of = Words::launchers;
  content.plugin_key = "launcher";
  content.plugin_fallback = "local";
  auto key = table("launcher", std::move(content), "where and how executions run");
  key.shapes |= k_text;
  key.shorthand = "launcher";
  return key;
}

Key resources() {
  Table timeout;
  timeout.keys = {
      text("hard", "of one execution").as(Form::duration),
      text("grace", "between the request to end and the kill").as(Form::duration).with_default("\"10s\"")};
  auto limit = table("timeout", std::move(timeout), "wall time; text is its `hard`");
  limit.shapes |= k_text;
  limit.shorthand = "hard";
  Table content;
  content.keys = {
      value("cpus", k_number | k_text, "CPUs of one execution: a number, or `\"{threads}\"`")
          .with_default("1"),
      text("memory", "memory of one execution: `\"4GiB\"`").as(Form::bytes).with_default("no limit"),
      value("network", k_boolean, "whether the application may use the network").with_default("false"),
      std::move(limit),
      text("log_limit", "bytes kept of stdout and of stderr, each").as(Form::bytes).with_default("\"64MiB\""),
  };
  return table("resources", std::move(content), "what one execution may use");
}

Key environment() {
  Table content;
  content.keys = {
      list("pass", k_text, "variables passed on from the caller"),
      table_of("set", value("VARIABLE", k_scalar, "its value"), "variables set; nothing else is passed"),
  };
  return table("env", std::move(content), "the environment of an execution");
}

Key metric() {
  Table content;
  content.keys = {
      text("id", "its name in criteria and reports").as(Form::id).must(),
      text("kind", "which metric").from(Words::metrics).must(),
      text("on", "an output, or a column of its table: `\"amplitudes.Amplitude\"`").filled().must(),
      text("targets", "what is measured again and again")
          .one_of({"subject", "row"})
          .with_default("\"subject\""),
      text("per",
           "one score per `study`, `environment`, `condition`, `subject`, `cell`, or level of a factor")
          .filled(),
      text("across", "a factor: pairs of its levels, matched on the other factors").filled(),
      text("against", "`\"truth\"`: each execution with the output's ground truth, of `[truth]`")
          .one_of({"truth"}),
  };
  content.options_of = Words::metrics;
  content.plugin_key = "kind";
  return tables("metric", std::move(content),
                "what is computed from the outputs; further keys are the metric's options");
}

Key criterion() {
  Table minimum;
  minimum.keys = {
      value("subjects", k_integer, "fewer subjects: inconclusive").at_least(0).at_most(1e9).with_default("0"),
      value("repetitions", k_integer, "fewer repetitions: inconclusive")
          .at_least(0)
          .at_most(1e9)
          .with_default("0")};
  Table content;
  content.keys = {
      text("id", "its name in reports").as(Form::id).must(),
      text("on", "an output: the requirement is on its classes").filled(),
      text("metric", "the id of a metric: the requirement is on its scores").filled(),
      text("per", "with `on`: classes over the whole study, or within each environment")
          .one_of({"study", "environment"})
          .with_default("\"study\""),
      text("require", "an expression: `\"classes == 1\"`, `\"nu <= 0.10\"`, `\"pass\"`")
          .as(Form::expression)
          .must(),
      text("severity", "what a failure means").one_of({"info", "warn", "fail"}).with_default("\"fail\""),
      text("adjust", "with `metric`: adjusts `p` for testing once per check")
          .one_of({"bonferroni", "sidak", "holm", "hochberg", "bh", "by"})
          .with_default("`p` as it is"),
      table("min", std::move(minimum), "the data that a verdict needs"),
      list("rows", k_text, "rows of the table it is about, as wildcards").with_default("all"),
  };
  content.alternatives = {{"on", "per"}, {"metric", "adjust"}};
  return tables("criterion", std::move(content), "what is required");
}

std::vector<Key> common_keys() {
  auto inputs = table_of("inputs", value("INPUT", k_text | k_list, "path, or paths, of this input").filled(),
                         "the application's inputs; `{subject}` and `{column.NAME}` stand for the subject's");
  auto params = value("PARAMETER", k_scalar | k_list, "its fixed value");
  params.items = k_scalar;
  return {
      text("application", "an application.toml or a Boutiques descriptor (.json)")
          .filled()
          .must_unless("import"),
      imported(),
      subjects(),
      std::move(inputs),
      table_of("params", std::move(params), "fixed values of the application's parameters"),
      table_of("truth",
               text("OUTPUT", "path of the ground truth; may use `{subject}` and `{column.NAME}`").filled(),
               "ground truth of outputs, for conclusions"),
      repeat(),
      factors(),
      factor(),
      design(),
      engine(),
      launcher(),
      resources(),
      environment(),
      table_of("outputs", output_keys(false), "more outputs, or other settings of the application's"),
  };
}

// The same keys, none of them required: a profile says only what differs.
std::shared_ptr<const Table> relaxed(const Table& from);

Key relaxed(Key key) {
  key.required = false;
  if (key.table) {
    key.table = relaxed(*key.table);
  }
  return key;
}

std::shared_ptr<const Table> relaxed(const Table& from) {
  Table table = from;
  for (auto& key : table.keys) {
    key = relaxed(std::move(key));
  }
  if (table.any) {
    table.any = std::make_shared<const Key>(relaxed(*table.any));
  }
  return std::make_shared<const Table>(std::move(table));
}

// [[metric]] becomes [metric.ID].
Key by_id(const Key& list_of_tables) {
  auto each = table("ID", *relaxed(*list_of_tables.table), list_of_tables.doc);
  return table_of(list_of_tables.name, std::move(each), list_of_tables.doc);
}

Table make_profile_keys() {
  Table table;
  table.keys = {text("description", "what it is about")};
  for (auto& key : common_keys()) {
    table.keys.push_back(relaxed(std::move(key)));
  }
  table.keys.push_back(by_id(metric()));
  table.keys.push_back(by_id(criterion()));
  return table;
}

Table make_protocol_keys() {
  Table table;
  table.keys = {
      value("schema", k_integer, "version of this file format").at_least(1).with_default("1"),
      text("name", "identifies the study").as(Form::id).with_default("the folder's or the file's name"),
      text("description", "what it is about"),
  };
  for (auto& key : common_keys()) {
    table.keys.push_back(std::move(key));
  }
  table.keys.push_back(metric());
  table.keys.push_back(criterion());
  table.alternatives = {{"import"},
                        {"application", "inputs", "params", "engine", "launcher", "resources", "env"}};
  table.keys.push_back(table_of(
      "profile", protocol::table("NAME", make_profile_keys(), "overrides, chosen by `--profile NAME`"),
      "variants: any key above, metrics and criteria by id (`criterion.retest.severity`)"));
  return table;
}

} // namespace

const Table& protocol_keys() {
  static const Table k_keys = make_protocol_keys();
  return k_keys;
}

const Table& profile_keys() {
  static const Table k_keys = make_profile_keys();
  return k_keys;
}

} // namespace reprovip::protocol
