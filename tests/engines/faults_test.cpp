// Faults: each named correctly, nothing keeps running, the rest of the study goes on.
#include "harness/base/json.hpp"

#include "tests/engines/engines_fixture.hpp"

#include <gmock/gmock.h>

#include <sys/mount.h>

#include <cerrno>
#include <csignal>
#include <cstring>
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

  // The outcome of each execution in the store, by its subject and the level of `factor`.
  static std::map<std::string, std::string> outcomes_in(const sys::Path& store,
                                                        const std::string& factor = {});

  sys::Captured reprovip(const sys::Path& protocol, std::vector<std::string> more = {}) const {
    std::vector<std::string> argv = {(test::bin_dir() / "reprovip").string(), "run", protocol.string(),
                                     "--store", (dir.path() / "store").string()};
    argv.insert(argv.end(), more.begin(), more.end());
    return ask(argv);
  }

  // Two conditions of one subject.
  sys::Path write_conditions(const std::string& factors) const {
    dir.write("fault.sh", k_program);
    dir.write("application.toml", "schema = 1\nname = \"faults\"\nversion = \"1\"\n"
                                  "command = [\"sh\", \"{app}/fault.sh\", \"{subject}\"]\n"
                                  "[outputs.result]\npath = \"result.txt\"\n");
    return dir.write("protocol.toml",
                     "schema = 1\napplication = \"application.toml\"\nsubjects = [\"good\"]\n"
                     "[repeat]\ncount = 1\n" +
                         factors +
                         "[[criterion]]\nid = \"same\"\non = \"result\"\n"
                         "require = \"classes == 1\"\n");
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

// A work directory that is mounted read-only, as a full quota or a remounted disk looks.
class ReadOnlyMount {
public:
  explicit ReadOnlyMount(sys::Path folder)
      : m_folder(std::move(folder)),
        m_is_bound(::mount(m_folder.c_str(), m_folder.c_str(), nullptr, MS_BIND, nullptr) == 0),
        m_is_set(m_is_bound && ::mount(nullptr, m_folder.c_str(), nullptr, MS_REMOUNT | MS_BIND | MS_RDONLY,
                                       nullptr) == 0) {}
  ~ReadOnlyMount() {
    if (m_is_bound) {
      ::umount2(m_folder.c_str(), MNT_DETACH);
    }
  }
  ReadOnlyMount(const ReadOnlyMount&) = delete;
  ReadOnlyMount& operator=(const ReadOnlyMount&) = delete;

  bool is_set() const { return m_is_set; }

private:
  sys::Path m_folder;
  bool m_is_bound;
  bool m_is_set;
};

TEST_F(EngineFaults, ReadOnlyOutputDirectoryIsTheProgramsFailureWithItsReason) {
  last = make_job({"probe", "write"});
  const ReadOnlyMount mount(last.paths.work);
  if (!mount.is_set()) {
    GTEST_SKIP() << "only root mounts: " << std::strerror(errno);
  }
  ASSERT_TRUE(launcher->start(last));
  const auto ending = wait_for_end();
  EXPECT_EQ(ending.outcome, Outcome::failed) << ending.reason;
  EXPECT_FALSE(ending.infrastructure) << ending.reason;
  EXPECT_THAT(text_of(last.paths.directory / "err.log"), testing::HasSubstr("Read-only file system"));
  EXPECT_EQ(run({"probe", "write"}).outcome, Outcome::succeeded) << "the rest goes on";
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

std::map<std::string, std::string> EngineFaults::outcomes_in(const sys::Path& store,
                                                             const std::string& factor) {
  std::map<std::string, std::string> outcomes;
  for (const auto& entry : fs::recursive_directory_iterator(store)) {
    if (entry.path().filename() == "record.json") {
      const auto record = parse_json(text_of(entry.path()), entry.path().string());
      EXPECT_TRUE(record);
      const auto level = factor.empty() ? "" : " " + (*record)["levels"][factor].text();
      auto& outcome = outcomes[(*record)["subject"].text() + level];
      const auto& ending = (*record)["ending"];
      if (outcome.empty() || !ending["infrastructure"].boolean()) { // an engine's own failure is tried again
        outcome = ending["outcome"].text();
      }
    }
  }
  return outcomes;
}

// One study in which most subjects fail in a way of their own, through the whole program.
TEST_F(EngineFaults, EachIsNamedAndTheRestOfTheStudyGoesOn) {
  const auto protocol = write_protocol();
  const auto answer = reprovip(protocol);
  EXPECT_EQ(answer.status.code, 3) << answer.out << answer.err;
  auto outcomes = outcomes_in(dir.path() / "store");
  if (!limits_trees() && outcomes["memory"] != "succeeded") {
    outcomes["memory"] = "oom";
  }
  const std::map<std::string, std::string> expected = {
      {"abort", "killed"},  {"fork", "timed_out"}, {"good", "succeeded"}, {"memory", "oom"},
      {"status", "failed"}, {"term", "killed"},    {"well", "succeeded"}};
  EXPECT_EQ(outcomes, expected);
  expect_nothing_runs();
}

TEST_F(EngineFaults, CommandNotFoundInOneConditionLeavesTheOther) {
  const auto protocol = write_conditions(
      "[factors]\nengine = \"" + engine_name() + "\"\nwrapper = [\"none\", \"absent\"]\n[factor.wrapper]\n" +
      "source = \"run\"\nwrapper = true\nlevels = { none = \"\", absent = \"no-such-program\" }\n" +
      settings_of_engine(sys::environment_value("REPROVIP_TEST_ARCHIVE")));
  const auto answer = reprovip(protocol);
  if (engine_name() == "native") { // a program of the host is looked for when the plan is made
    EXPECT_EQ(answer.status.code, 75) << answer.out << answer.err;
    EXPECT_THAT(answer.err, testing::HasSubstr("program \"no-such-program\" is not in "));
    return;
  }
  EXPECT_EQ(answer.status.code, 3) << answer.out << answer.err;
  const std::map<std::string, std::string> expected = {{"good absent", "not_started"},
                                                       {"good none", "succeeded"}};
  EXPECT_EQ(outcomes_in(dir.path() / "store", "wrapper"), expected);
}

TEST_F(EngineFaults, ImageMissingInOneEngineLeavesTheOther) {
  if (!has_containers() || is_from_archive()) {
    GTEST_SKIP() << "no image by name";
  }
  const auto protocol =
      write_conditions("[factors]\nengine = [\"native\", \"" + engine_name() + "\"]\n[engine." +
                       engine_name() + "]\nimage = \"localhost/no-such-image:1\"\n");
  const auto whole = reprovip(protocol);
  EXPECT_EQ(whole.status.code, 75) << "before anything has run: " << whole.out << whole.err;
  EXPECT_THAT(whole.err, testing::HasSubstr("has no image \"localhost/no-such-image:1\""));
  EXPECT_FALSE(fs::exists(dir.path() / "store/cells"));
  const auto rest = reprovip(protocol, {"-x", "engine=" + engine_name()});
  EXPECT_EQ(rest.status.code, 5) << "one execution says nothing of repetitions: " << rest.out << rest.err;
  const std::map<std::string, std::string> expected = {{"good native", "succeeded"}};
  EXPECT_EQ(outcomes_in(dir.path() / "store", "engine"), expected);
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
