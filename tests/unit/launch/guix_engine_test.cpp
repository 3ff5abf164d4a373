#include "harness/base/format.hpp"
#include "harness/launch/guix_engine.hpp"
#include "harness/launch/guix_identity.hpp"
#include "harness/sys/hash.hpp"

#include "tests/support/support.hpp"
#include "tests/unit/launch/examples.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace reprovip::launch {

namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

constexpr auto k_commit = "0123456789abcdef0123456789abcdef01234567";

model::Deployment guix(const std::string& profile, const std::string& manifest, const std::string& archive) {
  model::Deployment made;
  made.engine = "guix";
  made.config.engine = "guix";
  made.config.profile = profile;
  made.config.channels = manifest.empty() ? "" : "/apps/mrs/guix/channels.scm";
  made.config.manifest = manifest;
  made.config.archive = archive;
  return made;
}

model::Deployment profile() {
  auto made = guix("/home/u/profile", "", "");
  made.details["profile"] = "/gnu/store/p-profile";
  return made;
}

model::Deployment channels() {
  return guix("", "/apps/mrs/guix/manifest.scm", "");
}

model::Deployment pack() {
  auto made = guix("", "", "/packs/mrs.tar.gz");
  made.details["directory"] = "/cache/packs/aa";
  return made;
}

std::string approved(const model::Deployment& deployment, const std::string& golden) {
  const auto command = GuixEngine(host()).command(invocation(), deployment, paths());
  EXPECT_TRUE(command.has_inner_end);
  EXPECT_TRUE(command.links_inputs);
  EXPECT_FALSE(command.limits_memory);
  return test::differs_from_golden("launch/" + golden, table(command));
}

sys::Captured said(const std::string& out) {
  return {{0, 0}, out, ""};
}

TEST(GuixEngine, ProfileCommandIsAsApproved) {
  EXPECT_EQ(approved(profile(), "guix-profile.txt"), "");
}

TEST(GuixEngine, ChannelsCommandIsAsApproved) {
  EXPECT_EQ(approved(channels(), "guix-channels.txt"), "");
}

TEST(GuixEngine, PackCommandIsAsApproved) {
  EXPECT_EQ(approved(pack(), "guix-pack.txt"), "");
}

TEST(GuixEngine, ModeIsWhatIsGivenUnlessSaid) {
  EXPECT_EQ(guix_mode(profile().config), "shell");
  EXPECT_EQ(guix_mode(channels().config), "container");
  EXPECT_EQ(guix_mode(pack().config), "pack");
  auto asked = channels().config;
  asked.mode = "shell";
  EXPECT_EQ(guix_mode(asked), "shell");
}

TEST(GuixEngine, ManifestWithoutContainerSharesNothing) {
  auto asked = channels();
  asked.config.mode = "shell";
  const auto command = GuixEngine(host()).command(invocation(), asked, paths());
  EXPECT_THAT(command.argv, Not(Contains("--container")));
  EXPECT_THAT(command.argv, Not(Contains(HasSubstr("--expose"))));
  EXPECT_THAT(command.argv, Contains("time-machine"));
}

TEST(GuixEngine, ContainerHasNetworkOnlyWhenAskedFor) {
  auto online = invocation();
  online.resources.network = true;
  const GuixEngine engine(host());
  EXPECT_THAT(engine.command(online, channels(), paths()).argv, Contains("--network"));
  EXPECT_THAT(engine.command(invocation(), channels(), paths()).argv, Not(Contains("--network")));
}

TEST(GuixEngine, PathOfTheInvocationIsNotTheProfiles) {
  auto with_path = invocation();
  with_path.environment["PATH"] = "/usr/bin";
  const GuixEngine engine(host());
  EXPECT_THAT(engine.command(with_path, profile(), paths()).argv, Not(Contains("PATH=/usr/bin")));
  EXPECT_THAT(engine.command(with_path, pack(), paths()).argv,
              Contains("PATH=/cache/packs/aa/bin:/cache/packs/aa/sbin"));
}

TEST(GuixEngine, IdentityOfAProfileIsItsPlaceInTheStore) {
  const auto details = GuixEngine(host()).read_identity(
      profile().config,
      said("=profile /gnu/store/p-profile\n=manifest ab12\nmrs\t1.0\tout\t/gnu/store/m-mrs-1.0\n"
           "fftw\t3\tlib\t/gnu/store/f-fftw-3-lib\n"));
  ASSERT_TRUE(details) << render(details.error());
  EXPECT_EQ(details->at("identity"), "store /gnu/store/p-profile");
  EXPECT_EQ(details->at("items"), "/gnu/store/m-mrs-1.0 /gnu/store/f-fftw-3-lib");
  EXPECT_EQ(details->at("manifest"), "sha256:ab12");
}

TEST(GuixEngine, MissingProfileSaysHowToMakeIt) {
  const auto details = GuixEngine(host()).read_identity(
      profile().config,
      {{1, 0}, "=profile /p\n", "guix hash: error: /p/manifest: No such file or directory\n"});
  ASSERT_FALSE(details);
  EXPECT_EQ(details.error().message, "guix has no profile \"/home/u/profile\"");
  EXPECT_THAT(details.error().advice, HasSubstr("guix package -p"));
}

TEST(GuixEngine, MissingGuixIsSaidAsItIs) {
  const auto details = GuixEngine(host()).read_identity(
      profile().config, {{127, 0}, "=profile /p\n", "guix: 1: guix: not found\n"});
  ASSERT_FALSE(details);
  EXPECT_THAT(details.error().message, HasSubstr("guix: not found"));
}

// The question is put to the real files.
sys::Captured ask(const std::vector<std::string>& argv) {
  sys::Command command;
  command.argv = argv;
  command.environment = sys::current_environment();
  return sys::run_captured(command, Seconds(20)).value_or(sys::Captured{});
}

model::EngineConfig written_channels(const test::TempDir& dir, const std::string& text) {
  auto config = channels().config;
  config.channels = dir.write("channels.scm", text).string();
  config.manifest = dir.write("manifest.scm", "(specifications->manifest '(\"mrs\"))\n").string();
  return config;
}

TEST(GuixEngine, IdentityOfChannelsIsCommitsAndManifest) {
  const test::TempDir dir;
  const auto config =
      written_channels(dir, format("(list (channel\n  (name 'guix)\n  (url \"u\")\n"
                                   "  (introduction (make-channel-introduction\n    \"{0}\"))\n"
                                   "  ; (commit \"no\")\n  (commit\n   \"{0}\")))\n",
                                   k_commit));
  const GuixEngine engine(host());
  const auto details = engine.read_identity(config, ask(engine.identity_argv(config)));
  ASSERT_TRUE(details) << render(details.error());
  EXPECT_EQ(details->at("commits"), k_commit);
  EXPECT_EQ(details->at("manifest"), "sha256:" + sys::sha256_file(config.manifest)->hex);
  EXPECT_EQ(details->at("channels"), "sha256:" + sys::sha256_file(config.channels)->hex);
  EXPECT_EQ(details->at("identity"), format("guix {} manifest {}", k_commit, details->at("manifest")));
}

TEST(GuixEngine, ChannelWithoutCommitIsRefused) {
  const test::TempDir dir;
  const auto config = written_channels(
      dir,
      format(
          "(list (channel (name 'guix) (url \"u\") (commit \"{}\"))\n (channel (name 'lab) (url \"v\")))\n",
          k_commit));
  const GuixEngine engine(host());
  const auto details = engine.read_identity(config, ask(engine.identity_argv(config)));
  ASSERT_FALSE(details);
  EXPECT_THAT(details.error().message, HasSubstr("does not name the commit of each channel"));
  EXPECT_THAT(details.error().advice, HasSubstr("guix describe -f channels"));
}

TEST(GuixEngine, MissingChannelsFileIsNamed) {
  const GuixEngine engine(host());
  const auto details = engine.read_identity(channels().config, ask(engine.identity_argv(channels().config)));
  ASSERT_FALSE(details);
  EXPECT_THAT(details.error().message, HasSubstr("channels.scm"));
}

TEST(GuixEngine, NothingToRunIsSaid) {
  model::EngineConfig nothing;
  const auto details = GuixEngine(host()).read_identity(nothing, {});
  ASSERT_FALSE(details);
  EXPECT_THAT(details.error().advice, HasSubstr("\"profile\""));
}

TEST(GuixEngine, PackIsUnpackedOnceByItsDigest) {
  const test::TempDir dir;
  const auto tree = dir.path() / "tree/bin";
  std::filesystem::create_directories(tree);
  std::ofstream(tree / "mrs") << "#!/bin/sh\n";
  const auto archive = dir.path() / "pack.tar";
  ASSERT_TRUE(
      ask({"tar", "-C", (dir.path() / "tree").string(), "-cf", archive.string(), "bin"}).status.success());
  auto at = host();
  at.cache = dir.path() / "cache";
  const GuixEngine engine(at);
  const auto config = guix("", "", archive.string()).config;
  EXPECT_FALSE(engine.read_identity(config, ask(engine.identity_argv(config)))) << "not yet unpacked";
  for (int i = 0; i < 2; ++i) {
    EXPECT_TRUE(ask(engine.fetch_argv(config)).status.success()) << "also when it is there";
  }
  const auto details = engine.read_identity(config, ask(engine.identity_argv(config)));
  ASSERT_TRUE(details) << render(details.error());
  const auto digest = sys::sha256_file(archive)->hex;
  EXPECT_EQ(details->at("identity"), "pack sha256:" + digest);
  EXPECT_EQ(details->at("directory"), (at.cache / "packs" / digest).string());
  EXPECT_TRUE(std::filesystem::exists(at.cache / "packs" / digest / "bin/mrs"));
}

TEST(GuixEngine, ProbeTellsTheModesThatCanWork) {
  const GuixEngine engine(host());
  const auto alone = engine.read_probe({{0, 0},
                                        "guix (GNU Guix) 1.5.0\nCopyright\n",
                                        "hint: locales\nguix gc: error: failed to connect to "
                                        "`/var/guix/daemon-socket/socket': Connection refused\n"});
  EXPECT_TRUE(alone.usable) << "a profile runs without a daemon";
  EXPECT_EQ(alone.version, "1.5.0");
  EXPECT_EQ(alone.details.at("modes"), "shell pack");
  EXPECT_THAT(alone.details.at("daemon"), HasSubstr("Connection refused"));
  const auto whole = engine.read_probe(said("guix (GNU Guix) 1.5.0\n=daemon answers\n"));
  EXPECT_EQ(whole.details.at("modes"), "shell container pack");
  const auto none = engine.read_probe({{127, 0}, "", "guix: 1: guix: not found\n"});
  EXPECT_FALSE(none.usable);
  EXPECT_THAT(none.reason, HasSubstr("not found"));
}

} // namespace

} // namespace reprovip::launch
