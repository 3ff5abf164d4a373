#include "harness/model/baseline.hpp"

#include "harness/base/format.hpp"
#include "harness/model/json_fields.hpp"

#include <algorithm>
#include <array>
#include <limits>

namespace reprovip::model {

namespace {

constexpr const char* k_kind = "reprovip-baseline";
// Members of the file, then the items of its lists, then their cells have lines of their own.
constexpr int k_lines_deep = 4;

Json condition_json(const BaselineCondition& condition) {
  return Json::object({{"name", condition.name},
                       {"variant", condition.variant},
                       {"environment", condition.environment},
                       {"reference", condition.is_reference},
                       {"levels", to_json(condition.levels)}});
}

BaselineCondition condition_from(const Json& json) {
  return {json["name"].text(), json["variant"].text(), json["environment"].text(),
          text_map_from_json(json["levels"]), json["reference"].boolean()};
}

// Names, so that a line can be read by itself.
class Writer {
public:
  explicit Writer(const Baseline& baseline) : m_baseline(baseline) {}

  Json cell(const BaselineCell& cell) const {
    auto json = Json::object({{"subject", m_baseline.subjects[cell.subject]}});
    if (m_baseline.conditions.size() > 1) {
      json.set("condition", m_baseline.conditions[cell.condition].name);
    }
    return json;
  }

  Json output(const BaselineOutput& output) const {
    auto cells = Json::array();
    for (const auto& one : output.cells) {
      auto digests = Json::object({});
      for (const auto& [digest, count] : one.digests) {
        digests.set(digest, count);
      }
      cells.push(cell(one.cell)
                     .set("executions", one.executions)
                     .set("classes", one.classes)
                     .set("digests", std::move(digests)));
    }
    return Json::object({{"output", output.output}, {"cells", std::move(cells)}});
  }

  Json value(const BaselineValue& value) const {
    auto cells = Json::array();
    for (const auto& one : value.cells) {
      cells.push(cell(one.cell).set("n", one.count).set("mean", one.mean).set("sd", one.sd));
    }
    return Json::object(
        {{"value", value_name(value)},
         {"output", value.output},
         {"column", value.column},
         {"row", value.row},
         {"within", Json::object({{"sd", value.within_sd}, {"df", value.within_df}})},
         {"prior", Json::object({{"sd", value.prior_sd}, {"df", optional_to_json(value.prior_df)}})},
         {"cells", std::move(cells)}});
  }

  Json executions() const {
    auto json = Json::array();
    for (std::size_t i = 0; i < m_baseline.executions.size(); ++i) {
      const auto& [which, count] = m_baseline.executions[i];
      json.push(cell(which).set("executions", count).set("cell", m_baseline.keys[i]));
    }
    return json;
  }

private:
  const Baseline& m_baseline;
};

Json deviations_json(const Baseline& baseline) {
  auto largest = Json::array();
  std::int64_t unbounded = 0;
  for (const double one : baseline.deviations) {
    if (one < std::numeric_limits<double>::infinity()) {
      largest.push(one);
    } else {
      ++unbounded;
    }
  }
  return Json::object(
      {{"executions", baseline.deviating}, {"unbounded", unbounded}, {"largest", std::move(largest)}});
}

Json check_json(const BaselineCheck& check) {
  return Json::object({{"criterion", check.criterion},
                       {"value", check.value},
                       {"group", check.group},
                       {"status", to_string(check.status)},
                       {"estimate", optional_to_json(check.estimate)},
                       {"interval", to_json(check.interval)}});
}

Status status_from(const std::string& text) {
  return text == "pass" ? Status::pass : text == "fail" ? Status::fail : Status::inconclusive;
}

template <typename Item, typename Write>
Json list_json(const std::vector<Item>& items, Write write) {
  auto list = Json::array();
  for (const auto& item : items) {
    list.push(write(item));
  }
  return list;
}

class Reader {
public:
  explicit Reader(Baseline& baseline) : m_baseline(baseline) {}

  // Nothing when it names a subject or condition that the file does not have.
  std::optional<BaselineCell> cell(const Json& json) const {
    const auto subject = std::ranges::find(m_baseline.subjects, json["subject"].text());
    const auto condition =
        std::ranges::find(m_baseline.conditions, json["condition"].text(m_baseline.conditions.front().name),
                          &BaselineCondition::name);
    if (subject == m_baseline.subjects.end() || condition == m_baseline.conditions.end()) {
      return std::nullopt;
    }
    return BaselineCell{static_cast<std::uint32_t>(subject - m_baseline.subjects.begin()),
                        static_cast<std::uint32_t>(condition - m_baseline.conditions.begin())};
  }

  bool read(const Json& json) {
    const bool whole =
        json["executions"].is_array() && json["outputs"].is_array() && json["values"].is_array();
    return whole && read_executions(json["executions"]) && read_outputs(json["outputs"]) &&
           read_values(json["values"]);
  }

private:
  bool read_executions(const Json& json) {
    for (const auto& item : json.items()) {
      const auto which = cell(item);
      if (!which) {
        return false;
      }
      m_baseline.executions.emplace_back(*which, to_u32(item["executions"]));
      m_baseline.keys.push_back(item["cell"].text());
    }
    return true;
  }

  bool read_outputs(const Json& json) {
    for (const auto& item : json.items()) {
      BaselineOutput output{item["output"].text(), {}};
      for (const auto& one : item["cells"].items()) {
        const auto which = cell(one);
        if (!which) {
          return false;
        }
        BaselineClasses classes{*which, to_u32(one["executions"]), to_u32(one["classes"]), {}};
        for (const auto& [digest, count] : one["digests"].members()) {
          classes.digests.emplace_back(digest, to_u32(count));
        }
        output.cells.push_back(std::move(classes));
      }
      m_baseline.outputs.push_back(std::move(output));
    }
    return true;
  }

  static bool is_spread(const Json& json) { return json["sd"].is_number() && json["sd"].number() >= 0; }

  bool read_values(const Json& json) {
    for (const auto& item : json.items()) {
      if (!is_spread(item["within"]) || !is_spread(item["prior"])) {
        return false;
      }
      BaselineValue value;
      value.output = item["output"].text();
      value.column = item["column"].text();
      value.row = item["row"].text();
      value.within_sd = item["within"]["sd"].number();
      value.within_df = item["within"]["df"].number();
      value.prior_sd = item["prior"]["sd"].number();
      value.prior_df = optional_number(item["prior"]["df"]);
      for (const auto& one : item["cells"].items()) {
        const auto which = cell(one);
        if (!which || to_u32(one["n"]) == 0 || !one["mean"].is_number() || !is_spread(one)) {
          return false;
        }
        value.cells.push_back({*which, to_u32(one["n"]), one["mean"].number(), one["sd"].number()});
      }
      m_baseline.values.push_back(std::move(value));
    }
    return true;
  }

  Baseline& m_baseline;
};

void read_deviations(const Json& json, Baseline& baseline) {
  baseline.deviating = to_u32(json["executions"]);
  baseline.deviations.assign(to_u32(json["unbounded"]), std::numeric_limits<double>::infinity());
  for (const auto& one : json["largest"].items()) {
    baseline.deviations.push_back(one.number());
  }
}

void write_lines(const Json& json, int depth, std::string& text) {
  const auto indent = std::string(static_cast<std::size_t>(depth), ' ');
  const bool flat = depth >= k_lines_deep || (!json.is_object() && !json.is_array()) ||
                    (json.items().empty() && json.members().empty()) ||
                    (json.is_array() && !json.items().front().is_object());
  if (flat) {
    text += dump(json);
    return;
  }
  text += json.is_object() ? "{" : "[";
  const char* between = "\n";
  for (const auto& [key, member] : json.members()) {
    text += between + indent + " " + dump(Json(key)) + ": ";
    write_lines(member, depth + 1, text);
    between = ",\n";
  }
  for (const auto& item : json.items()) {
    text += between + indent + " ";
    write_lines(item, depth + 1, text);
    between = ",\n";
  }
  text += "\n" + indent + (json.is_object() ? "}" : "]");
}

} // namespace

std::string value_name(const BaselineValue& value) {
  return value_name(value.output, value.column, value.row);
}

Json to_json(const Baseline& baseline) {
  const Writer writer(baseline);
  return Json::object(
      {{"kind", k_kind},
       {"schema", baseline.schema},
       {"name", baseline.name},
       {"tool_version", baseline.tool_version},
       {"study", baseline.study},
       {"status", to_string(baseline.status)},
       {"protocol",
        Json::object(
            {{"name", baseline.protocol}, {"file", baseline.protocol_file}, {"profile", baseline.profile}})},
       {"application", Json::object({{"name", baseline.application},
                                     {"version", baseline.version},
                                     {"identities", to_json(baseline.identities)}})},
       {"subjects", to_json(baseline.subjects)},
       {"conditions", list_json(baseline.conditions, condition_json)},
       {"executions", writer.executions()},
       {"checks", list_json(baseline.checks, check_json)},
       {"deviations", deviations_json(baseline)},
       {"outputs", list_json(baseline.outputs, [&](const auto& one) { return writer.output(one); })},
       {"values", list_json(baseline.values, [&](const auto& one) { return writer.value(one); })}});
}

Result<Baseline> baseline_from_json(const Json& json, const std::string& name) {
  Baseline baseline;
  baseline.schema = static_cast<int>(json["schema"].integer());
  if (json["kind"].text() != k_kind || baseline.schema != 1) {
    return failure(ErrorKind::data, format("\"{}\" is no baseline that this version reads", name),
                   "`reprovip baseline accept` writes one");
  }
  baseline.name = json["name"].text();
  baseline.tool_version = json["tool_version"].text();
  baseline.study = json["study"].text();
  baseline.status = status_from(json["status"].text());
  baseline.protocol = json["protocol"]["name"].text();
  baseline.protocol_file = json["protocol"]["file"].text();
  baseline.profile = json["protocol"]["profile"].text();
  baseline.application = json["application"]["name"].text();
  baseline.version = json["application"]["version"].text();
  baseline.identities = texts_from_json(json["application"]["identities"]);
  baseline.subjects = texts_from_json(json["subjects"]);
  for (const auto& condition : json["conditions"].items()) {
    baseline.conditions.push_back(condition_from(condition));
  }
  if (baseline.conditions.empty() || !Reader(baseline).read(json)) {
    return failure(ErrorKind::data,
                   format("\"{}\" is damaged: it speaks of a subject, condition, number or list that it does "
                          "not have",
                          name),
                   "write it anew with `reprovip baseline accept`");
  }
  read_deviations(json["deviations"], baseline);
  for (const auto& check : json["checks"].items()) {
    baseline.checks.push_back({check["criterion"].text(), check["value"].text(), check["group"].text(),
                               status_from(check["status"].text()), optional_number(check["estimate"]),
                               interval_from_json(check["interval"])});
  }
  return baseline;
}

std::string baseline_text(const Baseline& baseline) {
  std::string text;
  write_lines(to_json(baseline), 0, text);
  return text + "\n";
}

} // namespace reprovip::model
