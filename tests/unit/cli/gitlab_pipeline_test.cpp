#include "harness/cli/gitlab_pipeline.hpp"
#include "harness/cli/gitlab_template.hpp"

#include "tests/support/support.hpp"

#include <gmock/gmock.h>

namespace reprovip::cli {
namespace {

using testing::HasSubstr;

GitlabPipeline small() {
  GitlabPipeline pipeline;
  pipeline.heading = {"Written for a test."};
  pipeline.protocols = {"bet/protocol.toml"};
  pipeline.shards = 2;
  pipeline.shares = "{\"bet/protocol.toml\": [\n  [\"a\"],\n  [\"b\"]]}\n";
  return pipeline;
}

std::string made(const GitlabPipeline& pipeline) {
  const auto yaml = gitlab_pipeline(pipeline);
  EXPECT_TRUE(yaml) << (yaml ? "" : render(yaml.error()));
  return yaml.value_or("");
}

TEST(GitlabPipeline, IsTheTemplateFilledIn) {
  EXPECT_EQ(test::differs_from_golden("cli/child-pipeline.yml", made(small())), "");
}

TEST(GitlabPipeline, HoldsWhatIsAskedOfIt) {
  auto pipeline = small();
  pipeline.protocols = {"bet/protocol.toml", "it's.toml"};
  pipeline.shares = "{\"bet/protocol.toml\": [\n  [\"a\"],\n  []],\n \"it's.toml\": [\n  [],\n  [\"b\"]]}\n";
  pipeline.build = "compile";
  pipeline.tags = {"big", "linux"};
  pipeline.allowed = {"5", "77"};
  pipeline.inputs = {{"job", "many"},           {"image", "registry:5000/a/b@sha256:12"},
                     {"bin", "out/bin"},        {"prepare", R"(echo "a: b" '#' \ >> x)"},
                     {"options", "--repeat 3"}, {"run_options", "--jobs 2"},
                     {"timeout", "2h 30m"},     {"reports", "out"},
                     {"store", "kept"}};
  EXPECT_EQ(test::differs_from_golden("cli/child-pipeline-full.yml", made(pipeline)), "");
}

TEST(GitlabPipeline, LooksForNoInputInWhatComesFromOutside) {
  auto pipeline = small();
  pipeline.protocols = {"$[[ inputs.image ]]/run \"$PROTOCOL\" --partition auto.toml"};
  pipeline.inputs["prepare"] = "echo $[[ inputs.nothing ]]";
  const auto yaml = made(pipeline);
  EXPECT_THAT(yaml, HasSubstr("run '$[[ inputs.image ]]/run \"$PROTOCOL\" --partition auto.toml' --ci"));
  EXPECT_THAT(yaml, HasSubstr("- \"echo $[[ inputs.nothing ]]\"\n"));
}

TEST(GitlabPipeline, IsNotLargerThanGitlabReads) {
  auto pipeline = small();
  const auto rest = made(pipeline).size() - pipeline.shares.size();
  pipeline.shares = std::string((std::size_t{2} << 20) - rest - 1, ' ') + "\n";
  EXPECT_EQ(made(pipeline).size() <= std::size_t{2} << 20, true);
  pipeline.shares = std::string(std::size_t{2} << 20, ' ') + "\n";
  const auto large = gitlab_pipeline(pipeline);
  ASSERT_FALSE(large);
  EXPECT_THAT(render(large.error()), HasSubstr("GitLab reads 2.0 MiB"));
}

TEST(GitlabPipeline, RefusesWhatDoesNotFitOnALine) {
  for (const auto* text : {"a\nb", "a\tb", "\x1b[1m", "\x7f", "\xff", "a\xc2\x85", "\xe2\x80\xa8"}) {
    auto pipeline = small();
    pipeline.protocols = {text};
    EXPECT_FALSE(gitlab_pipeline(pipeline)) << testing::PrintToString(text);
    pipeline = small();
    pipeline.inputs["prepare"] = text;
    EXPECT_FALSE(gitlab_pipeline(pipeline)) << testing::PrintToString(text);
  }
  auto pipeline = small();
  pipeline.inputs["job"] = "two words";
  EXPECT_EQ(gitlab_pipeline(pipeline).error().message, "--job cannot be \"two words\"");
  for (const auto& name : {std::string("default"), std::string("pages"), std::string(49, 'a')}) {
    pipeline.inputs["job"] = name;
    EXPECT_FALSE(gitlab_pipeline(pipeline)) << name;
  }
  pipeline.inputs["job"] = std::string(48, 'a');
  EXPECT_TRUE(gitlab_pipeline(pipeline));
  pipeline = small();
  pipeline.allowed = {"5]"};
  EXPECT_EQ(gitlab_pipeline(pipeline).error().message, "--allowed cannot be \"5]\"");
}

constexpr const char* k_template = "# A template.\n"
                                   "spec:\n"
                                   "  inputs:\n"
                                   "    name:\n"
                                   "      description: What it is called.\n"
                                   "    command:\n"
                                   "      default: \":\"\n"
                                   "    rules:\n"
                                   "      type: array\n"
                                   "      default: [{when: always}]\n"
                                   "---\n"
                                   "\"$[[ inputs.name ]]-job\":\n"
                                   "  needs: [\"$[[ inputs.name ]]\", other]\n"
                                   "  rules: $[[ inputs.rules ]]\n"
                                   "  # $[[ inputs.name ]] stays\n"
                                   "  script:\n"
                                   "    - $[[ inputs.command ]]\n"
                                   "    - run \"$FILE\" $[[ inputs.command ]]\n"
                                   "    - job: $[[ inputs.name ]]\n"
                                   "    - |\n"
                                   "      $[[ inputs.command ]] | $[[ inputs.name ]]\n";

TEST(GitlabTemplate, KnowsItsDefaults) {
  const auto defaults = input_defaults(k_template);
  ASSERT_EQ(defaults.size(), 2U);
  EXPECT_EQ(defaults.at("command").text, ":");
  EXPECT_EQ(defaults.at("rules").text, "[{when: always}]");
  EXPECT_TRUE(defaults.at("rules").is_yaml);
}

TEST(GitlabTemplate, QuotesWhatIsFilledInAndLeavesBlocksAsTheyAre) {
  EXPECT_EQ(fill_in(k_template, {{"name", {"a\"b"}}, {"command", {"x: \\ #"}}}),
            "\"a\\\"b-job\":\n"
            "  needs: [\"a\\\"b\", other]\n"
            "  rules: [{when: always}]\n"
            "  # $[[ inputs.name ]] stays\n"
            "  script:\n"
            "    - \"x: \\\\ #\"\n"
            "    - \"run \\\"$FILE\\\" x: \\\\ #\"\n"
            "    - job: \"a\\\"b\"\n"
            "    - |\n"
            "      x: \\ # | a\"b\n");
}

} // namespace
} // namespace reprovip::cli
