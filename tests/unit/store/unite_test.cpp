#include "tests/unit/store/store_fixture.hpp"

#include <filesystem>
#include <map>

namespace reprovip::store {

namespace {

namespace fs = std::filesystem;

// What a store holds, by path; its lock and scratch aside.
std::map<std::string, std::string> contents(const sys::Path& root) {
  std::map<std::string, std::string> files;
  const auto entries = sys::list_tree(root);
  EXPECT_TRUE(entries.has_value());
  for (const auto& entry : *entries) {
    if (entry.kind == sys::FileKind::regular && entry.relative.filename() != "store.lock") {
      files[entry.relative.string()] = sys::read_file(root / entry.relative).value_or("");
    }
  }
  return files;
}

class UniteTest : public StoreTest {
protected:
  Store open_at(const std::string& name) {
    auto store = Store::open(at(name), Access::write);
    EXPECT_TRUE(store.has_value());
    return std::move(*store);
  }
  sys::Path at(const std::string& name) const { return directory().path() / name; }

  // A store with a record of its own and one that depends on nothing.
  Store make(const std::string& name) {
    auto store = open_at(name);
    add_record(store, cell_named("cell of " + name), 1);
    add_record(store, cell_named("shared cell"), 2);
    keep(store, "output of " + name);
    keep(store, "the same output");
    EXPECT_TRUE(store.write_study_file("both-1", "scores.json", "scores of " + name).has_value());
    EXPECT_TRUE(store.write_study_file(name + "-1", "plan.json", "plan of " + name).has_value());
    const auto event = Json::object({{"event", name}, {"ended_ms", name == "a" ? 2 : 1}});
    EXPECT_TRUE(store.append_event("both-1", event).has_value());
    model::Host host;
    host.fingerprint = sys::sha256("host of " + name);
    EXPECT_TRUE(store.keep_host(host).has_value());
    return store;
  }

  static void keep(Store& store, const std::string& bytes) {
    EXPECT_TRUE(store.keep_bytes(bytes, sys::sha256(bytes)).has_value());
  }

  // A fresh store with these united in this order.
  std::map<std::string, std::string> united(const std::string& name, const std::vector<Store*>& stores) {
    auto store = open_at(name);
    for (const auto* one : stores) {
      const auto done = store.unite(*one);
      EXPECT_TRUE(done.has_value()) << (done ? "" : render(done.error()));
    }
    return contents(at(name));
  }
};

TEST_F(UniteTest, DoesNotDependOnTheOrder) {
  auto a = make("a");
  auto b = make("b");
  auto c = make("c");
  const auto one = united("one", {&a, &b, &c});
  EXPECT_EQ(one, united("two", {&c, &a, &b}));
  auto ab = open_at("ab");
  ASSERT_TRUE(ab.unite(a).has_value());
  ASSERT_TRUE(ab.unite(b).has_value());
  EXPECT_EQ(one, united("three", {&c, &ab}));
  EXPECT_EQ(one, united("four", {&a, &b, &c, &a, &b}));
}

TEST_F(UniteTest, CountsWhatIsNew) {
  auto a = make("a");
  auto b = make("b");
  const auto first = a.unite(b);
  ASSERT_TRUE(first.has_value());
  EXPECT_EQ(first->records, 2U);
  EXPECT_EQ(first->objects, 1U);
  EXPECT_EQ(first->hosts, 1U);
  EXPECT_EQ(first->studies, 1U);
  const auto before = contents(at("a"));
  const auto again = a.unite(b);
  ASSERT_TRUE(again.has_value());
  EXPECT_EQ(again->records + again->objects + again->hosts + again->studies, 0U);
  EXPECT_EQ(contents(at("a")), before);
}

TEST_F(UniteTest, WithItselfIsItself) {
  auto a = make("a");
  const auto before = contents(at("a"));
  ASSERT_TRUE(a.unite(a).has_value());
  EXPECT_EQ(contents(at("a")), before);
}

TEST_F(UniteTest, GivesTheRecordsOfBoth) {
  auto a = make("a");
  auto b = make("b");
  ASSERT_TRUE(a.unite(b).has_value());
  std::vector<std::string> warnings;
  const auto records = a.records(cell_named("shared cell"), warnings);
  ASSERT_TRUE(records.has_value());
  EXPECT_EQ(records->size(), 2U);
  EXPECT_TRUE(warnings.empty());
  EXPECT_TRUE(a.has_object(sys::sha256("output of b")));
}

TEST_F(UniteTest, MergesEventsByTheirTime) {
  auto a = make("a");
  auto b = make("b");
  ASSERT_TRUE(a.unite(b).has_value());
  const auto events = a.read_study_file("both-1", "events.jsonl");
  ASSERT_TRUE(events.has_value());
  EXPECT_LT(events->find("\"b\""), events->find("\"a\"")) << *events;
}

TEST_F(UniteTest, LeavesScratchBehind) {
  auto a = make("a");
  auto b = open_at("b");
  const auto cell = cell_named("cell that was never run");
  ASSERT_TRUE(a.new_attempt(cell, 1).has_value());
  ASSERT_TRUE(b.unite(a).has_value());
  EXPECT_FALSE(fs::exists(at("b") / "cells" / cell.hex));
}

TEST_F(UniteTest, RefusesADamagedObject) {
  auto a = make("a");
  auto b = open_at("b");
  const auto digest = sys::sha256("output of a");
  const auto file = at("a") / "objects" / digest.hex.substr(0, 2) / digest.hex;
  fs::permissions(file, fs::perms::owner_all);
  fs::resize_file(file, 3);
  const auto done = b.unite(a);
  ASSERT_FALSE(done.has_value());
  EXPECT_NE(render(done.error()).find("is damaged"), std::string::npos) << render(done.error());
  EXPECT_FALSE(b.has_object(digest));
  EXPECT_FALSE(fs::exists(at("b") / "cells"));
}

TEST_F(UniteTest, RefusesTwoImportsOfOneName) {
  auto a = make("a");
  auto b = make("b");
  ASSERT_TRUE(sys::write_file_atomic(at("a") / "imports/study.json", "{\"repetitions\": 1}").has_value());
  ASSERT_TRUE(sys::write_file_atomic(at("b") / "imports/study.json", "{\"repetitions\": 2}").has_value());
  const auto done = a.unite(b);
  ASSERT_FALSE(done.has_value());
  EXPECT_NE(render(done.error()).find("imports of \"study\""), std::string::npos) << render(done.error());
}

TEST_F(UniteTest, TakesABuildWhole) {
  auto a = make("a");
  auto b = open_at("b");
  for (const auto* name : {"builds/key/build.json", "builds/key/log.txt", "builds/key/out/bin/program",
                           "builds/half/out/program"}) {
    ASSERT_TRUE(sys::write_file_atomic(at("a") / name, name).has_value());
  }
  ASSERT_TRUE(b.unite(a).has_value());
  EXPECT_EQ(sys::read_file(at("b") / "builds/key/out/bin/program").value_or(""),
            "builds/key/out/bin/program");
  EXPECT_TRUE(fs::exists(at("b") / "builds/key/build.json"));
  EXPECT_FALSE(fs::exists(at("b") / "builds/half"));
}

} // namespace

} // namespace reprovip::store
