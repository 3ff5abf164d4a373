#include "harness/store/metric_cache.hpp"

#include "tests/unit/store/store_fixture.hpp"

#include <gmock/gmock.h>

#include <fstream>

namespace reprovip::store {

namespace {

namespace fs = std::filesystem;

// A record whose output and log are objects; returns the digest of the output.
Digest add_full_record(Store& store, const fs::path& scratch, const std::string& text) {
  const auto cell = cell_named(text);
  const auto attempt = store.new_attempt(cell, 1);
  auto record = record_of(*attempt, cell, 1);
  model::Output output;
  output.files.push_back({"out", text.size(), sys::sha256(text), {}, {}, "text", {}, true});
  record.outputs.push_back(output);
  std::ofstream(scratch) << text;
  EXPECT_TRUE(store.keep_object(scratch, sys::sha256(text)).has_value());
  EXPECT_TRUE(store.write_record(*attempt, record).has_value());
  return sys::sha256(text);
}

TEST_F(StoreTest, SweepsObjectsThatNoRecordNames) {
  auto store = open();
  const auto kept = add_full_record(store, directory().path() / "o", "kept");
  ASSERT_TRUE(store.keep_bytes("orphan", sys::sha256("orphan")).has_value());
  const auto look = store.collect_garbage(true);
  ASSERT_TRUE(look.has_value());
  EXPECT_EQ(look->objects, 1U);
  EXPECT_EQ(look->bytes, 6U);
  EXPECT_TRUE(store.has_object(sys::sha256("orphan")));
  ASSERT_TRUE(store.collect_garbage(false).has_value());
  EXPECT_FALSE(store.has_object(sys::sha256("orphan")));
  EXPECT_TRUE(store.has_object(kept));
}

TEST_F(StoreTest, KeepsWhatADamagedRecordNames) {
  auto store = open();
  const auto kept = add_full_record(store, directory().path() / "o", "kept");
  const auto top = root() / "cells" / cell_named("kept").hex / "r001";
  const auto file = top / sys::list_names(top).at(0) / "record.json";
  const auto text = test::read_text(file);
  std::ofstream(file, std::ios::trunc) << text.substr(0, text.size() - 5);
  ASSERT_TRUE(store.collect_garbage(false).has_value());
  EXPECT_TRUE(store.has_object(kept));
  EXPECT_TRUE(fs::exists(file));
}

TEST_F(StoreTest, SweepsScratchAndHalfCopies) {
  auto store = open();
  const auto attempt = store.new_attempt(cell_named("a"), 1);
  std::ofstream(attempt->directory / "output") << "x";
  directory().write("store/objects/ab/.abc.123-0.tmp", "half");
  const auto garbage = store.collect_garbage(false);
  ASSERT_TRUE(garbage.has_value());
  EXPECT_EQ(garbage->scratch, 1U);
  EXPECT_EQ(garbage->objects, 1U);
  EXPECT_FALSE(fs::exists(attempt->directory));
}

// It may run where nobody here sees it; so may another try at it.
TEST_F(StoreTest, KeepsAttemptsThatAreElsewhere) {
  auto store = open();
  const auto attempt = store.new_attempt(cell_named("a"), 1);
  std::ofstream(attempt->directory / "elsewhere.json") << R"({"launcher":"slurm","task":3})";
  fs::create_directories(attempt->directory.string() + ".1");
  const auto garbage = store.collect_garbage(false);
  ASSERT_TRUE(garbage.has_value());
  EXPECT_EQ(garbage->scratch, 0U);
  EXPECT_TRUE(fs::exists(attempt->directory.string() + ".1"));
  const auto found = store.elsewhere(cell_named("a"), 1);
  ASSERT_TRUE(found.has_value() && found->has_value());
  EXPECT_EQ((*found)->attempt.id, attempt->id);
  EXPECT_EQ((*found)->marker["task"].integer(), 3);
  EXPECT_FALSE(store.elsewhere(cell_named("a"), 2)->has_value());
  // The end of a later try is known: nobody has to look for the first any more.
  std::ofstream(attempt->directory.string() + ".1/record.json") << "{}";
  EXPECT_FALSE(store.elsewhere(cell_named("a"), 1)->has_value());
  fs::remove(attempt->directory.string() + ".1/record.json");
  fs::remove(attempt->directory / "elsewhere.json");
  EXPECT_EQ(store.collect_garbage(false)->scratch, 2U);
}

TEST_F(StoreTest, RefusesToCollectBesideAWriter) {
  auto store = open();
  {
    const auto other = open();
    EXPECT_FALSE(store.collect_garbage(true).has_value());
  }
  {
    const auto lock = store.lock("dti-1");
    const auto refused = store.collect_garbage(true);
    ASSERT_FALSE(refused.has_value());
    EXPECT_THAT(refused.error().message, testing::HasSubstr("\"dti-1\" is being written by process"));
  }
  EXPECT_TRUE(store.collect_garbage(true).has_value());
  EXPECT_TRUE(Store::open(root(), Access::write).has_value());
}

TEST_F(StoreTest, RemembersWhatWasComputed) {
  open();
  const MetricCache cache(root());
  EXPECT_EQ(cache.find("max_abs 1 a b"), std::nullopt);
  cache.keep("max_abs 1 a b", "{\"value\": 0.1}");
  EXPECT_EQ(cache.find("max_abs 1 a b"), "{\"value\": 0.1}");
  EXPECT_EQ(cache.find("max_abs 1 a c"), std::nullopt);
  const auto folder = root() / "cache" / sys::list_names(root() / "cache").at(0);
  std::ofstream(folder / sys::list_names(folder).at(0), std::ios::trunc) << "{\"key";
  EXPECT_EQ(cache.find("max_abs 1 a b"), std::nullopt);
}

} // namespace

} // namespace reprovip::store
