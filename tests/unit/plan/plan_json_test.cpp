#include "tests/unit/plan/fixtures.hpp"

#include <gmock/gmock.h>

namespace reprovip::plan {
namespace {

using testing::HasSubstr;

class PlanJsonTest : public testing::Test {
protected:
  PlanJsonTest() : m_protocol(test::protocol({test::engines({"docker", "guix"}), test::threads({1, 4})})) {
    m_protocol.design.reference = model::Assignment{{"engine", "guix"}};
    m_protocol.repeat.seed = model::SeedPolicy::per_repetition;
    m_protocol.application.seed = model::SeedDecl{"SEED", ""};
    m_protocol.engines["docker"].image = "img@sha256:0123";
    auto from = test::resolved(m_protocol, 2);
    from.subjects[0].columns["age"] = "30";
    from.subjects[0].truth["result"] = "/p/truth.csv";
    from.deployments[0].details["version"] = "20.10";
    from.passed["LANG"] = "C";
    m_plan = test::plan_of(std::move(from));
  }

  Result<model::Plan> restored(const Json& json) const { return restore(json, m_protocol, "plan.json"); }
  std::string refused(const model::Protocol& protocol) const {
    const auto made = restore(to_json(m_plan), protocol, "plan.json");
    EXPECT_FALSE(made);
    return made ? "" : render(made.error());
  }

  model::Protocol m_protocol;
  model::Plan m_plan;
};

TEST_F(PlanJsonTest, ComesBackAsItWas) {
  const auto text = dump(to_json(m_plan), 1);
  const auto again = restored(parse_json(text).value());
  ASSERT_TRUE(again) << render(again.error());
  EXPECT_EQ(dump(to_json(*again), 1), text);
  EXPECT_EQ(again->study, m_plan.study);
  EXPECT_EQ(again->conditions[2].levels, m_plan.conditions[2].levels);
  EXPECT_EQ(again->executions.back().seed, m_plan.executions.back().seed);
  EXPECT_EQ(again->resolved.deployments[0].application.command, m_protocol.application.command);
}

TEST_F(PlanJsonTest, SurvivesAnotherOrderOfFactorsAndLevels) {
  auto other = m_protocol;
  std::swap(other.factors[0], other.factors[1]);
  std::swap(other.factors[0].levels[0], other.factors[0].levels[1]);
  const auto again = restore(to_json(m_plan), other, "plan.json");
  ASSERT_TRUE(again);
  EXPECT_EQ(model::level_of(*again, again->conditions[0], 1).name, "docker");
  EXPECT_EQ(model::level_of(*again, again->conditions[0], 0).name, "1");
}

TEST_F(PlanJsonTest, SaysWhenTheProtocolNoLongerFits) {
  auto other = m_protocol;
  other.factors[1].levels.pop_back();
  EXPECT_THAT(refused(other), HasSubstr(R"(factor "threads" has no level "4" any more)"));
  other = m_protocol;
  other.factors[1].name = "thread";
  EXPECT_THAT(refused(other), HasSubstr(R"(factor "thread" is new in it)"));
  other = m_protocol;
  other.factors.pop_back();
  EXPECT_THAT(refused(other), HasSubstr(R"(it has no factor "threads" any more)"));
}

TEST_F(PlanJsonTest, SaysWhenTheFileIsDamaged) {
  auto json = to_json(m_plan);
  json.set("schema", 99);
  EXPECT_THAT(render(restored(json).error()), HasSubstr("\"plan.json\" has format 99, this program reads 1"));
  json = to_json(m_plan);
  json.set("executions", Json::array().push("0 1"));
  EXPECT_THAT(render(restored(json).error()), HasSubstr(R"(execution "0 1" is not)"));
  json = to_json(m_plan);
  json.set("environments", Json::array());
  EXPECT_THAT(render(restored(json).error()), HasSubstr("damaged"));
  EXPECT_FALSE(restored(Json()));
}

TEST(PlanJson, IsThisTextForASmallPlan) {
  auto protocol = test::protocol({test::engines({"native"})});
  protocol.repeat.count = 2;
  const auto plan = test::plan_of(test::resolved(protocol, 1));
  EXPECT_EQ(dump(to_json(plan), 1), R"GOLDEN({
 "schema": 1,
 "study": "study-877f706d",
 "protocol": {
  "name": "study",
  "file": "/p/protocol.toml",
  "profile": ""
 },
 "passed": {},
 "factors": [
  {
   "name": "engine",
   "source": "deployment",
   "levels": [
    "native"
   ]
  }
 ],
 "subjects": [
  {
   "id": "sub-1",
   "inputs": [
    {
     "id": "image",
     "host": "/p/data/sub-1.nii.gz",
     "staged": "in/image/sub-1.nii.gz",
     "digest": "0a80627d4936eb43952d81100a9be68791587655182f84e011db9787589ee5d8",
     "size": 10,
     "is_directory": false
    }
   ],
   "columns": {},
   "truth": {}
  }
 ],
 "deployments": [
  {
   "engine": "native",
   "identity": "image of native ",
   "details": {},
   "image": "",
   "archive": "",
   "channels": "",
   "manifest": "",
   "guix_profile": "",
   "engine_mode": "",
   "pull": "never",
   "options": [],
   "build": "",
   "application": {
    "name": "tool",
    "version": "1.0",
    "file": "/p/app/application.toml"
   }
  }
 ],
 "environments": [
  ""
 ],
 "conditions": [
  {
   "levels": {
    "engine": "native"
   },
   "environment": 0,
   "deployment": 0,
   "is_reference": false
  }
 ],
 "cells": [
  {
   "key": "babc71b5f63fcd4f7d22b1bc8172d7d6fb86178af7aecb17559478a536e22673",
   "subject": 0,
   "condition": 0
  }
 ],
 "execution_fields": "cell repetition seed",
 "executions": [
  "0 1 0",
  "0 2 0"
 ]
})GOLDEN");
}

} // namespace
} // namespace reprovip::plan
