#include "harness/vip/client.hpp"
#include "harness/vip/returned.hpp"
#include "harness/vip/uploads.hpp"

#include "tests/support/support.hpp"
#include "tests/unit/vip/fake_vip.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>

namespace reprovip::vip {

namespace {

using test::TempDir;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

class VipClient : public testing::Test {
protected:
  FakeVip vip;
  TempDir dir;
  Client client{vip, {FakeVip::k_url, "apikey"}, Key("s3cret-key", "the test")};

  model::InputFile file(const std::string& name, const std::string& bytes, char digest = 'a') const {
    model::InputFile input;
    input.id = "file";
    input.host = dir.write(name, bytes);
    input.size = bytes.size();
    input.digest.hex = std::string(64, digest);
    return input;
  }
};

TEST_F(VipClient, SendsTheKeyInItsHeaderAlone) {
  EXPECT_TRUE(client.check_key());
  EXPECT_TRUE(client.platform());
  EXPECT_THAT(vip.keys, ElementsAre("apikey=s3cret-key"));
  EXPECT_THAT(vip.told, ElementsAre("GET /executions/count", "GET /platform"));
}

TEST_F(VipClient, ShowsTheKeyInNoError) {
  vip.trouble = [](const std::string&) {
    return answer(401, R"({"errorCode":8002,"errorMessage":"bad key s3cret-key!"})");
  };
  const auto denied = client.check_key();
  ASSERT_FALSE(denied);
  EXPECT_EQ(denied.error().kind, FaultKind::denied);
  EXPECT_THAT(denied.error().message, Not(HasSubstr("s3cret")));
  EXPECT_THAT(denied.error().message, HasSubstr("bad key ***!; VIP does not take the key from the test"));
}

TEST_F(VipClient, LaunchesWithOneValueOrAList) {
  const auto launched = client.launch({"n", "T/1", {{"a", {"1"}}, {"b", {"x", "y"}}}, "/vip/Home/r"});
  ASSERT_TRUE(launched);
  EXPECT_EQ(launched->id, "workflow-001");
  EXPECT_EQ(dump(vip.runs.front().request),
            R"({"name":"n","pipelineIdentifier":"T/1","inputValues":{"a":"1","b":["x","y"]},)"
            R"("resultsLocation":"/vip/Home/r"})");
}

// DELETE, which the specification has, reaches nothing.
TEST_F(VipClient, KillsAndErasesAsVipReallyDoes) {
  ASSERT_TRUE(client.launch({"n", "T/1", {}, "/vip/Home/r"}));
  EXPECT_TRUE(client.kill("workflow-001"));
  EXPECT_TRUE(client.erase("workflow-001"));
  EXPECT_EQ(vip.told[1], "PUT /executions/workflow-001/kill");
  EXPECT_EQ(vip.told[2], "PUT /executions/workflow-001/delete");
  EXPECT_TRUE(vip.runs.front().killed && vip.runs.front().erased);
}

TEST_F(VipClient, ASlowTransferPasses) {
  EXPECT_EQ(client.download("/vip/Home/gone", dir.path() / "x", 10).error().kind, FaultKind::busy);
  EXPECT_EQ(client.execution("workflow-404").error().kind, FaultKind::refused);
}

TEST_F(VipClient, FindsNoLogInALiteralAnswer) {
  ASSERT_TRUE(client.launch({"n", "T/1", {}, "/vip/Home/r"}));
  EXPECT_EQ(*client.log("workflow-001", "7", "stdout"), "said by the tool\n");
  EXPECT_EQ(*client.log("workflow-001", "", "stdout"), "");
}

TEST_F(VipClient, UploadsOnceAndRemembers) {
  const auto input = file("a b.nii", "bytes");
  const auto ledger = dir.path() / "uploads.json";
  const std::string there = "/vip/Home/x/y/inputs/aaaaaaaaaaaaaaaa/a_b.nii";
  Uploads uploads(client, "/vip/Home/x/y", ledger);
  EXPECT_EQ(uploads.ensure(input).value(), there);
  EXPECT_EQ(vip.paths.at(there), "bytes");
  const auto asked = vip.told.size();
  EXPECT_EQ(uploads.ensure(input).value(), there);
  EXPECT_EQ(vip.told.size(), asked);

  Uploads again(client, "/vip/Home/x/y", ledger);
  EXPECT_EQ(again.ensure(input).value(), there);
  EXPECT_EQ(vip.told.size(), asked + 1);
  EXPECT_EQ(vip.count("PUT /path" + there), 1U);
}

TEST_F(VipClient, UploadsAgainWhatVipHasLostOrHalf) {
  const auto input = file("a.nii", "bytes");
  const auto ledger = dir.path() / "uploads.json";
  ASSERT_TRUE(Uploads(client, "/vip/Home/x", ledger).ensure(input));
  const std::string there = "/vip/Home/x/inputs/aaaaaaaaaaaaaaaa/a.nii";
  vip.paths[there] = "half";
  ASSERT_TRUE(Uploads(client, "/vip/Home/x", ledger).ensure(input));
  EXPECT_EQ(vip.paths.at(there), "bytes");
  vip.paths.erase(there);
  ASSERT_TRUE(Uploads(client, "/vip/Home/x", ledger).ensure(input));
  EXPECT_EQ(vip.paths.at(there), "bytes");
}

TEST_F(VipClient, ReadsBackTheNameThatVipGave) {
  Uploads uploads(client, "/vip/Home/x", {});
  const auto folder = std::string("/vip/Home/x/inputs/aaaaaaaaaaaaaaaa");
  vip.trouble = [&](const std::string& what) -> std::optional<sys::HttpResult> {
    if (what == "PUT /path" + folder + "/a.nii") {
      vip.paths[folder + "/a_.nii"] = "bytes";
      return answer(201, "");
    }
    return std::nullopt;
  };
  EXPECT_EQ(uploads.ensure(file("a.nii", "bytes")).value(), folder + "/a_.nii");
}

TEST_F(VipClient, AnUploadWhoseAnswerIsLostIsLookedFor) {
  Uploads uploads(client, "/vip/Home/x", {});
  const std::string there = "/vip/Home/x/inputs/aaaaaaaaaaaaaaaa/a.nii";
  vip.trouble = [&](const std::string& what) -> std::optional<sys::HttpResult> {
    if (what == "PUT /path" + there) {
      vip.paths[there] = "bytes";
      return no_answer(sys::HttpFailure::lost);
    }
    return std::nullopt;
  };
  const auto input = file("a.nii", "bytes");
  EXPECT_EQ(uploads.ensure(input).error().kind, FaultKind::lost);
  EXPECT_EQ(uploads.ensure(input).value(), there);
  EXPECT_EQ(vip.count("PUT /path" + there), 1U);
}

TEST(VipKey, ComesFromTheEnvironmentOrAPrivateFile) {
  const TempDir dir;
  ::setenv("REPROVIP_TEST_KEY", " k3y\n", 1);
  EXPECT_EQ(read_key({}, "REPROVIP_TEST_KEY")->value(), "k3y");
  ::setenv("REPROVIP_TEST_KEY", "two words", 1);
  const auto two = read_key({}, "REPROVIP_TEST_KEY");
  ASSERT_FALSE(two);
  EXPECT_THAT(one_line(two.error()), Not(HasSubstr("two words")));
  ::unsetenv("REPROVIP_TEST_KEY");
  EXPECT_THAT(one_line(read_key({}, "REPROVIP_TEST_KEY").error()),
              HasSubstr("the variable REPROVIP_TEST_KEY"));

  const auto file = dir.write("key", "from-file\n");
  std::filesystem::permissions(file, std::filesystem::perms(0640));
  EXPECT_THAT(one_line(read_key(file, "X").error()), HasSubstr("others may read"));
  std::filesystem::permissions(file, std::filesystem::perms(0600));
  EXPECT_EQ(read_key(file, "X")->value(), "from-file");
  EXPECT_FALSE(read_key(dir.path() / "none", "X"));
}

model::OutputDecl output(const std::string& id, const std::string& path) {
  model::OutputDecl declared;
  declared.id = id;
  declared.path = path;
  return declared;
}

TEST(VipReturned, PutsFilesWhereTheProtocolLooks) {
  const std::vector<model::OutputDecl> outputs = {output("one", "sub/res.tgz"), output("many", "maps/*.nii"),
                                                  output("member", "sub/res.tgz")};
  const auto places = places_of({{"one", {"/vip/Home/r/other.tgz"}},
                                 {"many", {"/vip/Home/r/a.nii", "/vip/Home/r/b.nii"}},
                                 {"extra", {"/vip/Home/r/log.txt"}}},
                                outputs);
  ASSERT_TRUE(places);
  std::map<std::string, std::string> to;
  for (const auto& place : *places) {
    to[place.from] = place.to.string();
  }
  EXPECT_EQ(to, (std::map<std::string, std::string>{{"/vip/Home/r/other.tgz", "sub/res.tgz"},
                                                    {"/vip/Home/r/a.nii", "maps/a.nii"},
                                                    {"/vip/Home/r/b.nii", "maps/b.nii"},
                                                    {"/vip/Home/r/log.txt", "log.txt"}}));
  EXPECT_FALSE(places_of({{"x", {"/vip/Home/1/a", "/vip/Home/2/a"}}}, {}));
  EXPECT_FALSE(places_of({{"x", {"/vip/Home/.."}}}, {}));
}

} // namespace

} // namespace reprovip::vip
