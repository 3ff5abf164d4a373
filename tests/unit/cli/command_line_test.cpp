#include "harness/cli/command_line.hpp"
#include "harness/cli/common.hpp"

#include <gtest/gtest.h>

#include <cstdlib>

namespace reprovip::cli {

namespace {

Result<std::variant<Chosen, Help>> read(std::vector<const char*> words) {
  words.insert(words.begin(), "reprovip");
  return read_command_line(static_cast<int>(words.size()), words.data());
}

Arguments arguments_of(std::vector<const char*> words) {
  const auto result = read(std::move(words));
  EXPECT_TRUE(result && std::holds_alternative<Chosen>(*result));
  return std::get<Chosen>(*result).arguments;
}

} // namespace

TEST(CommandLine, KeepsWordsAndRepeatedFlags) {
  const auto arguments = arguments_of({"run", "p.toml", "-s", "a", "-s", "b", "-K", "7", "q.toml"});
  EXPECT_EQ(arguments.words, (std::vector<std::string>{"p.toml", "q.toml"}));
  EXPECT_EQ(arguments.all("subject"), (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(*arguments.count("repeat"), 7u);
}

TEST(CommandLine, TheLastOfTwoWins) {
  EXPECT_EQ(arguments_of({"run", "p", "--store", "a", "--store", "b"}).text("store"), "b");
}

TEST(CommandLine, ReadsVariablesBelowTheCommandLine) {
  setenv("REPROVIP_MAX_FAIL", "3", 1);
  EXPECT_EQ(arguments_of({"run", "p"}).text("max-fail"), "3");
  EXPECT_EQ(arguments_of({"run", "p", "--max-fail", "4"}).text("max-fail"), "4");
  unsetenv("REPROVIP_MAX_FAIL");
}

TEST(CommandLine, RefusesAnEmptyPlaceButNotAnEmptyVariable) {
  EXPECT_EQ(read({"report", "--html", ""}).error().message, "--html has an empty value");
  EXPECT_EQ(read({"run", "p", "--store", ""}).error().advice, "name a DIR, or leave the flag out");
  setenv("REPROVIP_HTML", "", 1);
  EXPECT_FALSE(arguments_of({"report"}).has("html"));
  unsetenv("REPROVIP_HTML");
}

TEST(CommandLine, SuggestsCommandsAndFlags) {
  EXPECT_EQ(read({"rnu"}).error().advice, "did you mean \"run\"?");
  EXPECT_EQ(read({"run", "p", "--stor", "x"}).error().advice, "did you mean \"--store\"?");
  EXPECT_FALSE(read({}));
  EXPECT_FALSE(read({"run"}));
}

TEST(CommandLine, HelpNamesEverySubcommand) {
  const auto result = read({"--help"});
  ASSERT_TRUE(result && std::holds_alternative<Help>(*result));
  for (const auto& subcommand : subcommands()) {
    EXPECT_NE(std::get<Help>(*result).text.find(subcommand.name), std::string::npos) << subcommand.name;
  }
}

TEST(Request, ReadsPartitionSetsAndSelection) {
  const auto request = request_from(
      arguments_of({"run", "p", "--partition", "2/5", "--set", "repeat.count=2", "-e", "engine=docker"}),
      "p");
  ASSERT_TRUE(request);
  EXPECT_EQ(request->selection.partition, 2u);
  EXPECT_EQ(request->selection.partitions, 5u);
  EXPECT_EQ(request->read.sets.front(), (std::pair<std::string, std::string>{"repeat.count", "2"}));
  EXPECT_EQ(request->selection.environments, std::vector<std::string>{"engine=docker"});
}

TEST(Request, RefusesWhatMakesNoSense) {
  for (const auto* partition : {"0/5", "6/5", "x", "3", "1/0"}) {
    EXPECT_FALSE(request_from(arguments_of({"run", "p", "--partition", partition}), "p")) << partition;
  }
  EXPECT_FALSE(request_from(arguments_of({"run", "p", "--set", "novalue"}), "p"));
  EXPECT_FALSE(request_from(arguments_of({"run", "p", "-K", "-3"}), "p"));
  EXPECT_FALSE(request_from(arguments_of({"run", "p", "-K", "many"}), "p"));
}

TEST(Request, TakesGitLabsNumbersOfParallelJobs) {
  setenv("CI_NODE_INDEX", "3", 1);
  setenv("CI_NODE_TOTAL", "4", 1);
  const auto request = request_from(arguments_of({"run", "p", "--partition", "auto"}), "p");
  unsetenv("CI_NODE_INDEX");
  unsetenv("CI_NODE_TOTAL");
  ASSERT_TRUE(request);
  EXPECT_EQ(request->selection.partition, 3u);
  EXPECT_EQ(request->selection.partitions, 4u);
}

} // namespace reprovip::cli
