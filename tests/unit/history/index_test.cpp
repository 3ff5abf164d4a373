#include "harness/history/history.hpp"

#include "tests/unit/history/history_fixture.hpp"

#include <gmock/gmock.h>

#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>

namespace reprovip::history {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

std::int64_t count_of(Index& index, const std::string& table) {
  auto rows = index.database().prepare("SELECT count(*) FROM " + table);
  EXPECT_TRUE(rows.has_value() && rows->next().has_value());
  return rows->integer(0);
}

void expect_all_end_well(const std::vector<pid_t>& children) {
  for (const auto child : children) {
    int status = 1;
    ASSERT_EQ(waitpid(child, &status, 0), child);
    EXPECT_EQ(status, 0);
  }
}

using IndexTest = HistoryTest;

TEST_F(IndexTest, KnowsWhatStudiesCameTo) {
  make({.study = "mrs-00000002",
        .version = "1.1",
        .ended_ms = 9000,
        .status = model::Status::fail,
        .failed = 1});
  make({.study = "mrs-00000001", .ended_ms = 5000});
  auto index = open();
  EXPECT_THAT(m_notes, IsEmpty());
  const auto studies = index.studies();
  ASSERT_TRUE(studies.has_value());
  ASSERT_EQ(studies->size(), 2U);
  const auto& last = studies->back().study;
  EXPECT_EQ(studies->front().study.study, "mrs-00000001");
  EXPECT_EQ(last.protocol, "mrs");
  EXPECT_EQ(last.application, "quantify");
  EXPECT_EQ(last.version, "1.1");
  EXPECT_EQ(last.status, model::Status::fail);
  EXPECT_EQ(last.first_ms, 8500);
  EXPECT_EQ(last.last_ms, 9000);
  EXPECT_EQ(last.tool_version, "0.1.0");
  EXPECT_EQ(last.planned, 2U);
  EXPECT_EQ(last.complete, 1U);
  EXPECT_EQ(last.failed, 1U);
  EXPECT_EQ(count_of(index, "executions"), 4);
  EXPECT_EQ(count_of(index, "scores"), 2);
}

TEST_F(IndexTest, ReadsOnlyWhatChanged) {
  make({.study = "mrs-00000001"});
  make({.study = "mrs-00000002"});
  EXPECT_EQ(open().read_anew(), 2U);
  EXPECT_EQ(open().read_anew(), 0U);
  {
    auto its = store();
    judge(its, {.study = "mrs-00000002", .status = model::Status::inconclusive});
  }
  auto index = open();
  EXPECT_EQ(index.read_anew(), 1U);
  EXPECT_EQ(index.studies()->back().study.status, model::Status::inconclusive);
  EXPECT_EQ(count_of(index, "executions"), 4);
}

TEST_F(IndexTest, ForgetsWhatIsGone) {
  make({.study = "mrs-00000001"});
  make({.study = "mrs-00000002"});
  open();
  std::filesystem::remove_all(root() / "studies" / "mrs-00000001");
  auto index = open();
  EXPECT_EQ(index.studies()->size(), 1U);
  EXPECT_EQ(count_of(index, "scores"), 1);
}

TEST_F(IndexTest, BuildsADamagedFileAnewAndSaysSo) {
  make({});
  open();
  directory().write("store/index.sqlite",
                    "this is no database, and longer than a header of one hundred bytes: "
                    "0123456789012345678901234567890123456789");
  auto index = open();
  ASSERT_EQ(m_notes.size(), 1U);
  EXPECT_THAT(m_notes[0], HasSubstr("was damaged and is built anew"));
  EXPECT_EQ(index.studies()->size(), 1U);
}

TEST_F(IndexTest, SeesADamagedPage) {
  for (int i = 10; i < 60; ++i) {
    make({.study = "mrs-000000" + std::to_string(i)});
  }
  open();
  const auto file = root() / "index.sqlite";
  auto bytes = test::read_text(file);
  ASSERT_GT(bytes.size(), 12288U);
  for (std::size_t i = 4096; i < 12288; ++i) {
    bytes[i] = static_cast<char>(i * 37);
  }
  directory().write("store/index.sqlite", bytes);
  auto index = open();
  EXPECT_THAT(m_notes, testing::ElementsAre(HasSubstr("is built anew")));
  EXPECT_EQ(index.studies()->size(), 50U);
}

TEST_F(IndexTest, AnIndexWithOtherTablesIsBuiltAnew) {
  make({});
  {
    auto database = Database::open(root() / "index.sqlite");
    ASSERT_TRUE(database->execute("CREATE TABLE studies(x); PRAGMA user_version = 77").has_value());
  }
  EXPECT_EQ(open().studies()->size(), 1U);
  EXPECT_THAT(m_notes, IsEmpty());
  {
    auto database = Database::open(root() / "index.sqlite");
    ASSERT_TRUE(database->execute("DROP TABLE scores").has_value());
  }
  make({.study = "mrs-00000002"});
  EXPECT_EQ(open().studies()->size(), 2U);
  EXPECT_THAT(m_notes, testing::ElementsAre(HasSubstr("is built anew")));
}

TEST_F(IndexTest, LeavesOutWhatCannotBeReadAndNamesIt) {
  make({.study = "mrs-00000001"});
  make({.study = "mrs-00000002"});
  directory().write("store/studies/mrs-00000001/plan.json", "{");
  EXPECT_EQ(open().studies()->size(), 1U);
  ASSERT_EQ(m_notes.size(), 1U);
  EXPECT_THAT(m_notes[0], HasSubstr("study \"mrs-00000001\" cannot be read"));
}

TEST_F(IndexTest, AStudyThatWasNotJudgedHasNoVerdict) {
  make({});
  std::filesystem::remove(root() / "studies" / "mrs-00000001" / "verdicts.json");
  EXPECT_EQ(open().studies()->front().study.status, std::nullopt);
}

TEST_F(IndexTest, AFolderThatCannotBeWrittenHasAnIndexInMemory) {
  make({});
  std::filesystem::create_directory(root() / "index.lock"); // also root cannot open it for writing
  auto index = open();
  EXPECT_EQ(index.studies()->size(), 1U);
  EXPECT_THAT(m_notes, testing::ElementsAre(HasSubstr("in memory")));
  EXPECT_FALSE(std::filesystem::exists(root() / "index.sqlite"));
}

// Eight programs at once, with a study more each: all see a whole index.
TEST_F(IndexTest, SeveralProgramsMayOpenItAtOnce) {
  make({.study = "mrs-00000000"});
  std::vector<pid_t> children;
  for (int i = 1; i <= 8; ++i) {
    const pid_t child = fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      make({.study = "mrs-0000000" + std::to_string(i)});
      std::vector<std::string> notes;
      auto index = Index::open(root(), notes);
      const bool fine = index && notes.empty() && index->studies() && index->studies()->size() >= 2;
      _exit(fine ? 0 : 1);
    }
    children.push_back(child);
  }
  expect_all_end_well(children);
  EXPECT_EQ(open().studies()->size(), 9U);
}

TEST_F(IndexTest, AStoreThatIsNamedTwiceIsOne) {
  make({.study = "mrs-00000001"});
  std::filesystem::create_directory_symlink(root(), directory().path() / "link");
  std::vector<std::string> notes;
  const auto studies = list_studies({root(), directory().path() / "link", root() / "."}, notes);
  ASSERT_TRUE(studies.has_value()) << render(studies.error());
  ASSERT_EQ(studies->size(), 1U);
  EXPECT_EQ(studies->front().store, root().string());
}

TEST_F(IndexTest, TwoStoresInEitherOrderDoNotWaitForEachOther) {
  make({.study = "mrs-00000001"});
  const auto other = directory().path() / "other";
  std::filesystem::copy(root(), other, std::filesystem::copy_options::recursive);
  std::vector<pid_t> children;
  for (int i = 0; i < 4; ++i) {
    const pid_t child = fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      alarm(120); // else a test that hangs
      const Stores stores = i % 2 == 0 ? Stores{root(), other} : Stores{other, root()};
      bool fine = true;
      for (int times = 0; times < 25; ++times) {
        std::vector<std::string> notes;
        fine = fine && list_studies(stores, notes).has_value();
      }
      _exit(fine ? 0 : 1);
    }
    children.push_back(child);
  }
  expect_all_end_well(children);
}

} // namespace
} // namespace reprovip::history
