// What an execution promises, whatever the engine: run by `run_engine`, which sets REPROVIP_TEST_ENGINE.
#include "harness/launch/guix_engine.hpp"

#include "tests/engines/engines_fixture.hpp"

#include <gmock/gmock.h>

#include <sys/stat.h>

#include <csignal>

namespace reprovip::launch {

namespace {

using testing::HasSubstr;

TEST_F(EnginesTest, ArgumentsArriveByteForByte) {
  const auto ending =
      run({"probe", "arguments", "a", "two words", "", "*", "$HOME", "\"q\" 'q' \\", "--rm", "\xc3\xa9"});
  EXPECT_EQ(ending.outcome, Outcome::succeeded) << ending.reason;
  EXPECT_EQ(out(), "[a]\n[two words]\n[]\n[*]\n[$HOME]\n[\"q\" 'q' \\]\n[--rm]\n[\xc3\xa9]\n");
}

TEST_F(EnginesTest, ExitStatusIsTheProgramsOwn) {
  for (const int status : {1, 125, 126, 127, 137, 255}) {
    const auto ending = run({"probe", "exit", std::to_string(status)});
    EXPECT_EQ(ending.outcome, Outcome::failed) << status;
    EXPECT_EQ(ending.exit_code, status);
    EXPECT_FALSE(ending.infrastructure) << "not the engine's: " << ending.reason;
  }
}

TEST_F(EnginesTest, AbortIsSeenAsItsSignal) {
  const auto ending = run({"probe", "signal-self", "ABRT"});
  EXPECT_EQ(ending.signal, SIGABRT) << ending.reason;
  EXPECT_FALSE(ending.exit_code);
  EXPECT_FALSE(ending.infrastructure);
}

TEST_F(EnginesTest, SignalToItselfEndsTheProgram) {
  const auto ending = run({"probe", "signal-self", "TERM"});
  EXPECT_EQ(ending.signal, SIGTERM) << ending.reason;
  EXPECT_EQ(out(), "") << "as process 1 it would have survived";
}

TEST_F(EnginesTest, TimeoutEndsTheWholeTree) {
  invocation.resources.timeout = Seconds(2);
  invocation.resources.grace = Seconds(0.3);
  const auto ending = run({"probe", "hang-with-children"});
  EXPECT_EQ(ending.outcome, Outcome::timed_out) << ending.reason;
  EXPECT_EQ(out(), "ready\n");
  EXPECT_EQ(count_processes(mark), 0U);
}

TEST_F(EnginesTest, TerminationStopsTheProgram) {
  start_until_ready({"probe", "wait"});
  launcher->abort();
  const auto ending = wait_for_end();
  EXPECT_EQ(ending.outcome, Outcome::killed) << ending.reason;
  EXPECT_EQ(count_processes(mark), 0U);
}

TEST_F(EnginesTest, SecondAbortEndsWhatIgnoresTheFirst) {
  start_until_ready({"probe", "hang-with-children"});
  launcher->abort();
  launcher->abort();
  EXPECT_EQ(wait_for_end().outcome, Outcome::killed);
  EXPECT_EQ(count_processes(mark), 0U);
}

TEST_F(EnginesTest, MissingProgramIsNotTheEnginesFault) {
  const auto ending = run({"no-such-program"});
  EXPECT_EQ(ending.outcome, Outcome::not_started) << ending.reason;
  EXPECT_FALSE(ending.infrastructure);
  EXPECT_THAT(ending.reason, HasSubstr("no-such-program"));
}

TEST_F(EnginesTest, FileWithoutExecuteBitIsNotStarted) {
  const auto ending = run({"not-executable"});
  EXPECT_EQ(ending.outcome, Outcome::not_started) << ending.reason;
  EXPECT_FALSE(ending.infrastructure);
}

TEST_F(EnginesTest, InputIsWhereTheCommandLineSays) {
  add_input("signal", "real data\n");
  const auto ending = run({"probe", "read", "in/signal/signal.txt"});
  EXPECT_EQ(ending.outcome, Outcome::succeeded) << ending.reason;
  EXPECT_EQ(out(), "real data\n");
}

TEST_F(EnginesTest, InputCannotBeWritten) {
  add_input("signal", "real data\n");
  const auto ending = run({"probe", "overwrite", "in/signal/signal.txt"});
  EXPECT_EQ(ending.outcome, Outcome::failed);
  EXPECT_EQ(test::read_text(invocation.inputs[0].host), "real data\n");
}

TEST_F(EnginesTest, EnvironmentIsTheInvocations) {
  invocation.environment["TZ"] = "UTC";
  invocation.environment["GREETING"] = "two words=and a sign";
  EXPECT_EQ(run({"probe", "environment"}).outcome, Outcome::succeeded);
  EXPECT_EQ(out(), "UTC|two words=and a sign\n");
}

// Nothing of the engine's, of the caller's or of a shell's: in every engine the same. A Guix profile brings
// its PATH.
TEST_F(EnginesTest, EnvironmentHoldsNothingElse) {
  EXPECT_EQ(run({"probe", "all-variables"}).outcome, Outcome::succeeded);
  std::istringstream content(out());
  std::vector<std::string> variables;
  for (std::string one; std::getline(content, one, '\0');) {
    variables.push_back(one);
  }
  const auto path = is_guix() ? deployment.config.profile + "/bin" : invocation.environment.at("PATH");
  EXPECT_THAT(variables, testing::UnorderedElementsAre("GREETING=" + mark, "PATH=" + path));
}

TEST_F(EnginesTest, WorkDirectoryIsTheSameInEveryContainer) {
  EXPECT_EQ(run({"probe", "where"}).outcome, Outcome::succeeded);
  EXPECT_EQ(out(), (has_containers() ? std::string(k_container_work) : last.paths.work.string()) + "\n");
}

TEST_F(EnginesTest, StreamsAreKeptApart) {
  EXPECT_EQ(run({"probe", "speak"}).outcome, Outcome::succeeded);
  EXPECT_EQ(test::read_text(last.paths.directory / "out.log"), "to-out\n");
  EXPECT_EQ(test::read_text(last.paths.directory / "err.log"), "to-err\n");
  EXPECT_EQ(read_exec_report(last.paths.directory)->out_size, 7U);
}

TEST_F(EnginesTest, OnlyTheLoopbackInterfaceIsThere) {
  EXPECT_EQ(run({"probe", "interfaces"}).outcome, Outcome::succeeded);
  EXPECT_EQ(out(), "lo\n");
}

TEST_F(EnginesTest, OutputsBelongToTheCaller) {
  constexpr uid_t k_caller = 1234;
  if (!has_containers() || is_from_archive() || ::getuid() != 0) {
    GTEST_SKIP() << "needs containers that take a user, and root to play another one";
  }
  // The client itself is root here: no user map.
  auto dialect = engine_name() == "docker" ? docker_dialect() : podman_dialect();
  dialect.rootless_keeps_id = false;
  auto host = this_host();
  host.uid = host.gid = k_caller;
  engine = std::make_unique<DockerEngine>(dialect, host);
  last = make_job({"probe", "write"});
  for (const auto& path : {last.paths.work, last.paths.inner}) {
    ASSERT_EQ(::chown(path.c_str(), k_caller, k_caller), 0);
  }
  ASSERT_TRUE(launcher->start(last));
  const auto ending = wait_for_end();
  EXPECT_EQ(ending.outcome, Outcome::succeeded) << ending.reason;
  struct stat status {};
  ASSERT_EQ(::stat((last.paths.work / "folder/inside.txt").c_str(), &status), 0);
  EXPECT_EQ(status.st_uid, k_caller);
}

TEST_F(EnginesTest, IdentityIsTheSameInEveryEngine) {
  if (!has_containers()) {
    GTEST_SKIP() << "no image";
  }
  const auto details =
      engine->read_identity(deployment.config, ask(engine->identity_argv(deployment.config)));
  ASSERT_TRUE(details) << render(details.error());
  EXPECT_EQ(details->at("id"), sys::environment_value("REPROVIP_TEST_IMAGE_ID"));
  deployment.details = *details;
  EXPECT_EQ(run({"probe", "exit", "0"}).outcome, Outcome::succeeded) << "by its Id";
}

TEST_F(EnginesTest, ProfileIsItsPlaceInTheStore) {
  if (!is_guix()) {
    GTEST_SKIP() << "no profile";
  }
  const auto details =
      engine->read_identity(deployment.config, ask(engine->identity_argv(deployment.config)));
  ASSERT_TRUE(details) << render(details.error());
  EXPECT_EQ(details->at("profile"), deployment.config.profile);
  EXPECT_EQ(details->at("identity"), "store " + deployment.config.profile);
  EXPECT_THAT(details->at("items"), testing::MatchesRegex("/gnu/store/[a-z0-9]+-reprovip-probe-1"));
  deployment.config.profile = "/gnu/store/no-such-profile";
  const auto missing =
      engine->read_identity(deployment.config, ask(engine->identity_argv(deployment.config)));
  ASSERT_FALSE(missing);
  EXPECT_THAT(missing.error().message, HasSubstr("guix has no profile"));
  const auto ending = run({"probe", "exit", "0"});
  EXPECT_TRUE(ending.infrastructure) << ending.reason;
}

// Guix itself packs nothing without its servers: the item's files alone, as `guix pack -R -S /bin=bin` lays
// them out, but made by hand.
TEST_F(EnginesTest, HandMadePackRunsFromWhereItWasUnpacked) {
  if (!is_guix()) {
    GTEST_SKIP() << "no profile";
  }
  const auto tree = dir.path() / "pack/bin";
  fs::create_directories(tree);
  for (const auto* name : {"busybox", "probe"}) {
    fs::copy_file(sys::environment_value("REPROVIP_TEST_PACK") + "/" + name, tree / name);
  }
  fs::create_symlink("busybox", tree / "cat");
  const auto archive = dir.path() / "pack.tar";
  ASSERT_TRUE(
      ask({"tar", "-C", tree.parent_path().string(), "-cf", archive.string(), "bin"}).status.success());
  auto host = this_host();
  host.cache = dir.path() / "cache";
  engine = std::make_unique<GuixEngine>(host);
  deployment.config.profile.clear();
  deployment.config.archive = archive.string();
  EXPECT_TRUE(ask(engine->fetch_argv(deployment.config)).status.success());
  const auto details =
      engine->read_identity(deployment.config, ask(engine->identity_argv(deployment.config)));
  ASSERT_TRUE(details) << render(details.error());
  deployment.details = *details;
  add_input("signal", "real data\n");
  const auto ending = run({"probe", "read", "in/signal/signal.txt"});
  EXPECT_EQ(ending.outcome, Outcome::succeeded) << ending.reason;
  EXPECT_EQ(out(), "real data\n");
}

TEST_F(EnginesTest, MissingImageIsInfrastructureAndSaysHowToGetIt) {
  if (!has_containers()) {
    GTEST_SKIP() << "no image";
  }
  deployment.config = {.engine = engine_name(), .image = "localhost/no-such-image:1"};
  deployment.details.clear();
  const auto details =
      engine->read_identity(deployment.config, ask(engine->identity_argv(deployment.config)));
  ASSERT_FALSE(details);
  EXPECT_THAT(details.error().message, HasSubstr("has no image"));
  const auto ending = run({"probe", "exit", "0"});
  EXPECT_TRUE(ending.infrastructure) << ending.reason;
}

TEST_F(EnginesTest, MemoryLimitHolds) {
  invocation.resources.memory = std::uint64_t{48} << 20;
  const auto ending = run({"probe", "eat", "200"});
  EXPECT_NE(ending.outcome, Outcome::succeeded);
  EXPECT_FALSE(ending.infrastructure) << ending.reason;
}

TEST_F(EnginesTest, EngineThatIsACommandHasAnOverhead) {
  const auto ending = run({"probe", "exit", "0"});
  EXPECT_EQ(ending.usage.overhead_s.has_value(), last.command.has_inner_end);
  EXPECT_GE(ending.usage.overhead_s.value_or(0), 0);
}

TEST_F(EnginesTest, IsolationIsAFactWhereItIsOurs) {
  add_input("signal", "real data\n");
  const auto ending = run({"probe", "exit", "0"});
  EXPECT_EQ(ending.facts.contains("isolation"), !last.command.isolates);
  if (!last.command.isolates) {
    EXPECT_EQ(ending.facts.at("isolation"), "inputs read-only, no network");
  }
}

TEST_F(EnginesTest, WorkDirectoryThatCannotBeWrittenIsTheProgramsFailure) {
  if (has_containers()) {
    GTEST_SKIP() << "a container's own mount is another test's";
  }
  last = make_job({"probe", "write"});
  fs::remove_all(last.paths.work);
  fs::create_symlink("/proc", last.paths.work); // nobody writes there, not even root
  ASSERT_TRUE(launcher->start(last));
  const auto ending = wait_for_end();
  EXPECT_EQ(ending.outcome, Outcome::failed) << ending.reason;
  EXPECT_FALSE(ending.infrastructure);
}

TEST_F(EnginesTest, ProbeSaysThatItWorks) {
  const auto argv = engine->probe_argv();
  const auto probe = engine->read_probe(argv.empty() ? sys::Captured{} : ask(argv));
  EXPECT_TRUE(probe.usable) << probe.reason;
  EXPECT_EQ(probe.version.empty(), engine_name() == "native");
}

} // namespace

} // namespace reprovip::launch
