// The engines that run archives: apptainer and udocker.
#include "harness/launch/apptainer_engine.hpp"
#include "harness/launch/udocker_engine.hpp"

#include "tests/support/support.hpp"
#include "tests/unit/launch/examples.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace reprovip::launch {

namespace {

using testing::ElementsAre;

model::Deployment from_archive(const std::string& engine) {
  model::Deployment made;
  made.engine = engine;
  made.details["id"] = "sha256:0123";
  made.config.archive = "/images/mrs.tar";
  made.config.archive_sha256 = "ab12";
  made.config.archive_id = "sha256:0123";
  made.config.archive_tags = {"example.org/mrs:1"};
  made.details["archive_sha256"] = "ab12";
  made.details["image_environment"] = R"(["PATH=/opt/bin","LANG=C.UTF-8"])";
  return made;
}

TEST(ApptainerEngine, CommandIsAsApproved) {
  auto here = from_archive("apptainer");
  here.config.options = {"--nv"};
  const ApptainerEngine engine(host());
  EXPECT_EQ(
      test::differs_from_golden("launch/apptainer.txt", table(engine.command(invocation(), here, paths()))),
      "");
}

TEST(ApptainerEngine, ArchiveBecomesOneFileNamedByItsBytes) {
  const ApptainerEngine engine(host());
  const auto config = from_archive("apptainer").config;
  EXPECT_EQ(engine.identity_argv(config).back(), "/cache/apptainer/archive-ab12.sif");
  EXPECT_EQ(engine.fetch_argv(config).at(4), "docker-archive:/images/mrs.tar");
  EXPECT_EQ(engine.fetch_argv(config).at(5), "/cache/apptainer/archive-ab12.sif");
}

TEST(ApptainerEngine, SifRunsAsItIs) {
  const ApptainerEngine engine(host());
  const model::EngineConfig config{
      .engine = "apptainer", .archive = "/images/mrs.sif", .archive_sha256 = "ab12"};
  EXPECT_EQ(engine.identity_argv(config).back(), "/images/mrs.sif");
  EXPECT_TRUE(engine.fetch_argv(config).empty());
}

TEST(ApptainerEngine, ReferenceIsPulledOnlyWhenAsked) {
  const ApptainerEngine engine(host());
  model::EngineConfig config{.engine = "apptainer", .image = "example.org/mrs:1"};
  EXPECT_TRUE(engine.fetch_argv(config).empty());
  config.pull = model::PullPolicy::missing;
  EXPECT_EQ(engine.fetch_argv(config).at(4), "docker://example.org/mrs:1");
}

TEST(ApptainerEngine, IdentityHoldsTheVariablesOfTheImage) {
  const auto config = from_archive("apptainer").config;
  const auto details = ApptainerEngine(host()).read_identity(
      config, {{0, 0},
               R"({"data":{"attributes":{"environment":{"/.singularity.d/env/10-docker2singularity.sh":)"
               R"("#!/bin/sh\nexport PATH=\"/opt/bin\"\nexport A=\"${A:-\"two \\\"words\\\"\"}\""}}}})",
               ""});
  ASSERT_TRUE(details) << render(details.error());
  EXPECT_EQ(details->at("id"), "sha256:0123") << "as docker and podman call it";
  EXPECT_EQ(details->at("image_environment"), R"(["PATH=/opt/bin","A=two \"words\""])");
}

TEST(ApptainerEngine, SaysWhatIsWrongNotWhatIsNoticed) {
  model::EngineConfig config;
  config.engine = "apptainer";
  config.archive = "/images/garbage.sif";
  const auto details = ApptainerEngine(host()).read_identity(
      config, {{255, 0}, "", "INFO:    Detected a folder\nFATAL:   image format not recognized\n"});
  ASSERT_FALSE(details);
  EXPECT_EQ(details.error().message,
            "apptainer has no image \"/images/garbage.sif\": FATAL:   image format not recognized");
}

TEST(ApptainerEngine, AReferenceThatIsNotThereIsNoFileOfOurCache) {
  model::EngineConfig config;
  config.engine = "apptainer";
  config.image = "longiseg:1.1";
  const auto details = ApptainerEngine(host()).read_identity(
      config, {{255, 0},
               "",
               "FATAL:   Failed to open image /cache/a.sif: lstat /cache: no such file or directory\n"});
  ASSERT_FALSE(details);
  EXPECT_EQ(details.error().message, "apptainer has no image \"longiseg:1.1\"");
}

TEST(ApptainerEngine, ProbeReadsTheVersion) {
  const ApptainerEngine engine(host());
  EXPECT_EQ(engine.read_probe({{0, 0}, "apptainer version 1.4.5\n", ""}).version, "1.4.5");
  EXPECT_FALSE(engine.read_probe({{255, 0}, "", "FATAL:   no\n"}).usable);
}

TEST(UdockerEngine, CommandIsAsApproved) {
  const UdockerEngine engine(host());
  EXPECT_EQ(test::differs_from_golden("launch/udocker.txt",
                                      table(engine.command(invocation(), from_archive("udocker"), paths()))),
            "");
}

TEST(UdockerEngine, RootMustBeAllowed) {
  EXPECT_THAT(UdockerEngine(host(0)).probe_argv(),
              ElementsAre("udocker", "--allow-root", "--quiet", "version"));
}

TEST(UdockerEngine, RepositoryIsNamedByTheArchivesBytes) {
  const UdockerEngine engine(host());
  EXPECT_THAT(engine.fetch_argv(from_archive("udocker").config),
              ElementsAre("env", "UDOCKER_LAYERS=/cache/udocker/ab12/layers",
                          "UDOCKER_REPOS=/cache/udocker/ab12/repos", "udocker", "--quiet", "load", "-i",
                          "/images/mrs.tar"));
}

TEST(UdockerEngine, IdentityIsTheArchives) {
  const auto details = UdockerEngine(host()).read_identity(
      from_archive("udocker").config, {{0, 0}, R"({"config":{"Env":["PATH=/opt/bin"]}})", ""});
  ASSERT_TRUE(details) << render(details.error());
  EXPECT_EQ(details->at("id"), "sha256:0123");
  EXPECT_EQ(details->at("mode"), "P1");
}

} // namespace

} // namespace reprovip::launch
