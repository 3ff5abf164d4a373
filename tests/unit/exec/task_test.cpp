// One task of a batch: claims, tries, and what is refused.

#include "tests/unit/exec/batch.hpp"

#include <gmock/gmock.h>

#include <sys/stat.h>
#include <sys/wait.h>

#include <fstream>
#include <set>
#include <sstream>

namespace reprovip::exec {

namespace fs = std::filesystem;

namespace {

using testing::HasSubstr;

class Task : public Batch {
protected:
  void expect_refused(int index, const Words& words, const std::string& what) {
    const auto file = write_words(index, words);
    const auto captured = run_task(index);
    EXPECT_EQ(captured.status.code, 70) << what;
    EXPECT_THAT(captured.err, HasSubstr(what));
    EXPECT_THAT(captured.err, HasSubstr(file.string()));
    EXPECT_TRUE(fs::is_empty(spool / "claims")) << what;
  }
};

TEST_F(Task, RunsAndSaysSo) {
  write_task(7, "echo hello; exit 3");
  const auto captured = run_task(7);
  EXPECT_EQ(captured.status.code, 0) << captured.err;
  EXPECT_EQ(captured.out + captured.err, "");
  EXPECT_EQ(record(7)["outcome"].text(), "failed");
  EXPECT_EQ(record(7)["exit_code"].integer(), 3);
  EXPECT_EQ(out(7), "hello\n");
  EXPECT_TRUE(has_ended(7));
  for (const auto* folder : {"claims", "ended", "hosts"}) { // nothing temporary is left
    EXPECT_EQ(std::distance(fs::directory_iterator(spool / folder), fs::directory_iterator()), 1) << folder;
  }
}

TEST_F(Task, ClaimNamesItsProcessAndItsScheduler) {
  write_task(1, "sed 's/.*) //' /proc/$PPID/stat | cut -d' ' -f20; echo $PPID");
  run_task(1, {},
           {{"SLURM_JOB_ID", "12"},
            {"SLURM_ARRAY_JOB_ID", "11"},
            {"SLURM_ARRAY_TASK_ID", "1"},
            {"SLURM_RESTART_COUNT", "2"},
            {"SLURMD_NODENAME", "n 1/\xff"},
            {"OAR_JOB_ID", "5"}});
  const auto about = claim(1);
  EXPECT_EQ(out(1), std::to_string(about["process_start"].integer()) + "\n" +
                        std::to_string(about["pid"].integer()) + "\n");
  EXPECT_EQ(about["boot"].text() + "\n", test::read_text("/proc/sys/kernel/random/boot_id"));
  EXPECT_EQ(about["node"].text(), "n_1__");
  EXPECT_EQ(about["slurm_job"].text(), "12");
  EXPECT_EQ(about["slurm_array"].text(), "11");
  EXPECT_EQ(about["slurm_task"].text(), "1");
  EXPECT_EQ(about["slurm_restart"].text(), "2");
  EXPECT_EQ(about["oar_job"].text(), "5");
  EXPECT_FALSE(about.has("oar_index"));
  EXPECT_LE(about["started_ms"].integer(), record(1)["started_ms"].integer());
  const auto host = json_in(spool / "hosts" / "n_1__.json");
  EXPECT_EQ(host["host.node"].text(), "n_1__");
  EXPECT_EQ(host["host.name"].text(), about["host"].text());
  EXPECT_EQ(host["host.affinity"].text(), about["facts"]["host.affinity"].text());
}

TEST_F(Task, NodeIsDescribedOnce) {
  dir.write("spool/hosts/n1.json", "what is there already");
  write_task(1, "true");
  EXPECT_EQ(run_task(1, {}, {{"SLURMD_NODENAME", "n1"}}).status.code, 0);
  EXPECT_EQ(test::read_text(spool / "hosts" / "n1.json"), "what is there already");
}

TEST_F(Task, EnvironmentIsExactlyThatOfTheTask) {
  write_task(1, "env -0 | sort -z | tr '\\0' '|'",
             {"env", "B=two\nlines = \xff", "env", "EMPTY=", "env", "SLURM_JOB_ID=mine"});
  EXPECT_EQ(run_task(1, {}, {{"SLURM_JOB_ID", "12"}, {"HOME", "/root"}}).status.code, 0);
  EXPECT_EQ(out(1), "B=two\nlines = \xff|EMPTY=|PATH=/usr/bin:/bin|PWD=" + (attempt(1) / "work").string() +
                        "|SLURM_JOB_ID=mine|");
  EXPECT_EQ(claim(1)["slurm_job"].text(), "12");
}

TEST_F(Task, SecondTrySharesNothingWithTheFirst) {
  const auto work = (attempt(4) / "work").string();
  const auto inner = (attempt(4) / "inner").string();
  const std::string hostile = "a \"b\"\n\xff$(c)*";
  write_task(4, "echo \"$NAME id4 $PWD\"; readlink in/" + std::string("*; cat in/*; ls \"$INNER\" app"),
             {"env", "NAME=reprovip-id4 id4", "env", "INNER=" + inner, "dir", inner, "link",
              work + "/in/" + hostile, "/proc/sys/kernel/ostype", "dir", work + "/app", "file",
              work + "/app/point"});
  fs::create_directories(attempt(4) / "work" / "in");
  fs::create_symlink("/proc/sys/kernel/ostype", attempt(4) / "work" / "in" / hostile);
  fs::create_directories(attempt(4) / "work" / "app");
  fs::create_directories(inner);
  for (const int number : {0, 1, 2}) {
    EXPECT_EQ(run_task(4).status.code, 0);
    const auto suffix = number == 0 ? "" : "." + std::to_string(number);
    const auto id = "id4" + suffix;
    EXPECT_TRUE(has_ended(4, number));
    EXPECT_EQ(record(4, number)["outcome"].text(), "succeeded");
    EXPECT_THAT(out(4, number), testing::StartsWith("reprovip-" + id + " " + id + " " + id + " " +
                                                    (attempt(4, number) / "work").string() +
                                                    "\n/proc/sys/kernel/ostype\nLinux\n"));
  }
  EXPECT_THAT(out(4, 1), HasSubstr("point"));
  EXPECT_TRUE(fs::is_directory(attempt(4, 2) / "inner"));
  EXPECT_TRUE(fs::is_symlink(attempt(4, 1) / "work" / "in" / hostile));
}

TEST_F(Task, TriesMayRunAtOnce) {
  write_task(
      2,
      "echo $$ > here; echo >> ../../begun; while [ $(wc -l < ../../begun) -lt 2 ]; do sleep 0.01; done; pwd",
      {}, {"--timeout", "30"});
  const auto first = start_task(2);
  const auto second = start_task(2);
  for (const auto process : {first, second}) {
    int status = -1;
    ::waitpid(process, &status, 0);
    EXPECT_EQ(status, 0);
  }
  for (const int number : {0, 1}) {
    EXPECT_TRUE(has_ended(2, number));
    EXPECT_EQ(out(2, number), (attempt(2, number) / "work").string() + "\n");
  }
}

// Whoever comes at the same time: every try has one claim, every claim one run.
TEST_F(Task, NoTwoHaveTheSameClaim) {
  write_task(3, "echo $PPID >> ../../log");
  std::vector<pid_t> tasks;
  for (int i = 0; i < 20; ++i) {
    tasks.push_back(start_task(3));
  }
  for (const auto task : tasks) {
    ::waitpid(task, nullptr, 0);
  }
  std::set<std::int64_t> processes;
  for (int number = 0; number < 20; ++number) {
    EXPECT_TRUE(has_ended(3, number));
    processes.insert(claim(3, number)["pid"].integer());
  }
  EXPECT_EQ(processes.size(), 20U);
  EXPECT_FALSE(fs::exists(attempt(3, 20)));
  std::istringstream log(test::read_text(dir.path() / "attempts" / "log"));
  std::set<std::int64_t> ran;
  for (std::int64_t process = 0; log >> process;) {
    ran.insert(process);
  }
  EXPECT_EQ(ran, processes);
}

TEST_F(Task, OnceIsOnce) {
  write_task(3, "echo ran >> ../../log");
  std::vector<pid_t> tasks;
  for (int i = 0; i < 10; ++i) {
    tasks.push_back(start_task(3, {"--once"}));
  }
  for (const auto task : tasks) {
    int status = -1;
    ::waitpid(task, &status, 0);
    EXPECT_EQ(status, 0);
  }
  EXPECT_EQ(run_task(3, {"--once"}).status.code, 0);
  EXPECT_EQ(test::read_text(dir.path() / "attempts" / "log"), "ran\n");
  EXPECT_EQ(test::read_text(dir.path() / "said"), "");
}

TEST_F(Task, BrokenTasksAreRefused) {
  const auto whole = task_words(1, "true");
  EXPECT_EQ(run_task(5).status.code, 70);
  EXPECT_THAT(run_task(5).err, HasSubstr("tasks/5\": No such file or directory"));
  expect_refused(1, {}, "it is cut off, or no task");
  expect_refused(1, {"reprovip", "1"}, "but with \"reprovip\"");
  expect_refused(1, {"reprovip-task", "2"}, "reads version 1, it is of version \"2\"");
  expect_refused(1, {"reprovip-task", "1"}, "it names no attempt");
  expect_refused(1, {"reprovip-task", "1", "color", "red"}, "unknown key \"color\"");
  expect_refused(1, {"reprovip-task", "1", "env"}, "nothing follows \"env\"");
  expect_refused(1, {"reprovip-task", "1", "env", "=x"}, "no NAME=VALUE: \"=x\"");
  expect_refused(1, {"reprovip-task", "1", "link", "/a/b"}, "no target of the link \"/a/b\"");
  expect_refused(1, {"reprovip-task", "1", "attempt", "a/b"}, "not the absolute path of an attempt: \"a/b\"");
  expect_refused(1, task_words(1, "true", {"dir", "/etc/x"}), "not below its attempt: \"/etc/x\"");
  const auto up = attempt(1).string() + "/work/../../x";
  expect_refused(1, task_words(1, "true", {"file", up}), "not below its attempt: \"" + up);
  expect_refused(1, Words(whole.begin(), whole.begin() + 8), "do not begin with \"run\"");
  expect_refused(1, task_words(1, "true", {}, {"--colour", "x"}), "so the task");
  expect_refused(1, task_words(1, "true", {}, {"--dir", "/tmp"}), "--dir \"/tmp\" is not its attempt");
}

TEST_F(Task, TheLineOfTheHarnessIsPassedOver) {
  const auto file = write_words(1, task_words(1, "echo > ../../ran"));
  const auto words = test::read_text(file);
  std::ofstream(file, std::ios::binary) << "{\"launcher\":\"slurm\"}\n" << words;
  EXPECT_EQ(run_task(1).status.code, 0);
  EXPECT_TRUE(fs::exists(dir.path() / "attempts" / "ran"));
  std::ofstream(file, std::ios::binary) << "{\"launcher\":\"slurm\"}";
  EXPECT_THAT(run_task(1).err, HasSubstr("it is cut off"));
}

TEST_F(Task, ACutOffTaskIsRefused) {
  const auto file = write_words(1, task_words(1, "true"));
  fs::resize_file(file, fs::file_size(file) - 1);
  EXPECT_THAT(run_task(1).err, HasSubstr("it is cut off"));
}

TEST_F(Task, WrongCommandLinesAreRefused) {
  const auto said = [&](const Words& words) {
    const auto captured = run_executor(words);
    EXPECT_EQ(captured.status.code, 70);
    return captured.err;
  };
  EXPECT_THAT(said({"task"}), HasSubstr("task needs SPOOL INDEX"));
  EXPECT_THAT(said({"task", "/s", "1/2"}), HasSubstr("task needs SPOOL INDEX"));
  EXPECT_THAT(said({"task", "s", "1"}), HasSubstr("not an absolute path: \"s\""));
  EXPECT_THAT(said({"task", "/s", "1", "--twice"}), HasSubstr("\"--twice\""));
}

TEST_F(Task, WithoutRoomForAClaimNothingIsStarted) {
  write_task(1, "echo > ../../ran");
  // No file may grow: as a full disk, but for the error's name.
  const auto script = "ulimit -f 0; trap '' XFSZ; exec \"$@\"";
  const sys::Command command{
      {"/bin/sh", "-c", script, "sh", executor(), "task", spool.string(), "1"}, {}, {}, {}, {}, {}};
  const auto captured = sys::run_captured(command, Seconds(60));
  ASSERT_TRUE(captured);
  EXPECT_EQ(captured->status.code, 70);
  EXPECT_THAT(captured->err, HasSubstr("cannot write \"" + (spool / "claims").string()));
  EXPECT_THAT(captured->err, HasSubstr("File too large"));
  EXPECT_TRUE(fs::is_empty(spool / "claims"));
  EXPECT_TRUE(fs::is_empty(spool / "ended"));
  EXPECT_FALSE(fs::exists(dir.path() / "attempts" / "ran"));
}

// Between the reading of its file and the claim: whoever withdrew it has seen no claim.
TEST_F(Task, AWithdrawnTaskIsNotStarted) {
  write_task(1, "echo > ../../ran");
  const auto file = spool / "tasks" / "1";
  const auto content = test::read_text(file);
  fs::remove(file);
  ASSERT_EQ(::mkfifo(file.c_str(), 0600), 0);
  const auto task = start_task(1);
  std::ofstream door(file, std::ios::binary); // opens once the task reads
  fs::remove(file);
  door << content;
  door.close();
  int status = -1;
  ::waitpid(task, &status, 0);
  EXPECT_EQ(WEXITSTATUS(status), 70);
  EXPECT_THAT(test::read_text(dir.path() / "said"), HasSubstr("was withdrawn"));
  EXPECT_TRUE(fs::is_empty(spool / "claims"));
  EXPECT_FALSE(fs::exists(dir.path() / "attempts" / "ran"));
}

TEST_F(Task, WithoutASpoolNothingIsStarted) {
  write_task(1, "echo > ../../ran");
  fs::remove_all(spool / "claims");
  const auto captured = run_task(1);
  EXPECT_EQ(captured.status.code, 70);
  EXPECT_THAT(captured.err, HasSubstr("claims/.1."));
  EXPECT_TRUE(fs::is_empty(spool / "ended"));
  EXPECT_FALSE(fs::exists(dir.path() / "attempts" / "ran"));
}

} // namespace

} // namespace reprovip::exec
