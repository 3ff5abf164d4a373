// Tasks that are stopped, and tasks that go on without who started them.

#include "tests/unit/exec/batch.hpp"

#include <gmock/gmock.h>

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

namespace reprovip::exec {

namespace fs = std::filesystem;

namespace {

using testing::HasSubstr;

class TaskStop : public Batch {
protected:
  fs::path file(const char* name) const { return dir.path() / "attempts" / name; }

  int pid_of(int index) const { return static_cast<int>(claim(index)["pid"].integer()); }

  void expect_stopped(int index) {
    EXPECT_EQ(record(index)["outcome"].text(), "killed");
    EXPECT_TRUE(record(index)["infrastructure"].boolean());
    EXPECT_THAT(record(index)["reason"].text(), HasSubstr("stopped from outside"));
    EXPECT_TRUE(has_ended(index));
  }
};

int wait_for(pid_t process) {
  int status = -1;
  ::waitpid(process, &status, 0);
  return status;
}

TEST_F(TaskStop, ASignalEndsTheTreeAndTheRecordSaysSo) {
  write_task(1, "sh -c 'echo $$ > ../../child; exec sleep 60' & echo > ../../sign; wait");
  const auto task = start_task(1);
  ASSERT_TRUE(appears(file("sign")) && appears(file("child")));
  ::kill(task, SIGTERM);
  EXPECT_EQ(wait_for(task), 0);
  expect_stopped(1);
  EXPECT_TRUE(ends(number_in(file("child"))));
}

// As scancel does: then the program may be gone before we know that it was told.
TEST_F(TaskStop, ASignalToTheWholeTreeIsNoFaultOfTheProgram) {
  for (int i = 0; i < 20; ++i) {
    write_task(i, "echo $$ > ../../program" + std::to_string(i) + "; exec sleep 60");
    const auto task = start_task(i);
    const auto program = file(("program" + std::to_string(i)).c_str());
    ASSERT_TRUE(appears(program));
    ::kill(number_in(program), SIGTERM);
    ::usleep(static_cast<useconds_t>(i) * 500);
    ::kill(task, SIGTERM);
    EXPECT_EQ(wait_for(task), 0);
    expect_stopped(i);
  }
}

TEST_F(TaskStop, AProgramThatEndsWellWhenToldIsStoppedAllTheSame) {
  write_task(1, "trap 'exit 3' TERM; echo $$ > ../../program; while :; do sleep 0.02; done");
  const auto task = start_task(1);
  ASSERT_TRUE(appears(file("program")));
  ::kill(number_in(file("program")), SIGTERM);
  ::usleep(30'000);
  ::kill(task, SIGTERM);
  EXPECT_EQ(wait_for(task), 0);
  expect_stopped(1);
}

TEST_F(TaskStop, ASignalOfTheProgramsOwnStaysOne) {
  write_task(1, "kill -TERM $$");
  EXPECT_EQ(run_task(1).status.code, 0);
  EXPECT_EQ(record(1)["outcome"].text(), "killed");
  EXPECT_FALSE(record(1)["infrastructure"].boolean(true));
}

TEST_F(TaskStop, TheEndOfItsParentEndsATask) {
  write_task(1, "echo $$ > ../../program; exec sleep 60");
  const auto words = "\"$@\" & wait";
  const auto parent = ::fork();
  if (parent == 0) {
    ::execl("/bin/sh", "sh", "-c", words, "sh", executor().c_str(), "task", spool.c_str(), "1", nullptr);
    ::_exit(127);
  }
  ASSERT_TRUE(appears(file("program")));
  ::kill(parent, SIGKILL);
  wait_for(parent);
  EXPECT_TRUE(ends(number_in(file("program"))));
  EXPECT_TRUE(ends(pid_of(1)));
  EXPECT_TRUE(has_ended(1));
  EXPECT_THAT(record(1)["reason"].text(), HasSubstr("stopped since what started it is gone"));
}

TEST_F(TaskStop, ADetachedTaskOutlivesItsParent) {
  write_task(1, "echo $$ > ../../program; while [ ! -e ../../go ]; do sleep 0.01; done; echo done");
  // Ends only when nobody has its streams any more, as ssh does.
  const auto captured = run_task(1, {"--detach"});
  EXPECT_EQ(captured.status.code, 0) << captured.err;
  EXPECT_EQ(captured.out + captured.err, "");
  const auto process = pid_of(1);
  EXPECT_TRUE(is_running(process));
  EXPECT_NE(::getsid(process), ::getsid(0));
  ASSERT_TRUE(appears(file("program")));
  EXPECT_FALSE(has_ended(1));
  dir.write("attempts/go", "now");
  EXPECT_TRUE(ends(process));
  EXPECT_TRUE(has_ended(1));
  EXPECT_EQ(record(1)["outcome"].text(), "succeeded");
  EXPECT_EQ(out(1), "done\n");
}

TEST_F(TaskStop, ADetachedTaskSurvivesTheHangUpOfItsParentsSession) {
  write_task(1, "echo $$ > ../../program; while [ ! -e ../../go ]; do sleep 0.01; done");
  const auto task = start_task(1, {"--detach"}); // a group of its own
  EXPECT_EQ(wait_for(task), 0);
  ASSERT_TRUE(appears(file("program")));
  ::kill(-task, SIGHUP);
  ::kill(-task, SIGKILL);
  EXPECT_TRUE(is_running(pid_of(1)));
  dir.write("attempts/go", "now");
  EXPECT_TRUE(ends(pid_of(1)));
  EXPECT_EQ(record(1)["outcome"].text(), "succeeded");
}

TEST_F(TaskStop, ADetachedTaskCanBeStoppedByItsClaim) {
  write_task(1, "echo $$ > ../../program; exec sleep 60");
  EXPECT_EQ(run_task(1, {"--detach", "--once"}).status.code, 0);
  ASSERT_TRUE(appears(file("program")));
  ::kill(pid_of(1), SIGTERM);
  EXPECT_TRUE(ends(pid_of(1)));
  EXPECT_TRUE(ends(number_in(file("program"))));
  expect_stopped(1);
}

TEST_F(TaskStop, ADetachedTaskThatCannotBeginSaysWhy) {
  write_task(1, "true");
  fs::remove_all(spool / "claims");
  const auto captured = run_task(1, {"--detach"});
  EXPECT_EQ(captured.status.code, 70);
  EXPECT_THAT(captured.err, HasSubstr("cannot write"));
}

TEST_F(TaskStop, ADetachedTaskOfSomebodyElseIsLeftAlone) {
  write_task(1, "echo ran >> ../../log; sleep 0.2");
  EXPECT_EQ(run_task(1, {"--detach", "--once"}).status.code, 0);
  EXPECT_EQ(run_task(1, {"--detach", "--once"}).status.code, 0);
  EXPECT_TRUE(ends(pid_of(1)));
  EXPECT_EQ(test::read_text(file("log")), "ran\n");
  EXPECT_FALSE(fs::exists(spool / "claims" / "1.1"));
}

} // namespace

} // namespace reprovip::exec
