#include "harness/model/score.hpp"

#include "harness/base/format.hpp"
#include "harness/model/json_fields.hpp"

#include <algorithm>
#include <array>

namespace reprovip::model {

namespace {

constexpr std::array<std::string_view, 3> k_scopes = {"repeatability", "reproducibility", "replicability"};

Scope scope_from(const std::string& text) {
  for (std::size_t i = 0; i < k_scopes.size(); ++i) {
    if (k_scopes[i] == text) {
      return static_cast<Scope>(i);
    }
  }
  return Scope::repeatability;
}

Json fields_json(const std::vector<std::pair<std::string, double>>& fields) {
  auto object = Json::object();
  for (const auto& [name, value] : fields) {
    object.set(name, value);
  }
  return object;
}

Json score_json(const Score& score) {
  return Json::object({{"metric", score.metric},
                       {"kind", score.kind},
                       {"output", score.output},
                       {"column", score.column},
                       {"row", score.row},
                       {"group", score.group},
                       {"levels", to_json(score.levels)},
                       {"scope", to_string(score.scope)},
                       {"estimate", optional_to_json(score.estimate)},
                       {"interval", to_json(score.interval)},
                       {"reason", score.reason},
                       {"unit", score.unit},
                       {"label", score.label},
                       {"identical", score.identical},
                       {"decision", optional_to_json(score.decision)},
                       {"subjects", score.subjects},
                       {"repetitions", score.repetitions},
                       {"missing", score.missing},
                       {"fields", fields_json(score.fields)},
                       {"notes", to_json(score.notes)},
                       {"files", to_json(score.files)}});
}

Score score_from(const Json& json) {
  Score score;
  score.metric = json["metric"].text();
  score.kind = json["kind"].text();
  score.output = json["output"].text();
  score.column = json["column"].text();
  score.row = json["row"].text();
  score.group = json["group"].text();
  score.levels = text_map_from_json(json["levels"]);
  score.scope = scope_from(json["scope"].text());
  score.estimate = optional_number(json["estimate"]);
  score.interval = interval_from_json(json["interval"]);
  score.reason = json["reason"].text();
  score.unit = json["unit"].text();
  score.label = json["label"].text();
  score.identical = json["identical"].boolean();
  if (json["decision"].is_bool()) {
    score.decision = json["decision"].boolean();
  }
  score.subjects = to_u32(json["subjects"]);
  score.repetitions = to_u32(json["repetitions"]);
  score.missing = to_u32(json["missing"]);
  for (const auto& [name, value] : json["fields"].members()) {
    score.fields.emplace_back(name, value.number());
  }
  score.notes = texts_from_json(json["notes"]);
  score.files = texts_from_json(json["files"]);
  return score;
}

Json class_list_json(const std::vector<OutputClass>& classes) {
  auto array = Json::array();
  for (const auto& one : classes) {
    auto executions = Json::array();
    for (const auto execution : one.executions) {
      executions.push(execution);
    }
    array.push(Json::object({{"digest", one.digest.hex}, {"executions", std::move(executions)}}));
  }
  return array;
}

std::vector<OutputClass> class_list_from(const Json& json) {
  std::vector<OutputClass> classes;
  for (const auto& item : json.items()) {
    OutputClass one{Digest{item["digest"].text()}, {}};
    for (const auto& execution : item["executions"].items()) {
      one.executions.push_back(to_u32(execution));
    }
    classes.push_back(std::move(one));
  }
  return classes;
}

Json counts_json(const std::map<std::string, std::uint32_t>& counts) {
  auto object = Json::object();
  for (const auto& [name, count] : counts) {
    object.set(name, count);
  }
  return object;
}

std::map<std::string, std::uint32_t> counts_from(const Json& json) {
  std::map<std::string, std::uint32_t> counts;
  for (const auto& [name, count] : json.members()) {
    counts[name] = to_u32(count);
  }
  return counts;
}

Json alignment_json(const Alignment& alignment) {
  return Json::object({{"factor", alignment.factor},
                       {"observed", alignment.observed},
                       {"explains", alignment.explains},
                       {"separates", alignment.separates},
                       {"adjusted_rand", alignment.adjusted_rand},
                       {"p", optional_to_json(alignment.p)},
                       {"p_adjusted", optional_to_json(alignment.p_adjusted)},
                       {"exact", alignment.exact},
                       {"reason", alignment.reason},
                       {"split", alignment.split},
                       {"same_as", to_json(alignment.same_as)}});
}

Alignment alignment_from(const Json& json) {
  Alignment alignment;
  alignment.factor = json["factor"].text();
  alignment.observed = json["observed"].boolean();
  alignment.explains = json["explains"].boolean();
  alignment.separates = json["separates"].boolean();
  alignment.adjusted_rand = json["adjusted_rand"].number();
  alignment.p = optional_number(json["p"]);
  alignment.p_adjusted = optional_number(json["p_adjusted"]);
  alignment.exact = json["exact"].boolean();
  alignment.reason = json["reason"].text();
  alignment.split = json["split"].text();
  alignment.same_as = texts_from_json(json["same_as"]);
  return alignment;
}

Json classes_json(const OutputClasses& classes) {
  auto subjects = Json::array();
  for (const auto& subject : classes.subjects) {
    subjects.push(Json::object({{"subject", subject.subject},
                                {"canonical", class_list_json(subject.canonical)},
                                {"raw", class_list_json(subject.raw)},
                                {"missing", subject.missing}}));
  }
  auto alignments = Json::array();
  for (const auto& alignment : classes.alignments) {
    alignments.push(alignment_json(alignment));
  }
  return Json::object({{"output", classes.output},
                       {"sentence", classes.sentence},
                       {"executions", classes.executions},
                       {"missing", classes.missing},
                       {"classes", classes.classes},
                       {"classes_raw", classes.classes_raw},
                       {"classes_within", classes.classes_within},
                       {"classes_raw_within", classes.classes_raw_within},
                       {"per_environment", counts_json(classes.per_environment)},
                       {"per_environment_raw", counts_json(classes.per_environment_raw)},
                       {"modal_fraction", classes.modal_fraction},
                       {"simpson", classes.simpson},
                       {"alignments", std::move(alignments)},
                       {"ignored", to_json(classes.ignored)},
                       {"suspicious", classes.suspicious},
                       {"suspicion", classes.suspicion},
                       {"subjects", std::move(subjects)}});
}

OutputClasses classes_from(const Json& json) {
  OutputClasses classes;
  classes.output = json["output"].text();
  classes.sentence = json["sentence"].text();
  classes.executions = to_u32(json["executions"]);
  classes.missing = to_u32(json["missing"]);
  classes.classes = to_u32(json["classes"]);
  classes.classes_raw = to_u32(json["classes_raw"]);
  classes.classes_within = to_u32(json["classes_within"]);
  classes.classes_raw_within = to_u32(json["classes_raw_within"]);
  classes.per_environment = counts_from(json["per_environment"]);
  classes.per_environment_raw = counts_from(json["per_environment_raw"]);
  classes.modal_fraction = json["modal_fraction"].number();
  classes.simpson = json["simpson"].number();
  for (const auto& item : json["alignments"].items()) {
    classes.alignments.push_back(alignment_from(item));
  }
  classes.ignored = texts_from_json(json["ignored"]);
  classes.suspicious = json["suspicious"].boolean();
  classes.suspicion = json["suspicion"].text();
  for (const auto& item : json["subjects"].items()) {
    classes.subjects.push_back({to_u32(item["subject"]), class_list_from(item["canonical"]),
                                class_list_from(item["raw"]), to_u32(item["missing"])});
  }
  return classes;
}

} // namespace

std::string value_name(const std::string& output, const std::string& column, const std::string& row) {
  std::string name = output;
  if (!column.empty()) {
    name += "." + column;
  }
  if (!row.empty()) {
    name += "[" + row + "]";
  }
  return name;
}

std::string value_name(const Score& score) {
  return value_name(score.output, score.column, score.row);
}

Json to_json(const Scores& scores) {
  auto classes = Json::array();
  for (const auto& one : scores.classes) {
    classes.push(classes_json(one));
  }
  auto all = Json::array();
  for (const auto& score : scores.scores) {
    all.push(score_json(score));
  }
  auto json = Json::object({{"schema", scores.schema},
                            {"study", scores.study},
                            {"classes", std::move(classes)},
                            {"scores", std::move(all)},
                            {"warnings", to_json(scores.warnings)}});
  if (scores.looks > 1) {
    json.set("looks", scores.looks);
  }
  return json;
}

Result<Scores> scores_from_json(const Json& json, const std::string& name) {
  if (json["schema"].integer() != 1) {
    return failure(ErrorKind::data, format("{}: this is not a list of scores of format 1", name));
  }
  Scores scores;
  scores.study = json["study"].text();
  for (const auto& item : json["classes"].items()) {
    scores.classes.push_back(classes_from(item));
  }
  for (const auto& item : json["scores"].items()) {
    scores.scores.push_back(score_from(item));
  }
  scores.warnings = texts_from_json(json["warnings"]);
  scores.looks = static_cast<std::uint32_t>(std::max(json["looks"].integer(1), std::int64_t{1}));
  return scores;
}

} // namespace reprovip::model
