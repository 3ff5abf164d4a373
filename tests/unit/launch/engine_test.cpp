#include "harness/launch/docker_engine.hpp"
#include "harness/launch/engine.hpp"
#include "harness/launch/native_engine.hpp"

#include "tests/support/support.hpp"
#include "tests/unit/launch/examples.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace reprovip::launch {

namespace {

using testing::ElementsAre;
using testing::HasSubstr;

model::Deployment deployment(const std::string& engine) {
  model::Deployment made;
  made.engine = engine;
  made.config.image = "example.org/mrs:1";
  made.config.options = {"--shm-size", "1g"};
  made.details["id"] = "sha256:0123";
  return made;
}

TEST(NativeEngine, CommandIsTheInvocation) {
  const auto command = NativeEngine().command(invocation(), deployment("native"), paths());
  EXPECT_EQ(test::differs_from_golden("launch/native.txt", table(command)), "");
  EXPECT_FALSE(command.has_inner_end);
  EXPECT_TRUE(NativeEngine().read_probe({}).usable);
}

TEST(NativeEngine, SettingsAreTheInnerEnds) {
  const auto command = NativeEngine().command(with_settings(), deployment("native"), paths());
  EXPECT_EQ(test::differs_from_golden("launch/native-settings.txt", table(command)), "");
  EXPECT_TRUE(command.has_inner_end);
}

TEST(DockerEngine, SettingsAreTheEnginesOrTheInnerEnds) {
  const DockerEngine engine(docker_dialect(), host());
  const auto command = engine.command(with_settings(), deployment("docker"), paths());
  EXPECT_EQ(test::differs_from_golden("launch/docker-settings.txt", table(command)), "");
}

TEST(DockerEngine, NeutralSettingsChangeNothingOfTheContainer) {
  const DockerEngine engine(docker_dialect(), host());
  auto neutral = invocation();
  neutral.settings = {
      {"aslr", "on"}, {"hostname", "default"}, {"rounding", "nearest"}, {"workdir", "default"}};
  const auto command = table(engine.command(neutral, deployment("docker"), paths()));
  EXPECT_THAT(command, testing::Not(HasSubstr("seccomp")));
  EXPECT_THAT(command, testing::Not(HasSubstr("preload")));
  EXPECT_THAT(command, HasSubstr("--hostname\nreprovip\n"));
  EXPECT_THAT(command, HasSubstr("--workdir\n/.reprovip/work\n"));
}

TEST(DockerEngine, CommandIsAsApproved) {
  const DockerEngine engine(docker_dialect(), host());
  const auto command = engine.command(invocation(), deployment("docker"), paths());
  EXPECT_EQ(test::differs_from_golden("launch/docker.txt", table(command)), "");
  EXPECT_TRUE(command.has_inner_end);
}

TEST(PodmanEngine, CommandIsAsApproved) {
  const DockerEngine engine(podman_dialect(), host());
  const auto command = engine.command(invocation(), deployment("podman"), paths());
  EXPECT_EQ(test::differs_from_golden("launch/podman.txt", table(command)), "");
}

TEST(PodmanEngine, RootNeedsNoUserMap) {
  const DockerEngine engine(podman_dialect(), host(0));
  EXPECT_THAT(table(engine.command(invocation(), deployment("podman"), paths())),
              testing::Not(HasSubstr("keep-id")));
}

TEST(DockerEngine, UnknownIdentityRunsTheReference) {
  auto plain = deployment("docker");
  plain.details.clear();
  const auto command = DockerEngine(docker_dialect(), host()).command(invocation(), plain, paths());
  EXPECT_THAT(command.argv, testing::Contains("example.org/mrs:1"));
}

TEST(DockerEngine, NetworkIsLeftAloneWhenAskedFor) {
  auto online = invocation();
  online.resources.network = true;
  const auto command = DockerEngine(docker_dialect(), host()).command(online, deployment("docker"), paths());
  EXPECT_THAT(command.argv, testing::Not(testing::Contains("--network")));
}

TEST(DockerEngine, AllCpusOfTheHostIsNoLimit) {
  auto wide = invocation();
  wide.threads = 64;
  const auto command = DockerEngine(docker_dialect(), host()).command(wide, deployment("docker"), paths());
  EXPECT_THAT(command.argv, testing::Not(testing::Contains("--cpus")));
}

TEST(DockerEngine, ProbeNeedsTheDaemon) {
  const DockerEngine engine(docker_dialect(), host());
  const auto up = engine.read_probe(
      {{0, 0}, R"({"Client":{"Version":"28.2.2"},"Server":{"Version":"20.10.24","ApiVersion":"1.41"}})", ""});
  EXPECT_TRUE(up.usable);
  EXPECT_EQ(up.version, "20.10.24");
  EXPECT_EQ(up.details.at("client"), "28.2.2");
  const auto down = engine.read_probe({{1, 0},
                                       R"({"Client":{"Version":"28.2.2"},"Server":null})",
                                       "Cannot connect to the Docker daemon at unix:///x. Is it running?\n"});
  EXPECT_FALSE(down.usable);
  EXPECT_THAT(down.reason, HasSubstr("Cannot connect"));
}

TEST(PodmanEngine, ProbeNeedsTheClientOnly) {
  const DockerEngine engine(podman_dialect(), host());
  const auto probe =
      engine.read_probe({{0, 0}, R"({"Client":{"APIVersion":"4.3.1","Version":"4.3.1"}})", ""});
  EXPECT_TRUE(probe.usable);
  EXPECT_EQ(probe.version, "4.3.1");
}

TEST(DockerEngine, IdentityIsTheImageId) {
  const DockerEngine engine(docker_dialect(), host());
  const model::EngineConfig config{.engine = "docker", .image = "mrs:1", .archive = "/images/mrs.tar"};
  EXPECT_THAT(engine.identity_argv(config), ElementsAre("docker", "image", "inspect", "mrs:1"));
  const auto details = engine.read_identity(
      config, {{0, 0},
               R"([{"Id":"sha256:aa","RepoDigests":["r/mrs@sha256:bb"],"Os":"linux","Architecture":"amd64",)"
               R"("RootFS":{"Layers":["sha256:c1","sha256:c2"]}}])",
               ""});
  ASSERT_TRUE(details);
  EXPECT_EQ(details->at("id"), "sha256:aa");
  EXPECT_EQ(details->at("repo_digests"), "r/mrs@sha256:bb");
  EXPECT_EQ(details->at("layers"), "sha256:c1 sha256:c2");
  EXPECT_EQ(details->at("platform"), "linux/amd64");
  EXPECT_EQ(details->at("archive"), "/images/mrs.tar");
}

TEST(PodmanEngine, IdentityIsTheSameAsDockers) {
  const DockerEngine engine(podman_dialect(), host());
  const auto details =
      engine.read_identity({.engine = "podman", .image = "mrs:1"}, {{0, 0}, R"([{"Id":"aa"}])", ""});
  ASSERT_TRUE(details);
  EXPECT_EQ(details->at("id"), "sha256:aa");
}

TEST(DockerEngine, MissingImageSaysHowToGetIt) {
  const DockerEngine engine(docker_dialect(), host());
  const sys::Captured answer{{1, 0}, "[]\n", "Error response from daemon: No such image: mrs:1\n"};
  const auto pulled = engine.read_identity({.engine = "docker", .image = "mrs:1"}, answer);
  ASSERT_FALSE(pulled);
  EXPECT_EQ(pulled.error().message, "docker has no image \"mrs:1\"");
  EXPECT_THAT(pulled.error().advice, HasSubstr("docker pull mrs:1"));
  const auto loaded =
      engine.read_identity({.engine = "docker", .image = "mrs:1", .archive = "/m.tar"}, answer);
  EXPECT_EQ(loaded.error().advice, "run `docker load -i /m.tar`");
}

TEST(PodmanEngine, MissingImageIsKnownByItsWords) {
  const DockerEngine engine(podman_dialect(), host());
  const auto answer =
      engine.read_identity({.engine = "podman", .image = "x"},
                           {{125, 0}, "[]\n", "Error: inspecting object: x: image not known\n"});
  EXPECT_EQ(answer.error().message, "podman has no image \"x\"");
}

TEST(DockerEngine, AbsentDaemonIsNotAMissingImage) {
  const DockerEngine engine(docker_dialect(), host());
  const auto answer = engine.read_identity({.engine = "docker", .image = "x"},
                                           {{1, 0}, "", "Cannot connect to the Docker daemon\n"});
  EXPECT_THAT(answer.error().message, HasSubstr("Cannot connect to the Docker daemon"));
}

TEST(DockerEngine, OtherDigestThanPinnedIsAnErrorWithBoth) {
  const DockerEngine engine(docker_dialect(), host());
  const auto answer =
      engine.read_identity({.engine = "docker", .image = "r/mrs@sha256:bb"},
                           {{0, 0}, R"([{"Id":"sha256:aa","RepoDigests":["r/mrs@sha256:cc"]}])", ""});
  ASSERT_FALSE(answer);
  EXPECT_THAT(answer.error().message, HasSubstr("wanted sha256:bb, found r/mrs@sha256:cc"));
}

TEST(DockerEngine, FetchesOnlyWhatTheProtocolAllows) {
  const DockerEngine engine(docker_dialect(), host());
  EXPECT_TRUE(engine.fetch_argv({.engine = "docker", .image = "m"}).empty());
  EXPECT_THAT(engine.fetch_argv({.engine = "docker", .image = "m", .pull = model::PullPolicy::missing}),
              ElementsAre("docker", "pull", "m"));
  EXPECT_THAT(engine.fetch_argv({.engine = "docker", .image = "m", .archive = "/m.tar"}),
              ElementsAre("docker", "load", "--input", "/m.tar"));
}

TEST(EngineHost, ClientsSeeOnlyWhatIsTheirs) {
  const auto client = client_environment(
      {{"XDG_RUNTIME_DIR", "/run"}, {"SECRET", "x"}, {"DOCKER_HOST", "unix:///d"}, {"PATH", "/bin"}});
  ASSERT_EQ(client.size(), 3U);
  EXPECT_EQ(client[0].first, "DOCKER_HOST");
  EXPECT_EQ(client[2].first, "XDG_RUNTIME_DIR");
}

TEST(Builtin, EveryEngineIsMadeByItsName) {
  for (const auto& entry : builtin_engines()) {
    EXPECT_NE(make_engine(entry.declaration.name), nullptr) << entry.declaration.name;
  }
  EXPECT_EQ(make_engine("vagrant"), nullptr);
}

} // namespace

} // namespace reprovip::launch
