#include "harness/base/format.hpp"
#include "harness/cli/partition.hpp"

#include "tests/support/support.hpp"

#include <gmock/gmock.h>

#include <cstdlib>

namespace reprovip::cli {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;

class PartitionTest : public testing::Test {
protected:
  void TearDown() override {
    unsetenv("CI_NODE_INDEX");
    unsetenv("CI_NODE_TOTAL");
  }
  Result<plan::Selection> read(const std::string& partition, const std::string& shares = {},
                               const std::string& protocol = "p.toml") const {
    Arguments arguments;
    if (!partition.empty()) {
      arguments.flags["partition"] = {partition};
    }
    if (!shares.empty()) {
      m_directory.write("shares.json", shares);
      arguments.flags["shares"] = {m_file.string()};
    }
    plan::Selection selection;
    TRY(read_partition(arguments, protocol, selection));
    return selection;
  }
  std::string refused(const std::string& partition, const std::string& shares = {}) const {
    const auto read_it = read(partition, shares);
    return read_it ? "" : render(read_it.error());
  }

  test::TempDir m_directory;
  std::filesystem::path m_file = m_directory.path() / "shares.json";
};

TEST_F(PartitionTest, IsTheWholeWithoutAFlag) {
  const auto selection = read("");
  ASSERT_TRUE(selection);
  EXPECT_EQ(selection->partition, 1U);
  EXPECT_EQ(selection->partitions, 1U);
}

TEST_F(PartitionTest, TakesTheNumbersOfParallelJobs) {
  EXPECT_THAT(refused("auto"), HasSubstr("CI_NODE_TOTAL is not set; it is for jobs of GitLab"));
  // GitLab sets it in every job.
  setenv("CI_NODE_TOTAL", "1", 1);
  ASSERT_TRUE(read("auto"));
  EXPECT_EQ(read("auto")->partitions, 1U);
  setenv("CI_NODE_TOTAL", "3", 1);
  EXPECT_THAT(refused("auto"), HasSubstr("--partition cannot be \"/3\""));
  setenv("CI_NODE_INDEX", "3", 1);
  ASSERT_TRUE(read("auto"));
  EXPECT_EQ(read("auto")->partition, 3U);
  for (const auto* index : {"0", "4", "x", "-1", "1.0"}) {
    setenv("CI_NODE_INDEX", index, 1);
    EXPECT_THAT(refused("auto"), HasSubstr("write i/n with 1 <= i <= n")) << index;
  }
}

TEST_F(PartitionTest, ReadsTheSharesThatItWrites) {
  const std::vector<std::string> odd = {"a b", "it's", "\"q\"", "$HOME", "é", "\U0001F9E0", "-s", "END"};
  const auto text = shares_text({{"p.toml", {{"a", "\xff"}, odd}}, {"q.toml", {{}, {"a"}}}});
  for (const char c : text) {
    ASSERT_TRUE(c == '\n' || (c >= ' ' && c < '\x7f' && c != '$')) << text;
  }
  const auto selection = read("1/2", text);
  ASSERT_TRUE(selection) << render(selection.error());
  EXPECT_EQ(selection->shares.size(), odd.size() + 1) << "what is no UTF-8 is left out: " << text;
  EXPECT_EQ(selection->shares.at("a"), 1U);
  for (const auto& id : odd) {
    EXPECT_EQ(selection->shares.at(id), 2U) << id;
  }
  EXPECT_THAT(read("1/2", text, "q.toml")->shares, ElementsAre(Pair("a", 2U)));
}

TEST_F(PartitionTest, RefusesSharesThatDoNotFit) {
  const std::string two = R"({"p.toml": [["a"], ["b"]]})";
  EXPECT_EQ(refused("2/2", two), "");
  EXPECT_THAT(refused("", two), HasSubstr("--shares goes with --partition"));
  EXPECT_THAT(refused("1/3", two), HasSubstr("has 2 parts for \"p.toml\", --partition speaks of 3"));
  EXPECT_THAT(refused("1/2", R"({"q.toml": []})"), HasSubstr("shares out nothing of \"p.toml\""));
  EXPECT_THAT(refused("1/2", R"({"p.toml": [["a"], ["a"]]})"),
              HasSubstr("subject \"a\" of \"p.toml\" twice"));
  for (const auto* part : {"3", "[3]", "null", R"({"a": 1})"}) {
    EXPECT_THAT(refused("1/2", format(R"({{"p.toml": [["a"], {}]}})", part)),
                HasSubstr("part 2 of \"p.toml\" is no list of subjects"));
  }
  EXPECT_THAT(refused("1/2", "{"), HasSubstr("shares.json:1:"));
  const auto twice = refused("1/2", "{\"p.toml\": [[\"a\"], [\"b\"]],\n \"p.toml\": [[\"b\"], [\"a\"]]}");
  EXPECT_THAT(twice, HasSubstr("\"p.toml\" is there twice"));
  EXPECT_THAT(twice, HasSubstr("shares.json:2:"));
}

} // namespace
} // namespace reprovip::cli
