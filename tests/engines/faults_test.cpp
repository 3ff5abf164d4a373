// Faults: each named correctly, nothing keeps running, the rest of the study goes on.
#include "harness/base/json.hpp"

#include "tests/engines/engines_fixture.hpp"

#include <gmock/gmock.h>

#include <csignal>
#include <map>

namespace reprovip::launch {

namespace {

std::string text_of(const sys::Path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

// The arguments of a process, each with a zero byte after it.
std::string arguments_of(pid_t process) {
  return text_of("/proc/" + std::to_string(process) + "/cmdline");
}

class EngineFaults : public EnginesTest {
protected:
  // The executor's own child: the engine's client, or what runs the container.
  pid_t client() const {
    for (const auto& entry : fs::directory_iterator("/proc")) {
      const auto name = entry.path().filename().string();
      if (text_of(entry.path() / "comm") == "reprovip-exec\n" &&
          arguments_of(std::atoi(name.c_str())).find(last.paths.directory.string() + '\0') !=
              std::string::npos) {
        return std::atoi(text_of(entry.path() / "task" / name / "children").c_str());
      }
    }
    return 0;
  }

  void expect_nothing_runs() const {
    for (int i = 0; i < 500 && count_processes(mark) != 0; ++i) {
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    EXPECT_EQ(count_processes(mark), 0U);
  }

  sys::Path
  write_protocol(const std::string& archive = sys::environment_value("REPROVIP_TEST_ARCHIVE")) const;

  void expect_lost() {
    const auto ending = wait_for_end();
    EXPECT_EQ(ending.outcome, Outcome::lost) << ending.reason;
    EXPECT_TRUE(ending.infrastructure);
    expect_nothing_runs();
  }
};

TEST_F(EngineFaults, KilledDaemonIsInfrastructure) {
  if (engine_name() != "docker") {
    GTEST_SKIP() << engine_name() << " has no daemon that runs programs";
  }
  const auto file = sys::environment_value("REPROVIP_ENGINES") + "/docker/docker.pid";
  const auto daemon = std::atoi(text_of(file).c_str());
  ASSERT_GT(daemon, 1) << file;
  // It believes its old pid files, and the containerd that it had.
  std::vector<std::string> again = {"sh", "-c",
                                    "kill -KILL $(cat \"$1/exec/containerd/containerd.pid\"); rm "
                                    "\"$1\"/docker.pid \"$1\"/exec/containerd/*; "
                                    "shift; setsid \"$@\" > \"$0\" 2>&1 &",
                                    dir.path() / "dockerd.log", sys::Path(file).parent_path()};
  std::istringstream words(arguments_of(daemon));
  for (std::string word; std::getline(words, word, '\0');) {
    again.push_back(word);
  }
  start_until_ready({"probe", "wait"});
  ASSERT_EQ(::kill(daemon, SIGKILL), 0);
  expect_lost();
  // Without it nothing starts, and that is not the program's fault either.
  EXPECT_TRUE(run({"probe", "exit", "0"}).infrastructure);
  ask(again);
  for (int i = 0; i < 600 && !ask({"docker", "version"}).status.success(); ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  }
  EXPECT_EQ(run({"probe", "exit", "0"}).outcome, Outcome::succeeded) << "the rest goes on";
}

TEST_F(EngineFaults, KilledClientIsInfrastructure) {
  if (!has_containers()) {
    GTEST_SKIP() << "no client: what is killed is the program";
  }
  start_until_ready({"probe", "wait"});
  const auto victim = client();
  ASSERT_GT(victim, 1);
  ASSERT_EQ(::kill(victim, SIGKILL), 0);
  expect_lost();
  EXPECT_EQ(run({"probe", "exit", "0"}).outcome, Outcome::succeeded);
}

TEST_F(EngineFaults, LackOfMemoryIsToldFromOtherKills) {
  if (!has_containers()) {
    GTEST_SKIP() << "see the tests of the executor";
  }
  invocation.resources.memory = std::uint64_t{48} << 20;
  const auto ending = run({"probe", "eat", "200"});
  EXPECT_EQ(ending.outcome, Outcome::oom) << ending.reason;
  EXPECT_FALSE(ending.infrastructure);
}

constexpr const char* k_program = R"(case $1 in
  abort) kill -s ABRT $$ ;;
  fork) (trap '' TERM; while :; do sleep 300; done) & sleep 300 ;;
  memory) exec dd if=/dev/zero of=/dev/null bs=200M count=1 ;;
  status) exit 3 ;;
  term) kill -s TERM $$ ;;
esac
echo done > result.txt
)";

// What [engine.X] says of what runs.
std::string settings_of_engine(const std::string& archive) {
  const auto table = "[engine." + engine_name() + "]\n";
  return is_guix() ? table + "profile = \"" + sys::environment_value("REPROVIP_TEST_PROFILE") + "\"\n"
         : engine_name() == "native" ? ""
                                     : table + "archive = \"" + archive + "\"\n";
}

// Without cgroups each process has a limit of its own, and may end as it likes.
bool limits_trees() {
  return has_containers() || (::access("/sys/fs/cgroup/memory", W_OK) == 0 ||
                              ::access("/sys/fs/cgroup/cgroup.subtree_control", W_OK) == 0);
}

sys::Path EngineFaults::write_protocol(const std::string& archive) const {
  dir.write("fault.sh", k_program);
  dir.write("application.toml", "schema = 1\nname = \"faults\"\nversion = \"1\"\n"
                                "command = [\"sh\", \"{app}/fault.sh\", \"{subject}\"]\n"
                                "[outputs.result]\npath = \"result.txt\"\n");
  return dir.write(
      "protocol.toml",
      "schema = 1\napplication = \"application.toml\"\n[subjects]\n"
      "list = [\"abort\", \"fork\", \"good\", \"memory\", \"status\", \"term\", \"well\"]\n"
      "[repeat]\ncount = 1\n[env]\nset = { GREETING = \"" +
          mark + "\" }\n[resources]\nmemory = \"64MiB\"\ntimeout = { hard = \"5s\", grace = \"0.3s\" }\n" +
          "[factors]\nengine = \"" + engine_name() + "\"\n" + settings_of_engine(archive) +
          "[[criterion]]\nid = \"same\"\non = \"result\"\nrequire = \"classes == 1\"\n");
}

// One study in which most subjects fail in a way of their own, through the whole program.
TEST_F(EngineFaults, EachIsNamedAndTheRestOfTheStudyGoesOn) {
  const auto protocol = write_protocol();
  const auto store = dir.path() / "store";
  const auto answer =
      ask({(test::bin_dir() / "reprovip").string(), "run", protocol.string(), "--store", store.string()});
  EXPECT_EQ(answer.status.code, 3) << answer.out << answer.err;
  std::map<std::string, std::string> outcomes;
  for (const auto& entry : fs::recursive_directory_iterator(store)) {
    if (entry.path().filename() == "record.json") {
      const auto record = parse_json(text_of(entry.path()), entry.path().string());
      ASSERT_TRUE(record);
      outcomes[(*record)["subject"].text()] = (*record)["ending"]["outcome"].text();
    }
  }
  if (!limits_trees() && outcomes["memory"] != "succeeded") {
    outcomes["memory"] = "oom";
  }
  const std::map<std::string, std::string> expected = {
      {"abort", "killed"},  {"fork", "timed_out"}, {"good", "succeeded"}, {"memory", "oom"},
      {"status", "failed"}, {"term", "killed"},    {"well", "succeeded"}};
  EXPECT_EQ(outcomes, expected);
  expect_nothing_runs();
}

TEST_F(EngineFaults, DoctorTriesTheMounts) {
  if (!has_containers()) {
    GTEST_SKIP() << "see tests/cli/doctor";
  }
  const auto protocol = write_protocol();
  const auto doctor = (test::bin_dir() / "reprovip").string();
  const auto well = ask({doctor, "doctor", protocol.string()});
  EXPECT_EQ(well.status.code, 0) << well.out << well.err;
  EXPECT_THAT(well.out,
              testing::HasSubstr("works  image " + sys::environment_value("REPROVIP_TEST_IMAGE_ID")));
  // A file that is no image is nothing to run.
  std::ofstream(dir.path() / "image.tar") << "no image";
  const auto ill = ask({doctor, "doctor", write_protocol((dir.path() / "image.tar").string()).string()});
  EXPECT_EQ(ill.status.code, 75) << ill.out << ill.err;
  EXPECT_THAT(ill.out, testing::ContainsRegex(engine_name() + " +no "));
}

} // namespace

} // namespace reprovip::launch
