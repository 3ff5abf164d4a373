#include "tests/unit/store/store_fixture.hpp"

#include <gmock/gmock.h>

#include <fstream>

namespace reprovip::store {

namespace {

namespace fs = std::filesystem;
using model::Outcome;

TEST_F(StoreTest, WritesARecordAndRemovesTheScratch) {
  auto store = open();
  const auto cell = cell_named("a");
  const auto attempt = store.new_attempt(cell, 3);
  ASSERT_TRUE(attempt.has_value());
  EXPECT_EQ(attempt->directory.parent_path(), root() / "cells" / cell.hex / "r003");
  fs::create_directories(attempt->directory / "work/in");
  std::ofstream(attempt->directory / "work/in/x") << "input";
  std::ofstream(attempt->directory / "out.log") << "log";
  ASSERT_TRUE(store.write_record(*attempt, record_of(*attempt, cell, 3)).has_value());
  EXPECT_EQ(sys::list_names(attempt->directory), std::vector<std::string>{"record.json"});
}

TEST_F(StoreTest, GivesAttemptsInTheOrderOfTheirStart) {
  auto store = open();
  const auto cell = cell_named("a");
  std::vector<std::string> ids;
  for (int i = 0; i < 20; ++i) {
    ids.push_back(add_record(store, cell, 1).id);
  }
  std::vector<std::string> warnings;
  const auto records = store.records(cell, warnings);
  ASSERT_TRUE(records.has_value());
  std::vector<std::string> read;
  for (const auto& record : *records) {
    read.push_back(record.attempt);
  }
  EXPECT_EQ(read, ids);
  EXPECT_TRUE(warnings.empty());
}

TEST_F(StoreTest, CountsTheLastCompleteAttempt) {
  auto store = open();
  const auto plan = plan_of(1, 2);
  const auto& cell = plan.cells[0].key;
  add_record(store, cell, 1, Outcome::succeeded);
  const auto complete = add_record(store, cell, 1, Outcome::succeeded);
  add_record(store, cell, 1, Outcome::failed);
  add_record(store, cell, 2, Outcome::failed);
  const auto last = add_record(store, cell, 2, Outcome::timed_out);
  std::vector<std::string> warnings;
  const auto records = store.records(plan, warnings);
  ASSERT_TRUE(records.has_value());
  EXPECT_EQ((*records)[0]->attempt, complete.id);
  EXPECT_EQ((*records)[1]->attempt, last.id);
}

TEST_F(StoreTest, HasNoRecordOfScratch) {
  auto store = open();
  const auto plan = plan_of(1, 1);
  ASSERT_TRUE(store.new_attempt(plan.cells[0].key, 1).has_value());
  std::vector<std::string> warnings;
  EXPECT_EQ(store.records(plan, warnings)->at(0), std::nullopt);
  EXPECT_TRUE(warnings.empty());
}

TEST_F(StoreTest, SkipsADamagedRecordAloudAndKeepsIt) {
  auto store = open();
  const auto plan = plan_of(1, 1);
  const auto good = add_record(store, plan.cells[0].key, 1);
  const auto bad = add_record(store, plan.cells[0].key, 1);
  const auto file = bad.directory / "record.json";
  const auto whole = test::read_text(file);
  for (const auto length : {std::size_t{0}, whole.size() / 2, whole.size() - 3}) {
    std::ofstream(file, std::ios::trunc) << whole.substr(0, length);
    std::vector<std::string> warnings;
    const auto records = store.records(plan, warnings);
    EXPECT_EQ(records->at(0)->attempt, good.id);
    ASSERT_EQ(warnings.size(), 1U);
    EXPECT_THAT(warnings[0], testing::HasSubstr(file.string()));
  }
  ASSERT_TRUE(store.clean(plan).has_value());
  EXPECT_TRUE(fs::exists(file));
}

TEST_F(StoreTest, SkipsTheRecordOfAnotherAttempt) {
  auto store = open();
  const auto plan = plan_of(1, 2);
  const auto attempt = add_record(store, plan.cells[0].key, 1);
  fs::create_directories(root() / "cells" / plan.cells[0].key.hex / "r002");
  fs::copy(attempt.directory, root() / "cells" / plan.cells[0].key.hex / "r002" / attempt.id);
  std::vector<std::string> warnings;
  const auto records = store.records(plan, warnings);
  EXPECT_TRUE(records->at(0).has_value());
  EXPECT_FALSE(records->at(1).has_value());
  ASSERT_EQ(warnings.size(), 1U);
  EXPECT_THAT(warnings[0], testing::HasSubstr("another attempt"));
}

TEST_F(StoreTest, IsFlushedInGroupsOrEach) {
  auto store = open();
  EXPECT_TRUE(store.flush().has_value());
  const auto plan = plan_of(1, 2);
  add_record(store, plan.cells[0].key, 1);
  EXPECT_TRUE(store.flush().has_value());
  store.set_durable(true);
  add_record(store, plan.cells[0].key, 2);
  EXPECT_TRUE(store.keep_object(directory().write("o", "object"), sys::sha256("object")).has_value());
  EXPECT_TRUE(store.keep_bytes("log", sys::sha256("log")).has_value());
  std::vector<std::string> warnings;
  EXPECT_TRUE(store.records(plan, warnings)->at(1).has_value());
}

TEST_F(StoreTest, DescribesACellOnce) {
  auto store = open();
  auto plan = plan_of(1, 1);
  plan.resolved.subjects.push_back(
      {"sub-01", {{"t1", "/data/t1.nii", "in/t1/t1.nii", sys::sha256("t1"), 2, false}}, {}, {}});
  plan.resolved.protocol.factors.push_back(
      {"threads", model::Source::run, model::FactorEffect::threads, "", {{"2", std::int64_t{2}}}, {}});
  plan.resolved.deployments.emplace_back().application.command = {"bet", "{input.t1}"};
  plan.conditions.push_back({{0}, 0, 0, true});
  ASSERT_TRUE(store.describe_cell(plan, plan.cells[0]).has_value());
  const auto file = root() / "cells" / plan.cells[0].key.hex / "cell.json";
  const auto json = parse_json(test::read_text(file));
  ASSERT_TRUE(json.has_value());
  EXPECT_EQ((*json)["subject"].text(), "sub-01");
  EXPECT_EQ((*json)["levels"]["threads"].text(), "2");
  EXPECT_EQ((*json)["inputs"].items().at(0)["sha256"].text(), sys::sha256("t1").hex);
  std::ofstream(file) << "kept";
  ASSERT_TRUE(store.describe_cell(plan, plan.cells[0]).has_value());
  EXPECT_EQ(test::read_text(file), "kept");
}

} // namespace

} // namespace reprovip::store
