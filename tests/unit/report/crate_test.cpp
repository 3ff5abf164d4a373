#include "harness/report/citation.hpp"
#include "harness/report/crate.hpp"

#include "tests/support/support.hpp"
#include "tests/unit/report/sample_study.hpp"

#include <gtest/gtest.h>

#include <set>

namespace reprovip::report {
namespace {

CrateOptions options() {
  CrateOptions options;
  options.documents = {{"protocol.toml", "schema = 1\n", "the protocol", "application/toml"}};
  return options;
}

const Json& entity(const Json& metadata, const std::string& id) {
  static const Json none;
  for (const auto& one : metadata["@graph"].items()) {
    if (one["@id"].text() == id) {
      return one;
    }
  }
  return none;
}

TEST(Crate, IsTheApprovedOneTwice) {
  const auto crate = make_crate(test::sample_study(), options());
  EXPECT_EQ(crate.metadata, make_crate(test::sample_study(), options()).metadata);
  const auto difference = reprovip::test::differs_from_golden("report/sample.crate.json", crate.metadata);
  EXPECT_TRUE(difference.empty()) << difference;
}

TEST(Crate, HoldsEachFileOnceAndAllOfThemWhenAsked) {
  auto study = test::sample_study();
  study.records[0]->outputs[0].files[0].size = std::uint64_t{8} << 20U;
  const auto small = make_crate(study, options());
  auto all_options = options();
  all_options.with_files = true;
  const auto all = make_crate(study, all_options);
  EXPECT_GT(all.files.size(), small.files.size());
  std::set<std::string> paths;
  for (const auto& file : all.files) {
    EXPECT_TRUE(paths.insert(file.path).second) << file.path;
  }
}

TEST(Crate, HostileNamesStayInTheCrateAndInJson) {
  const auto crate = make_crate(test::hostile_study(), options());
  const auto metadata = parse_json(crate.metadata);
  ASSERT_TRUE(metadata.has_value()) << render(metadata.error());
  std::set<std::string> ids;
  const auto& graph = (*metadata)["@graph"].items();
  for (const auto& one : graph) {
    EXPECT_TRUE(ids.insert(one["@id"].text()).second) << one["@id"].text();
  }
  for (const auto& file : crate.files) {
    EXPECT_EQ(file.path.find(".."), std::string::npos);
    EXPECT_EQ(
        file.path.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-/"),
        std::string::npos)
        << file.path;
  }
}

TEST(Crate, NamesAnImageByItsParts) {
  auto study = test::sample_study();
  auto& deployment = study.plan.resolved.deployments[0];
  deployment.engine = "docker";
  deployment.config.image = "registry.example.org:5000/group/dti:3.0@sha256:" + std::string(64, 'a');
  deployment.identity = "image sha256:" + std::string(64, 'b');
  const auto metadata = *parse_json(make_crate(study, options()).metadata);
  const auto& image = entity(metadata, "#image-1");
  EXPECT_EQ(image["registry"].text(), "registry.example.org:5000");
  EXPECT_EQ(image["name"].text(), "group/dti");
  EXPECT_EQ(image["tag"].text(), "3.0");
  EXPECT_EQ(image["sha256"].text(), std::string(64, 'b'));
  const auto run = "#execution-" + study.records[0]->attempt;
  EXPECT_EQ(entity(metadata, run)["containerImage"]["@id"].text(), "#image-1");
}

TEST(Crate, WhatWasImportedHasNoTimes) {
  auto study = test::sample_study();
  study.records[0]->imported = {{"tensor", "tree/tensor.mif"}};
  study.records[0]->ending.started_ms = study.records[0]->ending.ended_ms = 0;
  const auto metadata = *parse_json(make_crate(study, options()).metadata);
  const auto& run = entity(metadata, "#execution-" + study.records[0]->attempt);
  EXPECT_FALSE(run.has("startTime"));
  EXPECT_EQ(run["description"].text(), "made elsewhere and imported: how is not known");
}

TEST(Citation, IsTheApprovedOne) {
  const Digest protocol{std::string(64, 'c')};
  const auto study = test::sample_study();
  const auto text =
      cite_text(study, protocol) + "\n" + cite_bibtex(study, protocol) + "\n" + cite_cff(study, protocol);
  const auto difference = reprovip::test::differs_from_golden("report/sample.cite.txt", text);
  EXPECT_TRUE(difference.empty()) << difference;
}

} // namespace
} // namespace reprovip::report
