#include "harness/launch/elsewhere.hpp"
#include "harness/launch/task_files.hpp"

#include "tests/support/support.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace reprovip::launch {

namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::Pair;

class TaskFiles : public testing::Test {
protected:
  TaskFiles() : spool(dir.path() / "spool"), attempt(dir.path() / "a1") { EXPECT_TRUE(make_spool(spool)); }

  static void write(const sys::Path& file, const std::string& text) {
    ASSERT_TRUE(sys::write_file_atomic(file, text));
  }
  void claim(const std::string& name, const std::string& node) const {
    write(spool / "claims" / name, R"({"node":")" + node + R"("})");
  }
  void end(const std::string& name, const sys::Path& where, const std::string& outcome,
           bool stopped = false) const {
    fs::create_directories(where);
    write(where / "exec.json", R"({"schema":1,"outcome":")" + outcome + R"(","infrastructure":)" +
                                   (stopped ? "true" : "false") +
                                   R"(,"reason":"","libraries":[],"facts":{}})");
    write(spool / "ended" / name, "");
  }

  test::TempDir dir;
  sys::Path spool;
  sys::Path attempt;
};

TEST_F(TaskFiles, WordsEndWithZeroBytes) {
  Job job;
  job.paths.directory = "/s/a1";
  job.command.environment = {{"A", "x y"}, {"B", ""}};
  const std::vector<Staged> staged = {{Staged::Kind::directory, "/s/a1/work/in", {}},
                                      {Staged::Kind::file, "/s/a1/work/in/e", {}},
                                      {Staged::Kind::link, "/s/a1/work/in/f", "/d/f"}};
  const std::string expected =
      "reprovip-task|1|attempt|/s/a1|env|A=x y|env|B=|dir|/s/a1/work/in|file|/s/a1/work/in/e|"
      "link|/s/a1/work/in/f|/d/f|args|run|--dir|/s/a1|--|true|";
  auto text = task_text(job, staged, {"/bin/reprovip-exec", "run", "--dir", "/s/a1", "--", "true"});
  std::ranges::replace(text, '\0', '|');
  EXPECT_EQ(text, expected);
}

TEST_F(TaskFiles, TaskAndMarkerAreOneFile) {
  Job job;
  job.paths = {.directory = attempt, .work = attempt / "work"};
  fs::create_directories(job.paths.work);
  const auto marker = Json::object({{"launcher", "slurm"}, {"index", 3}});
  ASSERT_TRUE(write_task(spool, 3, job, marker, {"/bin/reprovip-exec", "run", "--", "true"}));
  const auto task = spool / "tasks/3";
  EXPECT_TRUE(fs::equivalent(task, attempt / "elsewhere.json"));
  const auto text = test::read_text(task);
  const auto line = text.find('\n');
  EXPECT_EQ(text.substr(0, line), R"({"launcher":"slurm","index":3})");
  EXPECT_EQ(text.substr(line + 1), task_text(job, *staged_of(job.paths.work), {"", "run", "--", "true"}));
  // The marker outlives the task, which goes when nothing may start it any more.
  fs::remove(task);
  EXPECT_EQ(test::read_text(attempt / "elsewhere.json"), text);
}

TEST_F(TaskFiles, ATaskThatCannotBeWrittenLeavesNoMarker) {
  Job job;
  job.paths = {.directory = attempt, .work = attempt / "work"};
  fs::create_directories(job.paths.work);
  write(dir.path() / "file", "");
  EXPECT_FALSE(write_task(dir.path() / "file", 3, job, Json::object({{"launcher", "slurm"}}), {"", "run"}));
  EXPECT_FALSE(fs::exists(attempt / "elsewhere.json"));
}

TEST_F(TaskFiles, StagedTreeIsAsItStands) {
  fs::create_directories(attempt / "work/in/a");
  write(attempt / "work/in/a/empty", "");
  fs::create_symlink("/data/x", attempt / "work/in/x");
  const auto staged = staged_of(attempt / "work");
  ASSERT_TRUE(staged);
  std::vector<std::pair<std::string, int>> seen;
  for (const auto& one : *staged) {
    seen.emplace_back(one.path.lexically_relative(attempt).string(), static_cast<int>(one.kind));
  }
  EXPECT_THAT(seen, ElementsAre(Pair("work", 0), Pair("work/in", 0), Pair("work/in/a", 0),
                                Pair("work/in/a/empty", 1), Pair("work/in/x", 2)));
  EXPECT_EQ(staged->back().target, "/data/x");
}

TEST_F(TaskFiles, EndsAreSortedByNumberAndOthersIgnored) {
  for (const auto* name : {"10.0", "9.1", "9.0", "x.0", "7", "8.", "8.0.tmp"}) {
    write(spool / "ended" / name, "");
  }
  EXPECT_THAT(read_ended(spool), ElementsAre(EndedTry{9, 0}, EndedTry{9, 1}, EndedTry{10, 0}));
}

TEST_F(TaskFiles, OneTryCounts) {
  claim("3.0", "n1");
  end("3.0", attempt, "failed");
  write(spool / "hosts/n1.json", R"({"host.node":"n1","host.cpu":"c"})");
  const auto ended = end_of_task(spool, 3, 17, attempt, "gone");
  EXPECT_EQ(ended.ticket, 17U);
  EXPECT_EQ(ended.ending.outcome, model::Outcome::failed);
  EXPECT_EQ(ended.attempt, attempt);
  EXPECT_TRUE(ended.earlier.empty());
  EXPECT_EQ(ended.host.at("host.cpu"), "c");
}

TEST_F(TaskFiles, LastTryThatEndedCountsAndOthersAreEarlier) {
  claim("3.0", "n1");
  claim("3.1", "n2");
  end("3.1", tried_attempt(attempt, 1), "succeeded");
  const auto ended = end_of_task(spool, 3, 1, attempt, "gone");
  EXPECT_EQ(ended.ending.outcome, model::Outcome::succeeded);
  EXPECT_EQ(ended.attempt, attempt.string() + ".1");
  ASSERT_EQ(ended.earlier.size(), 1U);
  EXPECT_EQ(ended.earlier[0].attempt, attempt);
  EXPECT_EQ(ended.earlier[0].ending.outcome, model::Outcome::lost);
  EXPECT_TRUE(ended.earlier[0].ending.infrastructure);
}

TEST_F(TaskFiles, ATryThatWasStoppedDoesNotHideOneThatEnded) {
  claim("3.0", "n1");
  claim("3.1", "n2");
  claim("3.2", "n2");
  end("3.0", attempt, "succeeded");
  end("3.1", tried_attempt(attempt, 1), "killed", true);
  const auto ended = end_of_task(spool, 3, 1, attempt, "gone");
  EXPECT_EQ(ended.ending.outcome, model::Outcome::succeeded);
  EXPECT_EQ(ended.attempt, attempt);
  EXPECT_EQ(ended.earlier.size(), 2U);
}

TEST_F(TaskFiles, WhatOnlyWasStoppedIsNotLost) {
  claim("3.0", "n1");
  claim("3.1", "n2");
  end("3.0", attempt, "killed", true);
  const auto ended = end_of_task(spool, 3, 1, attempt, "gone");
  EXPECT_EQ(ended.ending.outcome, model::Outcome::killed);
  EXPECT_TRUE(ended.ending.infrastructure);
}

TEST_F(TaskFiles, CpusAreTheTasksOwn) {
  write(spool / "claims/3.0", R"({"node":"n1","facts":{"host.affinity":"1"}})");
  write(spool / "hosts/n1.json", R"({"host.cpu":"c","host.affinity":"0"})");
  const auto ended = end_of_task(spool, 3, 1, attempt, "gone");
  EXPECT_THAT(ended.host, ElementsAre(Pair("host.affinity", "1"), Pair("host.cpu", "c")));
}

TEST_F(TaskFiles, WhatNeverBeganIsLost) {
  const auto ended = end_of_task(spool, 3, 1, attempt, "cancelled while it waited");
  EXPECT_EQ(ended.ending.outcome, model::Outcome::lost);
  EXPECT_TRUE(ended.ending.infrastructure);
  EXPECT_EQ(ended.ending.reason, "cancelled while it waited");
  EXPECT_TRUE(ended.attempt.empty());
}

TEST_F(TaskFiles, WithoutASpoolTheDirectoriesTell) {
  EXPECT_FALSE(end_without_spool(1, attempt));
  fs::create_directories(attempt);
  EXPECT_FALSE(end_without_spool(1, attempt)) << "staged, and never begun";
  write(attempt / "out.log", "");
  EXPECT_EQ(end_without_spool(1, attempt)->ending.outcome, model::Outcome::lost);
  EXPECT_EQ(end_without_spool(1, attempt)->host.count("host.unknown"), 1U) << "not this machine";
  end("3.1", tried_attempt(attempt, 1), "succeeded");
  write(tried_attempt(attempt, 1) / "out.log", "");
  const auto ended = end_without_spool(1, attempt);
  EXPECT_EQ(ended->ending.outcome, model::Outcome::succeeded);
  EXPECT_EQ(ended->attempt, attempt.string() + ".1");
}

TEST_F(TaskFiles, MarkerComesAndGoes) {
  fs::create_directories(attempt);
  ASSERT_TRUE(write_elsewhere(attempt, Json::object({{"launcher", "slurm"}, {"task", 3}})));
  EXPECT_EQ(test::read_text(attempt / "elsewhere.json"), "{\"launcher\":\"slurm\",\"task\":3}\n");
  ASSERT_TRUE(clear_elsewhere(attempt));
  EXPECT_FALSE(fs::exists(attempt / "elsewhere.json"));
  EXPECT_TRUE(clear_elsewhere(attempt));
}

} // namespace

} // namespace reprovip::launch
