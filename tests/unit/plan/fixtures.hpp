#pragma once

#include "harness/model/plan.hpp"
#include "harness/plan/planner.hpp"
#include "harness/plan/resolve.hpp"
#include "harness/sys/hash.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

// Small plans made by hand: no file is read.
namespace reprovip::plan::test {

inline model::Factor factor(std::string name, model::FactorEffect effect, model::Source source,
                            const std::vector<std::pair<std::string, model::Value>>& levels,
                            std::string target = {}) {
  model::Factor made;
  made.name = std::move(name);
  made.effect = effect;
  made.source = source;
  made.target = std::move(target);
  for (const auto& [level, value] : levels) {
    made.levels.push_back({level, value});
  }
  return made;
}

inline model::Factor engines(const std::vector<std::string>& names) {
  std::vector<std::pair<std::string, model::Value>> levels;
  for (const auto& name : names) {
    levels.emplace_back(name, name);
  }
  return factor("engine", model::FactorEffect::engine, model::Source::deployment, levels);
}

inline model::Factor threads(const std::vector<std::int64_t>& counts) {
  std::vector<std::pair<std::string, model::Value>> levels;
  for (const auto count : counts) {
    levels.emplace_back(std::to_string(count), count);
  }
  return factor("threads", model::FactorEffect::threads, model::Source::run, levels);
}

// "tool --in {input.image} --level {param.level} --out {out}" with one output.
inline model::Application application() {
  model::Application made;
  made.name = "tool";
  made.version = "1.0";
  made.file = "/p/app/application.toml";
  made.directory = "/p/app";
  made.command = {"tool", "--in", "{input.image}", "--level", "{param.level}", "--out", "{out}"};
  made.inputs.resize(1);
  made.inputs[0].id = "image";
  made.params.resize(1);
  made.params[0].id = "level";
  made.params[0].type = model::ParamType::integer;
  made.params[0].fallback = std::int64_t{3};
  made.outputs.resize(1);
  made.outputs[0].id = "result";
  made.outputs[0].path = "{subject}_out.txt";
  return made;
}

inline model::Protocol protocol(std::vector<model::Factor> factors) {
  model::Protocol made;
  made.name = "study";
  made.file = "/p/protocol.toml";
  made.directory = "/p";
  made.application = application();
  made.outputs = made.application.outputs;
  made.inputs["image"] = {{"data/{subject}.nii.gz"}, {"/p/protocol.toml", 7, 1}};
  made.factors = std::move(factors);
  made.repeat.count = 2;
  return made;
}

inline model::Subject subject(const std::string& id) {
  model::Subject made;
  made.id = id;
  made.inputs.push_back({.id = "image",
                         .host = "/p/data/" + id + ".nii.gz",
                         .staged = "in/image/" + id + ".nii.gz",
                         .digest = sys::sha256(id),
                         .size = 10,
                         .is_directory = false});
  return made;
}

// Deployments as `resolve` would find them, with made-up identities.
model::Resolved resolved(model::Protocol protocol, std::size_t subjects);

inline model::Plan plan_of(model::Resolved from, const Selection& selection = {}) {
  auto made = make_plan(std::move(from), selection);
  EXPECT_TRUE(made) << (made ? "" : render(made.error()));
  return made ? std::move(*made) : model::Plan{};
}

} // namespace reprovip::plan::test
