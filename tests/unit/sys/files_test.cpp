#include "harness/sys/files.hpp"

#include "tests/support/support.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sys/stat.h>
#include <unistd.h>

#include <thread>

namespace reprovip::sys {

namespace {

namespace fs = std::filesystem;
using test::TempDir;
using testing::ElementsAre;
using testing::IsEmpty;

TEST(ReadFile, GivesEveryByte) {
  const TempDir dir;
  const std::string bytes("a\0b\r\n\xff", 6);
  EXPECT_EQ(*read_file(dir.write("file", bytes)), bytes);
  EXPECT_EQ(*read_file(dir.write("empty", "")), "");
  EXPECT_EQ(read_file(dir.write("large", std::string(100'000, 'x')))->size(), 100'000u);
}

TEST(ReadFile, ReadsFilesThatSayTheyAreEmpty) {
  EXPECT_FALSE(read_file("/proc/self/status")->empty());
}

TEST(ReadFile, DoesNotWaitForAnUnusedFifo) {
  const TempDir dir;
  ASSERT_EQ(::mkfifo((dir.path() / "fifo").c_str(), 0600), 0);
  EXPECT_EQ(*read_file(dir.path() / "fifo"), "");
}

TEST(ReadFile, FailsOnDirectoriesAndMissingFiles) {
  const TempDir dir;
  EXPECT_THAT(read_file(dir.path()).error().message, testing::EndsWith("Is a directory"));
  EXPECT_THAT(read_file(dir.path() / "no").error().message, testing::EndsWith("No such file or directory"));
}

TEST(Files, ReadsTheTailOfAFile) {
  const test::TempDir dir;
  const auto file = dir.write("log", "first\nlast\n");
  EXPECT_EQ(*read_tail(file, 5), "last\n");
  EXPECT_EQ(*read_tail(file, 100), "first\nlast\n");
  EXPECT_EQ(*read_tail(dir.write("empty", ""), 5), "");
  EXPECT_FALSE(read_tail(dir.path() / "no", 5));
}

TEST(WriteFileAtomic, MakesParentsAndReplaces) {
  const TempDir dir;
  const auto file = dir.path() / "a" / "b" / "file.json";
  ASSERT_TRUE(write_file_atomic(file, "one"));
  ASSERT_TRUE(write_file_atomic(file, "two", Durability::flushed));
  EXPECT_EQ(test::read_text(file), "two");
  EXPECT_THAT(list_names(file.parent_path()), ElementsAre("file.json"));
}

TEST(WriteFileAtomic, NeverShowsHalfAFile) {
  const TempDir dir;
  const auto file = dir.path() / "file";
  ASSERT_TRUE(write_file_atomic(file, std::string(200'000, '0')));
  std::thread writer([&] {
    for (int i = 1; i < 200; ++i) {
      EXPECT_TRUE(write_file_atomic(file, std::string(200'000, static_cast<char>('0' + i % 10))));
    }
  });
  for (int i = 0; i < 200; ++i) {
    const auto bytes = *read_file(file);
    ASSERT_EQ(bytes, std::string(200'000, bytes[0]));
  }
  writer.join();
}

TEST(WriteFileAtomic, LeavesNothingBehindWhenItFails) {
  const TempDir dir;
  fs::create_directories(dir.path() / "taken" / "by-a-directory");
  EXPECT_FALSE(write_file_atomic(dir.path() / "taken", "x"));
  EXPECT_THAT(list_names(dir.path()), ElementsAre("taken"));
  dir.write("file", "x");
  EXPECT_FALSE(write_file_atomic(dir.path() / "file" / "below", "x"));
}

TEST(AppendLine, AddsWholeLines) {
  const TempDir dir;
  const auto file = dir.path() / "log" / "events.jsonl";
  ASSERT_TRUE(append_line(file, "one"));
  ASSERT_TRUE(append_line(file, "two"));
  EXPECT_EQ(test::read_text(file), "one\ntwo\n");
}

TEST(ListTree, ShowsEveryKindOnceSortedByBytes) {
  const TempDir dir;
  dir.write("b/x.txt", "123");
  dir.write("b.txt", "1");
  dir.write(".hidden", "");
  fs::create_symlink("b", dir.path() / "link");
  fs::create_symlink("/nowhere", dir.path() / "broken");
  ASSERT_EQ(::mkfifo((dir.path() / "fifo").c_str(), 0600), 0);
  const auto entries = *list_tree(dir.path());
  std::vector<std::string> seen;
  seen.reserve(entries.size());
  for (const auto& entry : entries) {
    seen.push_back(entry.relative.string() + ":" + std::to_string(static_cast<int>(entry.kind)) + ":" +
                   std::to_string(entry.size));
  }
  EXPECT_THAT(seen, ElementsAre(".hidden:0:0", "b:1:0", "b.txt:0:1", "b/x.txt:0:3", "broken:2:0", "fifo:3:0",
                                "link:2:0"));
}

TEST(ListTree, FailsWhereThereIsNone) {
  EXPECT_FALSE(list_tree("nowhere/at-all"));
  EXPECT_THAT(list_names("nowhere/at-all"), IsEmpty());
}

TEST(RemoveTree, RemovesWhatAProgramLeftReadOnly) {
  const TempDir dir;
  const auto file = dir.write("tree/closed/deep/file", "x");
  fs::permissions(file, fs::perms::owner_read);
  fs::permissions(dir.path() / "tree" / "closed" / "deep", fs::perms::none);
  fs::permissions(dir.path() / "tree" / "closed", fs::perms::owner_read);
  // Root may do everything: only another user shows whether the permissions are taken care of.
  const bool as_other = ::geteuid() == 0 && ::chown(dir.path().c_str(), 65534, 65534) == 0;
  for (const auto* part : {"tree", "tree/closed", "tree/closed/deep"}) {
    if (as_other) {
      ASSERT_EQ(::chown((dir.path() / part).c_str(), 65534, 65534), 0);
    }
  }
  ASSERT_EQ(as_other ? ::seteuid(65534) : 0, 0);
  const auto removed = remove_tree(dir.path() / "tree");
  ASSERT_EQ(as_other ? ::seteuid(0) : 0, 0);
  EXPECT_TRUE(removed) << removed.error().message;
  EXPECT_FALSE(fs::exists(dir.path() / "tree"));
}

TEST(RemoveTree, DoesNotFollowLinksAndAcceptsNothing) {
  const TempDir dir;
  dir.write("kept/file", "x");
  fs::create_directory(dir.path() / "tree");
  fs::create_directory_symlink(dir.path() / "kept", dir.path() / "tree" / "link");
  EXPECT_TRUE(remove_tree(dir.path() / "tree"));
  EXPECT_TRUE(remove_tree(dir.path() / "tree"));
  EXPECT_TRUE(fs::exists(dir.path() / "kept" / "file"));
}

TEST(RenamePath, NamesBothOnFailure) {
  const TempDir dir;
  EXPECT_TRUE(rename_path(dir.write("a", "x"), dir.path() / "b"));
  const auto renamed = rename_path(dir.path() / "a", dir.path() / "c");
  ASSERT_FALSE(renamed);
  EXPECT_THAT(renamed.error().message, testing::HasSubstr("/c\""));
}

TEST(FreeSpace, IsThereOrZero) {
  EXPECT_GT(free_space("."), 0u);
  EXPECT_EQ(free_space("nowhere/at-all"), 0u);
}

} // namespace

} // namespace reprovip::sys
