#include "harness/base/format.hpp"

#include "tests/unit/store/store_fixture.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <map>
#include <random>

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

TEST_F(UniteTest, TakesOfAJudgementAllOrNothing) {
  auto a = open_at("a");
  auto b = open_at("b");
  const auto judge = [&](const std::string& store, const std::string& file, int hour) {
    const auto path = at(store) / "studies/s-1" / file;
    ASSERT_TRUE(sys::write_file_atomic(path, file + " of " + store).has_value());
    fs::last_write_time(path, fs::file_time_type(std::chrono::hours(hour)));
  };
  // Planned before the other one and judged after it; the other one was explained.
  judge("a", "plan.json", 1);
  judge("a", "scores.json", 4);
  judge("a", "verdicts.json", 5);
  judge("b", "plan.json", 2);
  judge("b", "scores.json", 3);
  judge("b", "observations.json", 3);
  judge("b", "verdicts.json", 3);
  judge("b", "explain.json", 9);
  // Begun last, and never judged.
  auto c = open_at("c");
  judge("c", "plan.json", 8);
  const std::map<std::string, std::string> wanted = {{"studies/s-1/plan.json", "plan.json of a"},
                                                     {"studies/s-1/scores.json", "scores.json of a"},
                                                     {"studies/s-1/verdicts.json", "verdicts.json of a"},
                                                     {"studies/s-1/explain.json", "explain.json of b"}};
  for (auto found :
       {united("one", {&a, &b, &c}), united("two", {&c, &b, &a}), united("three", {&b, &a, &c})}) {
    found.erase("store.json");
    EXPECT_EQ(found, wanted);
  }
}

TEST_F(UniteTest, RefusesADamagedRecord) {
  auto a = make("a");
  auto b = open_at("b");
  const auto attempt = add_record(a, cell_named("cut off"), 1);
  fs::resize_file(attempt.directory / "record.json", 30);
  const auto done = b.unite(a);
  ASSERT_FALSE(done.has_value());
  EXPECT_NE(render(done.error()).find("is damaged: it is no JSON"), std::string::npos)
      << render(done.error());
}

TEST_F(UniteTest, RefusesTwoRecordsOfOneAttempt) {
  auto a = open_at("a");
  auto b = open_at("b");
  const auto attempt = add_record(a, cell_named("shared"), 1);
  ASSERT_TRUE(b.unite(a).has_value());
  auto changed = record_of(attempt, cell_named("shared"), 1);
  changed.subject = "another";
  ASSERT_TRUE(a.write_record(attempt, changed).has_value());
  add_record(a, cell_named("more"), 1);
  keep(a, "more");
  const auto before = std::pair(contents(at("a")), contents(at("b")));
  for (const auto& done : {b.unite(a), a.unite(b)}) {
    ASSERT_FALSE(done.has_value());
    EXPECT_NE(render(done.error()).find("two records of one attempt"), std::string::npos);
  }
  EXPECT_EQ(std::pair(contents(at("a")), contents(at("b"))), before);
}

TEST_F(UniteTest, NamesWhatIsInNeitherStore) {
  auto a = open_at("a");
  auto b = open_at("b");
  const auto cell = cell_named("lost");
  const auto attempt = a.new_attempt(cell, 2);
  ASSERT_TRUE(attempt.has_value());
  auto record = record_of(*attempt, cell, 2);
  record.err = {sys::sha256("its log"), 3, 3};
  model::Output output;
  output.id = "mask";
  output.state = model::OutputState::present;
  output.files.resize(2);
  output.files[0].path = "kept.nii";
  output.files[0].raw = sys::sha256("kept");
  output.files[1].path = "never.nii";
  output.files[1].raw = sys::sha256("never kept");
  output.files[1].stored = false;
  record.outputs = {output};
  ASSERT_TRUE(a.write_record(*attempt, record).has_value());
  for (int again = 0; again < 2; ++again) {
    const auto done = b.unite(a);
    ASSERT_TRUE(done.has_value()) << render(done.error());
    EXPECT_EQ(done->missing, (std::vector<std::string>{"sub-01 r2: output \"mask\" (kept.nii)",
                                                       "sub-01 r2: log of standard errors"}));
  }
  keep(b, "kept");
  keep(a, "its log");
  EXPECT_TRUE(b.unite(a)->missing.empty());
}

TEST_F(UniteTest, FollowsNoLinks) {
  auto a = make("a");
  ASSERT_TRUE(sys::write_file_atomic(at("outside/secret.json"), "{}").has_value());
  const auto refused = [&] {
    auto b = open_at("b");
    const auto done = b.unite(a);
    EXPECT_EQ(contents(at("b")).count("hosts/secret.json"), 0U);
    return done ? std::string() : render(done.error());
  };
  const auto link = [&](const sys::Path& to, const sys::Path& name) {
    fs::create_symlink(to, name);
    const auto said = refused();
    fs::remove(name);
    return said;
  };
  using testing::HasSubstr;
  EXPECT_THAT(link(at("outside/secret.json"), at("a") / "hosts/secret.json"), HasSubstr("is no plain file"));
  EXPECT_THAT(link(at("outside/secret.json"), at("a") / "studies/a-1/x.json"), HasSubstr("is no plain file"));
  EXPECT_THAT(link("/dev/zero", at("a") / "objects/ab"), testing::AnyOf(HasSubstr("plain"), ""));
  EXPECT_THAT(link(at("outside"), at("a") / "studies/out"), HasSubstr("a link takes out of the store"));
  EXPECT_EQ(refused(), "");
}

TEST_F(UniteTest, RefusesWhatIsTooLarge) {
  auto a = open_at("a");
  auto b = open_at("b");
  const auto attempt = add_record(a, cell_named("large"), 1);
  fs::resize_file(attempt.directory / "record.json", std::uintmax_t{1} << 34);
  const auto done = b.unite(a);
  ASSERT_FALSE(done.has_value());
  EXPECT_NE(render(done.error()).find("is larger than"), std::string::npos);
}

TEST_F(UniteTest, ReadsNoFormatThatItDoesNotKnow) {
  for (const auto* text : {R"({"format": 999})", R"({"format": 0})", R"({"format": "1"})", "{}", "", "{"}) {
    ASSERT_TRUE(sys::write_file_atomic(at("other/store.json"), text).has_value());
    const auto opened = Store::open(at("other"), Access::read);
    ASSERT_FALSE(opened.has_value()) << text;
    EXPECT_NE(render(opened.error()).find("other"), std::string::npos);
  }
}

TEST_F(UniteTest, TakesOfSomeCellsWhatTheyNeed) {
  auto a = open_at("a");
  auto b = open_at("b");
  const auto cell = cell_named("wanted");
  const auto attempt = a.new_attempt(cell, 1);
  ASSERT_TRUE(attempt.has_value());
  auto record = record_of(*attempt, cell, 1);
  record.host = sys::sha256("its host");
  record.out.digest = sys::sha256("its log");
  for (const auto* name : {"its host", "another host"}) {
    model::Host host;
    host.fingerprint = sys::sha256(name);
    ASSERT_TRUE(a.keep_host(host).has_value());
  }
  keep(a, "its log");
  keep(a, "another log");
  ASSERT_TRUE(a.write_record(*attempt, record).has_value());
  add_record(a, cell_named("not wanted"), 1);
  ASSERT_TRUE(a.write_study_file("s-1", "plan.json", "{}").has_value());
  ASSERT_TRUE(sys::write_file_atomic(at("a") / "builds/key/out/program", "x").has_value());
  ASSERT_TRUE(sys::write_file_atomic(at("a") / "builds/key/build.json", "{}").has_value());

  const auto done = b.unite_cells(a, {cell, cell_named("never run")});
  ASSERT_TRUE(done.has_value()) << render(done.error());
  EXPECT_EQ(done->records, 1U);
  EXPECT_EQ(done->objects, 1U);
  EXPECT_EQ(done->hosts, 1U);
  EXPECT_TRUE(b.has_object(sys::sha256("its log")));
  EXPECT_FALSE(b.has_object(sys::sha256("another log")));
  EXPECT_EQ(b.hosts().value().size(), 1U);
  EXPECT_FALSE(fs::exists(at("b") / "cells" / cell_named("not wanted").hex));
  EXPECT_TRUE(b.studies().empty());
  EXPECT_TRUE(fs::exists(at("b") / "builds/key/build.json"));
}

// Stores as shards leave them: some of the cells each, some records in several, studies judged here and
// there.
TEST_F(UniteTest, IsAUnionWhateverTheStores) {
  std::mt19937 random(7);
  const auto some = [&](std::size_t of) { return random() % of; };
  auto pool = open_at("pool");
  for (std::size_t i = 0; i < 6; ++i) {
    add_record(pool, cell_named(format("cell {}", i % 3)), 1 + static_cast<std::uint32_t>(i % 2));
  }
  std::vector<sys::Path> attempts;
  for (const auto& [name, bytes] : contents(at("pool"))) {
    if (name.ends_with("record.json")) {
      attempts.emplace_back(name);
    }
  }
  for (int round = 0; round < 8; ++round) {
    const auto named = [&](const std::string& name) { return format("{} {}", name, round); };
    std::vector<Store> stores;
    for (const auto* name : {"a", "b", "c", "d"}) {
      auto store = open_at(named(name));
      for (const auto& record : attempts) {
        if (some(2) == 0) {
          fs::create_directories((at(named(name)) / record).parent_path());
          fs::copy_file(at("pool") / record, at(named(name)) / record);
        }
      }
      for (const auto* file : {"plan.json", "scores.json", "verdicts.json", "explain.json"}) {
        if (some(4) != 0) {
          const auto path = at(named(name)) / "studies/s-1" / file;
          ASSERT_TRUE(sys::write_file_atomic(path, format("{} {}", file, some(3))).has_value());
          fs::last_write_time(path, fs::file_time_type(std::chrono::hours(some(3))));
        }
      }
      for (std::size_t event = some(3); event > 0; --event) {
        const auto line = Json::object({{"event", some(4)}, {"ended_ms", some(3)}});
        ASSERT_TRUE(store.append_event("s-1", line).has_value());
      }
      keep(store, format("output {}", some(3)));
      stores.push_back(std::move(store));
    }
    std::vector<Store*> order = {&stores[0], &stores[1], &stores[2], &stores[3]};
    const auto wanted = united(named("first"), order);
    for (int other = 0; other < 5; ++other) {
      std::shuffle(order.begin(), order.end(), random);
      order.push_back(order[some(order.size())]);
      EXPECT_EQ(united(named(format("order {}", other)), order), wanted);
      order.pop_back();
    }
    auto ab = open_at(named("ab"));
    auto cd = open_at(named("cd"));
    for (auto* one : {&ab, &cd}) {
      ASSERT_TRUE(one->unite(stores[one == &ab ? 0 : 2]).has_value());
      ASSERT_TRUE(one->unite(stores[one == &ab ? 1 : 3]).has_value());
    }
    EXPECT_EQ(united(named("pairs"), {&cd, &ab}), wanted);
    // Into one of them, rather than into a new one.
    for (auto& store : stores) {
      ASSERT_TRUE(stores[1].unite(store).has_value());
    }
    EXPECT_EQ(contents(at(named("b"))), wanted);
  }
}

} // namespace

} // namespace reprovip::store
