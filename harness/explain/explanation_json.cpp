#include "harness/explain/explanation.hpp"

namespace reprovip::explain {

namespace {

Json texts(const std::vector<std::string>& all) {
  auto json = Json::array();
  for (const auto& one : all) {
    json.push(one);
  }
  return json;
}

Json names(const Explanation& explanation, const Toggles& toggles) {
  auto json = Json::array();
  for (const auto toggle : toggles) {
    json.push(explanation.candidates[toggle]);
  }
  return json;
}

const char* name_of(Kind kind) {
  return kind == Kind::between ? "between" : kind == Kind::within ? "within" : "nothing differs";
}

const char* name_of(const Step& step) {
  switch (step.answer) {
  case Answer::same:
    return step.kind == Kind::within ? "differ" : "same";
  case Answer::moved:
    return step.kind == Kind::within ? "identical" : "moved";
  case Answer::unknown:
  case Answer::stopped:
    break;
  }
  return "unknown";
}

Json to_json(const Explanation& explanation, const Cause& cause) {
  auto json = Json::object({{"switched", names(explanation, cause.toggles)},
                            {"subjects", cause.subjects},
                            {"effective", cause.effective},
                            {"executions", cause.executions},
                            {"chance", cause.chance},
                            {"confidence", 1 - cause.chance},
                            {"random", cause.random}});
  if (!cause.failed.empty()) {
    json.set("failed", cause.failed);
  }
  return json;
}

Json to_json(const Explanation& explanation, const Step& step) {
  auto json = Json::object({{"question", name_of(step.kind)},
                            {"switched", names(explanation, step.toggles)},
                            {"subject", explanation.subjects[step.subject]},
                            {"executions", step.executions},
                            {"classes", step.classes},
                            {"answer", name_of(step)}});
  if (!step.impossible.empty()) {
    json.set("impossible", step.impossible);
  }
  return json;
}

Json to_json(const Explanation& explanation, const OutputExplanation& output) {
  const auto& found = output.conclusion;
  auto causes = Json::array();
  for (const auto& cause : found.causes) {
    causes.push(to_json(explanation, cause));
  }
  auto steps = Json::array();
  for (const auto& step : found.steps) {
    steps.push(to_json(explanation, step));
  }
  auto json = Json::object({{"output", output.output},
                            {"explained", is_explained(output)},
                            {"sentence", sentence(explanation, output)},
                            {"kind", name_of(found.kind)},
                            {"causes", std::move(causes)},
                            {"innocent", names(explanation, found.innocent)},
                            {"open", names(explanation, found.open)},
                            {"held", names(explanation, found.held)},
                            {"tried", names(explanation, found.tried)},
                            {"complete", found.complete},
                            {"executions", found.executions},
                            {"subjects", found.subjects},
                            {"classes", found.classes},
                            {"notes", texts(output.notes)}});
  if (!output.failed.empty()) {
    json.set("failed", output.failed);
  }
  if (found.kind == Kind::nothing_differs) {
    json.set("differ_at_most", found.at_most);
  }
  json.set("steps", std::move(steps));
  return json;
}

} // namespace

Json to_json(const Explanation& explanation) {
  auto outputs = Json::array();
  for (const auto& output : explanation.outputs) {
    outputs.push(to_json(explanation, output));
  }
  return Json::object({{"schema", 1},
                       {"study", explanation.study},
                       {"reference", explanation.reference},
                       {"confidence", explanation.confidence},
                       {"candidates", texts(explanation.candidates)},
                       {"not_tried", texts(explanation.dropped)},
                       {"subjects", texts(explanation.subjects)},
                       {"outputs", std::move(outputs)},
                       {"executions_looked_at", explanation.looked_at},
                       {"executions_run", explanation.ran},
                       {"budget", explanation.budget},
                       {"budget_spent", explanation.spent}});
}

} // namespace reprovip::explain
