#include "harness/protocol/check.hpp"
#include "harness/protocol/schema.hpp"
#include "harness/protocol/toml.hpp"

#include "tests/unit/protocol/files.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace reprovip::protocol {

namespace {

using Paths = std::set<std::string>;

// Every key of a declaration as a dotted path; "NAME" stands for any key.
void add_paths(const Table& table, const std::string& start, Paths& paths) {
  auto keys = table.keys;
  if (table.any) {
    keys.push_back(*table.any);
  }
  for (const auto& key : keys) {
    paths.insert(start + key.name);
    if (key.table) {
      add_paths(*key.table, start + key.name + ".", paths);
    }
  }
}

// The same from a JSON schema, where what has no name of its own is "*".
void add_paths(const Json& schema, const std::string& start, Paths& paths) {
  for (const auto& [name, inner] : schema["properties"].members()) {
    paths.insert(start + name);
    add_paths(inner, start + name + ".", paths);
  }
  if (schema["additionalProperties"].is_object()) {
    paths.insert(start + "*");
    add_paths(schema["additionalProperties"], start + "*.", paths);
  }
  if (schema.has("items")) {
    add_paths(schema["items"], start, paths);
  }
}

// Patterns have names in capitals.
std::string with_stars(const std::string& path) {
  std::string result;
  std::string part;
  for (const char c : path + ".") {
    if (c != '.') {
      part += c;
      continue;
    }
    const bool is_pattern = std::ranges::none_of(part, [](char one) { return one >= 'a' && one <= 'z'; });
    result += (result.empty() ? "" : ".") + (is_pattern ? "*" : part);
    part.clear();
  }
  return result;
}

void expect_same_keys(const std::string& what, const Table& table) {
  Paths declared;
  add_paths(table, "", declared);
  Paths expected;
  for (const auto& path : declared) {
    expected.insert(with_stars(path));
  }
  Paths in_schema;
  add_paths(*json_schema(what), "", in_schema);
  EXPECT_EQ(in_schema, expected);
}

// A TOML with this one key, in the shape of its parents.
std::string only(const std::string& path) {
  std::string text;
  const auto dot = path.rfind('.');
  const auto table = dot == std::string::npos ? "" : path.substr(0, dot);
  if (table == "metric" || table == "criterion" || table == "design.exclude") {
    text = "[[" + table + "]]\n";
  } else if (!table.empty()) {
    text = "[" + table + "]\n";
  }
  return text + (dot == std::string::npos ? path : path.substr(dot + 1)) + " = 0\n";
}

void expect_reader_knows(const Table& table) {
  Paths paths;
  add_paths(table, "", paths);
  for (const auto& path : paths) {
    const auto source = make_file_source("t", only(path));
    const auto node = parse_toml(only(path), source);
    ASSERT_TRUE(node) << path;
    Diagnostics diagnostics;
    check_table(*node, {source, 0, 0}, table, "", small_vocabulary(), diagnostics);
    EXPECT_EQ(render(diagnostics.take()).find("unknown key"), std::string::npos) << path;
  }
}

} // namespace

TEST(Schema, HasTheKeysThatTheReaderTakes) {
  expect_same_keys("protocol", protocol_keys());
  expect_same_keys("application", application_keys());
}

TEST(Schema, HasNoKeyThatTheReaderRefuses) {
  expect_reader_knows(application_keys());
  auto without_profile = protocol_keys();
  std::erase_if(without_profile.keys, [](const Key& key) { return key.name == "profile"; });
  expect_reader_knows(without_profile);
}

TEST(Schema, SaysTypesChoicesAndRequiredKeys) {
  const auto schema = *json_schema("protocol", small_vocabulary());
  EXPECT_EQ(schema["$schema"].text(), "http://json-schema.org/draft-07/schema#");
  EXPECT_EQ(dump(schema["anyOf"]), R"([{"required":["application","subjects"]},{"required":["import"]}])");
  EXPECT_EQ(dump(schema["properties"]["subjects"]["type"]), R"(["array","object"])");
  const auto& metric = schema["properties"]["metric"]["items"];
  EXPECT_EQ(dump(metric["properties"]["kind"]["enum"]), R"(["nu","icc","tost","dice"])");
  EXPECT_TRUE(metric["properties"].has("margin"));
  EXPECT_FALSE(metric["additionalProperties"].boolean(true));
  const auto& repeat = schema["properties"]["repeat"]["properties"];
  EXPECT_EQ(dump(repeat["order"]["enum"]), R"(["interleaved","random","block"])");
  EXPECT_EQ(repeat["count"]["minimum"].number(), 1);
}

TEST(Schema, TakesOtherMetricsWithoutAVocabulary) {
  const auto schema = *json_schema("protocol");
  EXPECT_TRUE(schema["properties"]["metric"]["items"]["additionalProperties"].boolean());
  EXPECT_FALSE(schema["properties"]["metric"]["items"]["properties"]["kind"].has("enum"));
}

TEST(Schema, IsOfAProtocolOrAnApplication) {
  const auto schema = json_schema("protocl");
  ASSERT_FALSE(schema);
  EXPECT_EQ(one_line(schema.error()), "there is no schema \"protocl\"; did you mean \"protocol\"?");
}

TEST(KeyReference, HasARowForEveryKey) {
  const auto text = key_reference();
  for (const auto* table : {&protocol_keys(), &application_keys()}) {
    Paths paths;
    add_paths(*table, "", paths);
    for (const auto& path : paths) {
      const auto name = path.substr(path.rfind('.') + 1);
      const bool in_profile = path.starts_with("profile.");
      const bool only_tables = name == "ID" || name == "NAME" || name == "ENGINE"; // a heading of their own
      const auto wanted = only_tables ? "." + name : "| `" + name + "` |";
      EXPECT_TRUE(in_profile || text.find(wanted) != std::string::npos) << path;
    }
  }
}

TEST(KeyReference, NamesTheTablesAsTheyAreWritten) {
  const auto text = key_reference();
  for (const std::string_view heading :
       {"#### `[[criterion]]`", "#### `[factor.NAME]`", "#### `[outputs.ID]`", "#### `[resources.timeout]`",
        "#### `[design]`", "#### `[params.ID]`"}) {
    EXPECT_NE(text.find(heading), std::string::npos) << heading;
  }
}

// What the reference and the schema promise is what an empty protocol gets.
TEST(KeyReference, TellsTheRealDefaults) {
  const model::Repeat repeat;
  const model::Resources resources;
  const model::LauncherConfig launcher;
  const auto fallback = [](const std::string& table, const std::string& key) {
    return protocol_keys().find(table)->table->find(key)->fallback;
  };
  EXPECT_EQ(fallback("repeat", "count"), std::to_string(repeat.count));
  EXPECT_EQ(fallback("repeat", "order_seed"), std::to_string(repeat.order_seed));
  EXPECT_EQ(fallback("repeat", "seed_base"), std::to_string(repeat.seed_base));
  EXPECT_EQ(fallback("resources", "cpus"), resources.cpus);
  EXPECT_EQ(fallback("resources", "log_limit"), "\"64MiB\"");
  EXPECT_EQ(resources.log_limit, std::uint64_t{64} << 20);
  EXPECT_EQ(fallback("launcher", "retries"), std::to_string(launcher.retries));
  EXPECT_EQ(fallback("launcher", "jobs"), std::to_string(launcher.jobs));
}

} // namespace reprovip::protocol
