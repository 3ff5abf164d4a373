// Several writers, and writers that die: real processes on a real disk.

#include "harness/store/writer.hpp"

#include "tests/unit/store/store_fixture.hpp"

#include <gmock/gmock.h>

#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <functional>
#include <random>
#include <set>
#include <thread>

namespace reprovip::store {

namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

pid_t in_a_child(const std::function<void()>& work) {
  const auto child = ::fork();
  if (child == 0) {
    work();
    ::_exit(0);
  }
  return child;
}

void end(pid_t child) {
  ::kill(child, SIGKILL);
  ::waitpid(child, nullptr, 0);
}

// What a study does after each execution: keep an output and two logs, then the record.
void write_executions(const fs::path& root, const fs::path& work, std::size_t count,
                      const std::string& name) {
  auto store = Store::open(root, Access::write);
  for (std::size_t i = 0; i < count; ++i) {
    const auto cell = cell_named("cell " + std::to_string(i % 5));
    const auto attempt = store->new_attempt(cell, static_cast<std::uint32_t>(1 + i / 5));
    const auto text = name + std::to_string(i) + std::string(5000, 'v');
    const auto output = attempt->directory / "output";
    static_cast<void>(sys::write_file_atomic(output, text));
    auto record = record_of(*attempt, cell, static_cast<std::uint32_t>(1 + i / 5));
    record.out.digest = sys::sha256("log of " + text);
    record.outputs.push_back({"x",
                              model::OutputState::present,
                              "",
                              {{"output", text.size(), sys::sha256(text), {}, {}, "text", {}, true}},
                              {},
                              {},
                              false});
    static_cast<void>(store->keep_object(output, sys::sha256(text)));
    static_cast<void>(store->keep_bytes("log of " + text, record.out.digest));
    static_cast<void>(store->write_record(*attempt, record));
  }
  static_cast<void>(work);
}

void expect_objects_match_their_digests(const fs::path& root) {
  for (const auto& folder : sys::list_names(root / "objects")) {
    for (const auto& name : sys::list_names(root / "objects" / folder)) {
      if (name.front() != '.') {
        EXPECT_EQ(sys::sha256_file(root / "objects" / folder / name)->hex, name);
      }
    }
  }
}

// Every record of the five cells; each must be readable and name objects that are there.
std::size_t expect_whole_records(const Store& store) {
  std::size_t count = 0;
  for (int i = 0; i < 5; ++i) {
    std::vector<std::string> warnings;
    const auto records = store.records(cell_named("cell " + std::to_string(i)), warnings);
    EXPECT_THAT(warnings, testing::IsEmpty());
    for (const auto& record : *records) {
      EXPECT_TRUE(store.has_object(record.outputs.at(0).files.at(0).raw));
      EXPECT_TRUE(store.has_object(record.out.digest));
    }
    count += records->size();
  }
  return count;
}

TEST_F(StoreTest, TakesTwoWritersAtOnce) {
  std::vector<pid_t> children;
  for (const std::string name : {"a", "b", "a"}) {
    children.push_back(in_a_child([&] { write_executions(root(), directory().path(), 100, name); }));
  }
  for (const auto child : children) {
    int status = 0;
    ::waitpid(child, &status, 0);
    EXPECT_EQ(status, 0);
  }
  EXPECT_EQ(expect_whole_records(open(Access::read)), 300U);
  expect_objects_match_their_digests(root());
}

TEST_F(StoreTest, SurvivesThirtyKilledWriters) {
  open();
  std::mt19937 random(20221010);
  for (int i = 0; i < 30; ++i) {
    const auto child =
        in_a_child([&] { write_executions(root(), directory().path(), 100000, std::to_string(i) + ":"); });
    std::this_thread::sleep_for(std::chrono::microseconds(2000 + random() % 40000));
    end(child);
    ASSERT_TRUE(Store::open(root(), Access::read).has_value());
  }
  auto store = open();
  const auto count = expect_whole_records(store);
  EXPECT_GT(count, 0U);
  expect_objects_match_their_digests(root());
  // Scratch of the dead goes, records stay.
  ASSERT_TRUE(store.clean(plan_of(5, 1)).has_value());
  for (int cell = 0; cell < 5; ++cell) {
    const auto top = root() / "cells" / cell_named("cell " + std::to_string(cell)).hex;
    for (const auto& repetition : sys::list_names(top)) {
      for (const auto& attempt : sys::list_names(top / repetition)) {
        EXPECT_TRUE(fs::exists(top / repetition / attempt / "record.json"));
      }
    }
  }
  EXPECT_EQ(expect_whole_records(store), count);
}

TEST_F(StoreTest, CleansScratchOfTheDeadOnly) {
  auto store = open();
  const auto plan = plan_of(1, 1);
  const auto& cell = plan.cells[0].key;
  const auto child =
      in_a_child([&] { static_cast<void>(Store::open(root(), Access::write)->new_attempt(cell, 1)); });
  ::waitpid(child, nullptr, 0);
  const auto mine = store.new_attempt(cell, 1);
  const auto elsewhere = root() / "cells" / cell.hex / "r001" / "1764000000000-0badcafe-1-1-00000000";
  fs::create_directories(elsewhere);
  ASSERT_EQ(sys::list_names(elsewhere.parent_path()).size(), 3U);
  ASSERT_TRUE(store.clean(plan).has_value());
  EXPECT_THAT(sys::list_names(elsewhere.parent_path()),
              testing::ElementsAre(elsewhere.filename().string(), mine->id));
}

TEST(Writer, IsToldFromAnAttemptsId) {
  const auto self = this_writer();
  const auto id = make_attempt_id(1764000000123, self);
  const auto read = writer_of(id);
  ASSERT_TRUE(read.has_value());
  EXPECT_EQ(read->pid, ::getpid());
  EXPECT_EQ(life_of(*read), Life::alive);
  EXPECT_EQ(life_of({self.host, self.pid, self.start + 1}), Life::dead);
  EXPECT_EQ(life_of({"0badcafe", 1, 1}), Life::unknown);
  EXPECT_EQ(writer_of("notes"), std::nullopt);
  EXPECT_NE(make_attempt_id(1764000000123, self), id);
}

TEST_F(StoreTest, NamesTheLiveOwnerOfAStudy) {
  auto store = open();
  const auto lock = store.lock("dti-1");
  ASSERT_TRUE(lock.has_value());
  const auto second = store.lock("dti-1");
  ASSERT_FALSE(second.has_value());
  EXPECT_THAT(second.error().message,
              HasSubstr("\"dti-1\" is being written by process " + std::to_string(::getpid())));
  EXPECT_TRUE(store.lock("dti-2").has_value());
}

TEST_F(StoreTest, GivesTheLockOfAnOwnerWhoHasGone) {
  auto store = open();
  { ASSERT_TRUE(store.lock("dti-1").has_value()); }
  int ready[2];
  ASSERT_EQ(::pipe(ready), 0);
  const auto child = in_a_child([&] {
    const auto lock = Store::open(root(), Access::write)->lock("dti-1");
    static_cast<void>(::write(ready[1], "x", 1) == 1);
    ::pause();
  });
  char byte = 0;
  ASSERT_EQ(::read(ready[0], &byte, 1), 1);
  const auto refused = store.lock("dti-1");
  ASSERT_FALSE(refused.has_value());
  EXPECT_THAT(refused.error().message, HasSubstr("process " + std::to_string(child)));
  end(child);
  EXPECT_TRUE(store.lock("dti-1").has_value());
}

} // namespace

} // namespace reprovip::store
