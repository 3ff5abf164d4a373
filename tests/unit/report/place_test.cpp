#include "harness/base/json.hpp"
#include "harness/report/place.hpp"
#include "harness/report/reporters.hpp"

#include "tests/unit/report/sample_study.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace reprovip::report {
namespace {

const model::Place k_job = {"/builds/vip/mrs/analysis",
                            "/builds/vip/mrs",
                            {{"html", "out/page é.html"}, {"junit", "../junit.xml"}, {"csv", "/tmp/s.csv"}},
                            "https://gitlab.example.org/vip/mrs/-/jobs/7",
                            ""};

TEST(Place, CountsPathsFromTheProject) {
  EXPECT_EQ(in_project(k_job, "./out/../page.html"), "analysis/page.html");
  EXPECT_EQ(in_project(k_job, "../junit.xml"), "junit.xml");
  EXPECT_EQ(in_project(k_job, "/builds/vip/mrs/a/b.xml"), "a/b.xml");
  EXPECT_EQ(in_project(k_job, "../../other/x"), std::nullopt);
  EXPECT_EQ(in_project(k_job, "/tmp/x"), std::nullopt);
  EXPECT_EQ(project_path(k_job, "/tmp/./x"), "/tmp/x");
}

TEST(Place, LeavesPathsAsTheyAreWhenNobodySaysWhereTheyAre) {
  EXPECT_EQ(in_project({}, "./protocols/x.toml"), "protocols/x.toml");
  EXPECT_EQ(in_project({}, "/tmp/x"), std::nullopt);
}

TEST(Place, PutsPicturesBesideTheirReport) {
  EXPECT_EQ(pictures_folder(k_job, "junit"), "../junit-pictures");
  EXPECT_EQ(pictures_folder(k_job, "junit-gitlab"), std::nullopt);
}

TEST(Place, KnowsTheAddressOfAnArtifact) {
  EXPECT_EQ(report_address(k_job, "html"),
            "https://gitlab.example.org/vip/mrs/-/jobs/7/artifacts/file/analysis/out/page%20%C3%A9.html");
  EXPECT_EQ(report_address(k_job, "csv"), std::nullopt);
  auto published = k_job;
  published.dashboard = "https://vip.example.org/mrs/";
  EXPECT_EQ(report_address(published, "html"), "https://vip.example.org/mrs/");
  published.dashboard = "javascript:alert(1)";
  published.job = "https://a b";
  EXPECT_EQ(report_address(published, "html"), std::nullopt);
}

TEST(Place, CriteriaOfTheCommandLineAreAtTheProtocol) {
  auto study = test::sample_study();
  study.place = {"/p/sub", "/p", {}, {}, {}};
  auto verdict = study.verdicts.verdicts[2];
  EXPECT_EQ(criterion_place(study, verdict), (SourcePos{"sub/protocols/dti/protocol.toml", 50, 1}));
  verdict.where = {"--set criterion.retest.require=nu < 1", 1, 3};
  EXPECT_EQ(criterion_place(study, verdict), (SourcePos{"sub/protocols/dti/protocol.toml", 1, 1}));
}

TEST(Annotations, LinkTheDashboardFirst) {
  auto study = test::sample_study();
  study.place = k_job;
  study.place.reports["json"] = "all.json";
  const auto json = parse_json(write_annotations(study));
  ASSERT_TRUE(json);
  const auto& links = (*json)["ReproVIP dti"];
  ASSERT_EQ(links.items().size(), 2U);
  EXPECT_EQ(links.items()[0]["external_link"]["label"].text(), "dashboard (fail)");
  EXPECT_TRUE(links.items()[1]["external_link"]["url"].text().ends_with("/analysis/all.json"));
}

// What GitLab's parser demands of each line, and its limits.
TEST(Dotenv, IsWhatGitlabTakes) {
  for (auto study : {test::sample_study(), test::hostile_study()}) {
    study.place = k_job;
    study.place.dashboard = "https://vip.example.org/mrs/index.html";
    study.place.reports["html"] = "out/page.html";
    const auto text = write_dotenv(study);
    EXPECT_LT(text.size(), 5000U);
    EXPECT_LE(std::ranges::count(text, '\n'), 20);
    EXPECT_EQ(text.find_first_of(" \"'#$%\\`\r\t"), std::string::npos) << text;
    EXPECT_EQ(text.find("\n\n"), std::string::npos);
    EXPECT_NE(text.find("REPROVIP_VERDICT_REPORT=analysis/out/page.html\n"), std::string::npos);
  }
}

TEST(Dotenv, LeavesOutAPathThatItCannotSay) {
  auto study = test::sample_study();
  study.place = k_job;
  const auto text = write_dotenv(study);
  EXPECT_EQ(text.find("_REPORT"), std::string::npos);
  EXPECT_EQ(text.find("_URL"), std::string::npos);
}

} // namespace
} // namespace reprovip::report
