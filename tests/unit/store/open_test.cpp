#include "tests/unit/store/store_fixture.hpp"

#include <gmock/gmock.h>

namespace reprovip::store {

namespace {

using testing::HasSubstr;

TEST_F(StoreTest, IsMadeWhenOpenedForWriting) {
  open();
  EXPECT_THAT(test::read_text(root() / "store.json"), HasSubstr("\"format\": 1"));
  EXPECT_TRUE(Store::open(root(), Access::read).has_value());
}

TEST_F(StoreTest, IsNotMadeByReading) {
  const auto store = Store::open(root(), Access::read);
  ASSERT_FALSE(store.has_value());
  EXPECT_EQ(store.error().kind, ErrorKind::environment);
  EXPECT_THAT(store.error().message, HasSubstr("there is no run store"));
  EXPECT_FALSE(std::filesystem::exists(root()));
}

TEST_F(StoreTest, RefusesANewerFormat) {
  directory().write("store/store.json", "{\"format\": 7}");
  const auto store = Store::open(root(), Access::write);
  ASSERT_FALSE(store.has_value());
  EXPECT_THAT(store.error().message, HasSubstr("has format 7"));
}

TEST_F(StoreTest, RefusesAFolderOfSomethingElse) {
  directory().write("store/thesis.tex", "x");
  const auto store = Store::open(root(), Access::write);
  ASSERT_FALSE(store.has_value());
  EXPECT_EQ(store.error().kind, ErrorKind::usage);
  EXPECT_THAT(store.error().message, HasSubstr("thesis.tex"));
}

TEST_F(StoreTest, JoinsAStoreThatAnotherIsMaking) {
  directory().write("store/.store.json.123-0.tmp", "");
  EXPECT_TRUE(Store::open(root(), Access::write).has_value());
}

TEST_F(StoreTest, KeepsStudyFilesAndEvents) {
  auto store = open();
  ASSERT_TRUE(store.write_study_file("dti-1", "plan.json", "{}").has_value());
  ASSERT_TRUE(store.append_event("dti-1", Json::object({{"event", "started"}})).has_value());
  ASSERT_TRUE(store.append_event("dti-1", Json::object({{"event", "ended"}})).has_value());
  EXPECT_EQ(*store.read_study_file("dti-1", "plan.json"), "{}");
  EXPECT_EQ(*store.read_study_file("dti-1", "events.jsonl"),
            "{\"event\":\"started\"}\n{\"event\":\"ended\"}\n");
  EXPECT_EQ(store.studies(), std::vector<std::string>{"dti-1"});
}

TEST_F(StoreTest, RefusesNamesThatLeaveTheStore) {
  auto store = open();
  EXPECT_FALSE(store.write_study_file("../evil", "plan.json", "x").has_value());
  EXPECT_FALSE(store.write_study_file("dti-1", "../../plan.json", "x").has_value());
}

TEST_F(StoreTest, KeepsHostsOnce) {
  auto store = open();
  const model::Host host{sys::sha256("host"), {{"host.cpu", "EPYC"}, {"host.kernel", "6.1"}}};
  ASSERT_TRUE(store.keep_host(host).has_value());
  ASSERT_TRUE(store.keep_host(host).has_value());
  const auto hosts = store.hosts();
  ASSERT_TRUE(hosts.has_value());
  ASSERT_EQ(hosts->size(), 1U);
  EXPECT_EQ(hosts->at(host.fingerprint.hex).facts, host.facts);
}

TEST_F(StoreTest, WritesNothingWhenOpenedForReading) {
  open();
  auto store = open(Access::read);
  EXPECT_FALSE(store.new_attempt(cell_named("a"), 1).has_value());
  EXPECT_FALSE(store.write_study_file("s", "plan.json", "x").has_value());
  EXPECT_FALSE(store.keep_bytes("x", sys::sha256("x")).has_value());
}

} // namespace

} // namespace reprovip::store
