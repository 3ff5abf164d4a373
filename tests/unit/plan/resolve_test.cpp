#include "harness/plan/resolve.hpp"

#include "tests/support/support.hpp"
#include "tests/unit/plan/fixtures.hpp"

#include <gmock/gmock.h>

#include <cstdlib>
#include <filesystem>

namespace reprovip::plan {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class ResolveTest : public testing::Test {
protected:
  ResolveTest() : m_protocol(test::protocol({test::engines({"native"})})) {
    m_protocol.directory = m_dir.path();
    m_protocol.subjects.list = {"sub-01", "sub-02"};
    m_protocol.application.directory = m_dir.path() / "app";
  }

  Checked<model::Resolved> resolved() {
    return resolve(
        m_protocol, [this](const IdentityRequest& request) { return identify(request); }, m_read);
  }

  Result<Identity> identify(const IdentityRequest& request) {
    m_asked.push_back(request);
    if (request.config.image == "absent") {
      return failure(ErrorKind::environment, "no such image");
    }
    return Identity{"image of " + request.config.engine + " " + request.config.image, {{"version", "1"}}};
  }

  reprovip::test::TempDir m_dir;
  model::Protocol m_protocol;
  ReadApplication m_read;
  std::vector<IdentityRequest> m_asked;
};

TEST_F(ResolveTest, FindsAndHashesTheInputsOfEverySubject) {
  m_dir.write("data/sub-01.nii.gz", "abc");
  m_dir.write("data/sub-02.nii.gz", "");
  const auto found = resolved();
  ASSERT_TRUE(found) << render(found.error());
  const auto& file = found->subjects[0].inputs.at(0);
  EXPECT_EQ(file.staged, "in/image/sub-01.nii.gz");
  EXPECT_EQ(file.host, m_dir.path() / "data/sub-01.nii.gz");
  EXPECT_EQ(file.digest.hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(file.size, 3U);
}

TEST_F(ResolveTest, ReportsAllMissingFilesTogetherWithTheNearestName) {
  m_dir.write("data/sub-01.nii", "x");
  const auto found = resolved();
  ASSERT_FALSE(found);
  ASSERT_EQ(found.error().size(), 2U);
  for (const auto& error : found.error()) {
    EXPECT_EQ(error.where, (SourcePos{"/p/protocol.toml", 7, 1}));
  }
  EXPECT_THAT(found.error()[0].message, HasSubstr("input \"image\" of subject \"sub-01\" is not there"));
  EXPECT_THAT(found.error()[0].advice, HasSubstr("data/sub-01.nii\"?"));
  EXPECT_THAT(found.error()[1].message, HasSubstr("data/sub-02.nii.gz"));
}

TEST_F(ResolveTest, SaysAnUnknownPlaceholderOnce) {
  m_protocol.inputs["image"].templates = {"data/{subjct}.nii"};
  const auto found = resolved();
  ASSERT_FALSE(found);
  ASSERT_EQ(found.error().size(), 1U);
  EXPECT_EQ(found.error()[0].advice, R"(did you mean "subject"?)");
}

TEST_F(ResolveTest, ExpandsColumnsAndLabels) {
  m_dir.write("participants.tsv", "participant_id\tscan\nsub-01\tA\n");
  m_dir.write("data/01/A.nii", "x");
  m_protocol.subjects = {};
  m_protocol.subjects.kind = model::SubjectsSpec::Kind::table;
  m_protocol.subjects.table = "participants.tsv";
  m_protocol.inputs["image"].templates = {"data/{subject.label}/{column.scan}.nii"};
  const auto found = resolved();
  ASSERT_TRUE(found) << render(found.error());
  EXPECT_EQ(found->subjects[0].inputs[0].staged, "in/image/A.nii");
}

TEST_F(ResolveTest, HashesAFileOfSeveralSubjectsOnce) {
  m_dir.write("basis.zip", "x");
  m_protocol.inputs["image"].templates = {"basis.zip"};
  int hashed = 0;
  const auto count = [&](const sys::Path& path) {
    ++hashed;
    return sys::sha256_file(path);
  };
  const auto found = resolve(
      m_protocol, [this](const auto& request) { return identify(request); }, m_read, count);
  ASSERT_TRUE(found);
  EXPECT_EQ(hashed, 1);
  EXPECT_EQ(found->subjects[0].inputs[0].digest, found->subjects[1].inputs[0].digest);
}

TEST_F(ResolveTest, HashesAFolderByNamesAndBytes) {
  m_protocol.application.inputs[0].type = model::InputType::directory;
  m_protocol.inputs["image"].templates = {"data/{subject}/"};
  for (const auto* subject : {"sub-01", "sub-02"}) {
    m_dir.write(std::string("data/") + subject + "/a/x.dcm", "1");
    m_dir.write(std::string("data/") + subject + "/b.dcm", "22");
  }
  const auto same = resolved();
  ASSERT_TRUE(same) << render(same.error());
  const auto& folder = same->subjects[0].inputs[0];
  EXPECT_TRUE(folder.is_directory);
  EXPECT_EQ(folder.staged, "in/image/sub-01");
  EXPECT_EQ(folder.size, 3U);
  EXPECT_EQ(folder.digest, same->subjects[1].inputs[0].digest);
  m_dir.write("data/sub-02/c.dcm", "");
  EXPECT_NE(resolved()->subjects[1].inputs[0].digest, folder.digest);
}

TEST_F(ResolveTest, RefusesAFolderForAFile) {
  std::filesystem::create_directories(m_dir.path() / "data/sub-01.nii.gz");
  m_dir.write("data/sub-02.nii.gz", "x");
  const auto found = resolved();
  ASSERT_FALSE(found);
  EXPECT_THAT(found.error()[0].message, HasSubstr("is a folder"));
  EXPECT_THAT(found.error()[0].advice, HasSubstr("type = \"directory\""));
}

TEST_F(ResolveTest, RefusesTwoFilesOfOneNameUnderOneInput) {
  m_dir.write("a/x.nii", "1");
  m_dir.write("b/x.nii", "2");
  m_protocol.subjects.list = {"s"};
  m_protocol.inputs["image"].templates = {"a/x.nii", "b/x.nii"};
  const auto found = resolved();
  ASSERT_FALSE(found);
  EXPECT_THAT(found.error()[0].message, HasSubstr("two files called \"x.nii\""));
}

TEST_F(ResolveTest, FindsTruthAndReportsWhereItIsMissing) {
  m_dir.write("data/sub-01.nii.gz", "x");
  m_dir.write("data/sub-02.nii.gz", "x");
  m_dir.write("truth/sub-01.csv", "x");
  m_protocol.truth["result"] = "truth/{subject}.csv";
  const auto missing = resolved();
  ASSERT_FALSE(missing);
  EXPECT_THAT(missing.error()[0].message, HasSubstr("truth of \"result\" for subject \"sub-02\""));
  m_dir.write("truth/sub-02.csv", "x");
  EXPECT_EQ(resolved()->subjects[1].truth.at("result"), m_dir.path() / "truth/sub-02.csv");
}

TEST_F(ResolveTest, LooksBelowTheDataFolderWhenThereIsOne) {
  reprovip::test::TempDir elsewhere;
  elsewhere.write("data/sub-01.nii.gz", "x");
  elsewhere.write("data/sub-02.nii.gz", "x");
  m_protocol.data = elsewhere.path();
  ASSERT_TRUE(resolved());
  EXPECT_EQ(resolved()->subjects[0].inputs[0].host, elsewhere.path() / "data/sub-01.nii.gz");
}

TEST_F(ResolveTest, IdentifiesEachDeploymentOnce) {
  m_protocol.inputs.clear();
  m_protocol.factors = {test::engines({"docker", "native"}), test::threads({1, 2}),
                        test::factor("os", model::FactorEffect::image, model::Source::os,
                                     {{"bookworm", "img:12"}, {"trixie", "img:13"}})};
  m_protocol.design.exclude = {{{"engine", "native"}, {"os", "trixie"}}};
  const auto found = resolved();
  ASSERT_TRUE(found) << render(found.error());
  ASSERT_EQ(found->deployments.size(), 3U);
  EXPECT_EQ(found->deployments[0].identity, "image of docker img:12");
  EXPECT_EQ(found->deployments[1].identity, "image of docker img:13");
  EXPECT_EQ(found->deployments[2].engine, "native");
  EXPECT_EQ(found->deployments[2].details.at("version"), "1");
  EXPECT_EQ(m_asked.size(), 3U);
}

TEST_F(ResolveTest, ReportsEveryImageThatIsNotThere) {
  m_protocol.inputs.clear();
  m_protocol.factors = {test::engines({"docker", "podman"})};
  m_protocol.engines["docker"].image = "absent";
  m_protocol.engines["podman"].image = "absent";
  const auto found = resolved();
  ASSERT_FALSE(found);
  ASSERT_EQ(found.error().size(), 2U);
  EXPECT_THAT(found.error()[0].trail, ElementsAre(R"(while identifying image "absent" of engine "docker")"));
}

TEST_F(ResolveTest, AsksWithTheProgramAndTheFilesOfTheApplication) {
  m_dir.write("app/run.sh", "x");
  m_protocol.inputs.clear();
  m_protocol.application.command = {"{app}/run.sh", "--table={app}/none.csv"};
  m_protocol.environment.set["PATH"] = "/opt/bin";
  ASSERT_TRUE(resolved());
  EXPECT_EQ(m_asked[0].program, "app/run.sh");
  EXPECT_THAT(m_asked[0].files, ElementsAre(m_dir.path() / "app/run.sh"));
  EXPECT_EQ(m_asked[0].search_path, "/opt/bin");
}

TEST_F(ResolveTest, ReadsOtherVersionsOfTheApplication) {
  m_protocol.inputs.clear();
  m_protocol.factors = {test::engines({"native"}),
                        test::factor("version", model::FactorEffect::application, model::Source::software,
                                     {{"1.0", ""}, {"2.0", "v2/application.toml"}})};
  m_read = [](const sys::Path& file) -> Checked<model::Application> {
    auto application = test::application();
    application.version = "2.0";
    application.file = file;
    return application;
  };
  const auto found = resolved();
  ASSERT_TRUE(found) << render(found.error());
  ASSERT_EQ(found->deployments.size(), 2U);
  EXPECT_EQ(found->deployments[1].application.version, "2.0");
  EXPECT_EQ(found->deployments[1].application.file, m_dir.path() / "v2/application.toml");
  const auto plan = test::plan_of(*found);
  EXPECT_EQ(plan.conditions[1].deployment, 1U);
}

TEST_F(ResolveTest, TakesTheImageOfTheApplicationWhenTheProtocolNamesNone) {
  m_protocol.inputs.clear();
  m_protocol.factors = {test::engines({"docker"})};
  m_protocol.application.container = model::ContainerRecipe{"", "own:1"};
  const auto found = resolved();
  ASSERT_TRUE(found);
  EXPECT_EQ(found->deployments[0].config.image, "own:1");
  EXPECT_EQ(test::plan_of(*found).conditions[0].deployment, 0U);
}

TEST_F(ResolveTest, KeepsTheValuesOfPassedVariables) {
  ASSERT_EQ(setenv("REPROVIP_TEST_PASSED", "yes", 1), 0);
  m_protocol.inputs.clear();
  m_protocol.environment.pass = {"REPROVIP_TEST_*", "NOT_SET_ANYWHERE"};
  const auto found = resolved();
  ASSERT_TRUE(found);
  EXPECT_EQ(found->passed.at("REPROVIP_TEST_PASSED"), "yes");
  EXPECT_FALSE(found->passed.contains("NOT_SET_ANYWHERE"));
}

TEST_F(ResolveTest, NamesNeedNeitherFilesNorEngines) {
  const auto found = resolve_names(m_protocol);
  ASSERT_TRUE(found) << render(found.error());
  EXPECT_EQ(found->subjects[1].inputs[0].staged, "in/image/sub-02.nii.gz");
  EXPECT_EQ(test::plan_of(*found).cells.size(), 2U);
}

} // namespace
} // namespace reprovip::plan
