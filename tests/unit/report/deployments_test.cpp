#include "harness/report/deployments.hpp"
#include "harness/report/report.hpp"
#include "harness/report/reporters.hpp"

#include "tests/unit/report/sample_study.hpp"

#include <gtest/gtest.h>

namespace reprovip::report {
namespace {

using Cells = std::array<std::string, 7>;

const std::string k_hash = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

// The sample, but its two conditions are two deployments: the classes of "tracks" differ.
model::Study two_deployments() {
  auto study = test::sample_study();
  auto& plan = study.plan;
  plan.resolved.protocol.factors[1].name = "suite";
  plan.resolved.deployments.push_back(plan.resolved.deployments.front());
  plan.resolved.deployments[0].engine = plan.resolved.deployments[1].engine = "docker";
  plan.resolved.deployments[0].identity = "image sha256:" + k_hash;
  plan.resolved.deployments[1].identity = "store /gnu/store/0123456789abcdfghijklmnpqrsvwxyz-fit-1.0";
  plan.conditions[1].deployment = 1;
  for (std::size_t i = 0; i < study.records.size(); ++i) {
    if (study.records[i] && i % 2 == 0) {
      study.records[i]->ending.usage.overhead_s = 0.25;
    }
  }
  return study;
}

TEST(Deployments, OfOneNativeOneAreNotShown) {
  EXPECT_TRUE(deployment_rows(test::sample_study()).empty());
  EXPECT_EQ(console(test::sample_study(), {}).find("identity"), std::string::npos);
}

TEST(Deployments, AreToldApart) {
  const auto rows = deployment_rows(two_deployments());
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0].name, "suite=1");
  EXPECT_EQ(rows[0].executions, 6U);
  EXPECT_EQ(rows[0].classes, 1U);
  EXPECT_EQ(rows[0].class_set, "A");
  EXPECT_EQ(rows[0].agreement, "reference");
  EXPECT_EQ(rows[0].overhead_s, 0.25);
  EXPECT_EQ(rows[1].class_set, "B");
  EXPECT_EQ(rows[1].agreement, "differs");
  EXPECT_EQ(rows[1].overhead_s, std::nullopt);
  EXPECT_EQ(deployment_cells(rows[1])[4], "-");
  EXPECT_EQ(deployment_cells(rows[1])[1], "0123456789ab-fit-1.0");
}

TEST(Deployments, OfTheSameClassesAreIdentical) {
  auto study = two_deployments();
  study.scores.classes.erase(study.scores.classes.begin() + 1); // tracks
  const auto rows = deployment_rows(study);
  EXPECT_EQ(rows[1].class_set, "A");
  EXPECT_EQ(rows[1].agreement, "identical");
}

// A failed execution is in no class: that is no difference.
TEST(Deployments, LackingAnOutputIsNoDifference) {
  auto study = two_deployments();
  ASSERT_EQ(study.scores.classes.size(), 2U);
  study.scores.classes[1] = study.scores.classes[0]; // both outputs are the same everywhere
  const auto drop = [&](std::uint32_t deployment, std::size_t output) {
    for (auto& subject : study.scores.classes[output].subjects) {
      for (auto& one : subject.canonical) {
        std::erase_if(one.executions, [&](std::uint32_t execution) {
          const auto& cell = study.plan.cells[study.plan.executions[execution].cell];
          return study.plan.conditions[cell.condition].deployment == deployment;
        });
      }
    }
  };
  drop(1, 0);
  auto rows = deployment_rows(study);
  EXPECT_EQ(rows[1].class_set, "A in part");
  EXPECT_EQ(rows[1].agreement, "identical as far as seen");
  drop(0, 1);
  rows = deployment_rows(study);
  EXPECT_EQ(rows[1].agreement, "nothing to compare");
  EXPECT_EQ(rows[1].class_set, "B");
}

// Threads split the classes in both: neither is unstable, and they agree.
TEST(Deployments, AreComparedWhereAllElseIsEqual) {
  auto study = test::sample_study();
  auto& plan = study.plan;
  plan.resolved.protocol.factors[0].levels = {{"docker", "docker"}, {"podman", "podman"}};
  plan.resolved.deployments.push_back(plan.resolved.deployments.front());
  plan.resolved.deployments[1].engine = "podman";
  plan.conditions = {
      {{0, 0}, 0, 0, true}, {{0, 1}, 1, 0, false}, {{1, 0}, 2, 1, false}, {{1, 1}, 3, 1, false}};
  for (std::uint32_t i = 0; i < 2; ++i) {
    plan.cells.push_back({0, 2 + i, {}});
    plan.executions.push_back({static_cast<std::uint32_t>(plan.cells.size() - 1), 1, 1});
    study.records.push_back(study.records.front());
    for (auto& classes : study.scores.classes) {
      auto& canonical = classes.subjects.front().canonical;
      canonical[canonical.size() > 1 ? i : 0].executions.push_back(
          static_cast<std::uint32_t>(plan.executions.size() - 1));
    }
  }
  const auto rows = deployment_rows(study);
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0].classes, 1U);
  EXPECT_EQ(rows[1].classes, 1U);
  EXPECT_EQ(rows[1].name, "engine=podman");
}

TEST(Deployments, FitTheScreen) {
  const auto text = console(two_deployments(), {});
  EXPECT_NE(text.find("  docker: suite=1   sha256:0123456789ab  6          1, set A 250 ms"),
            std::string::npos)
      << text;
  EXPECT_NE(text.find("0123456789ab-fit-1.0 "), std::string::npos) << text;
}

TEST(Deployments, AreInEveryReport) {
  const auto study = two_deployments();
  EXPECT_NE(console(study, {}).find("sha256:0123456789ab"), std::string::npos);
  EXPECT_NE(write_markdown(study).find("| docker: suite=1 | sha256:0123456789ab |"), std::string::npos);
  EXPECT_NE(write_html(study).find("<td>sha256:0123456789ab</td>"), std::string::npos);
  EXPECT_NE(write_json(study).find("\"identity\": \"image sha256:" + k_hash), std::string::npos);
}

TEST(Deployments, ShortenHashesOnly) {
  EXPECT_EQ(short_identity("image sha256:" + k_hash), "sha256:0123456789ab");
  EXPECT_EQ(short_identity("program /usr/bin/mrinfo"), "/usr/bin/mrinfo");
  EXPECT_EQ(short_identity(""), "");
}

} // namespace
} // namespace reprovip::report
