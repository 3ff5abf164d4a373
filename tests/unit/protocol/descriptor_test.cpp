#include "tests/unit/protocol/files.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace reprovip::protocol {

namespace {

using testing::ElementsAre;

std::string example() {
  return test::read_text(test::test_data() / "protocol/descriptor.json");
}

Checked<model::Application> read_text(const Folder& folder) {
  return read_application(folder.path("app.json"), small_vocabulary());
}

model::Application application(const std::string& text) {
  Folder folder;
  folder.write("app.json", text);
  auto read = read_text(folder);
  EXPECT_TRUE(read) << (read ? "" : folder.plain(read.error()));
  return read ? *read : model::Application{};
}

std::string mistakes(const std::string& about, const std::string& from, const std::string& to) {
  Folder folder;
  folder.write("app.json", replaced(example(), from, to));
  const auto read = read_text(folder);
  return "# " + about + "\n" + (read ? "no mistake found\n" : folder.plain(read.error())) + "\n";
}

std::string image_of(const std::string& container) {
  const auto read = application(
      replaced(example(), R"("container-image": { "type": "docker", "image": "example/bet:6" })", container));
  return read.container ? read.container->image : "none";
}

} // namespace

TEST(Descriptor, BecomesAnApplication) {
  const auto read = application(example());
  EXPECT_EQ(read.name, "bet");
  EXPECT_EQ(read.version, "6.0");
  EXPECT_TRUE(read.command.empty());
  ASSERT_TRUE(read.shell);
  EXPECT_EQ(read.shell->text, "bet [INFILE] [MASK] [FRACTION] [CENTRE] [VERBOSE] && ls [MASK]* [OUT]");
  ASSERT_EQ(read.inputs.size(), 1U);
  EXPECT_EQ(read.inputs[0].id, "infile");
  EXPECT_EQ(read.inputs[0].where.line, 10);
  ASSERT_EQ(read.params.size(), 4U);
  EXPECT_EQ(read.environment.at("FSLOUTPUTTYPE"), "NIFTI_GZ");
  EXPECT_EQ(read.container->image, "example/bet:6");
}

TEST(Descriptor, GivesParametersTheirTypes) {
  const auto read = application(example());
  const auto* fraction = model::find_param(read, "fraction");
  EXPECT_EQ(fraction->type, model::ParamType::number);
  EXPECT_EQ(model::to_text(*fraction->fallback), "0.5");
  EXPECT_TRUE(fraction->exclusive_maximum);
  const auto* centre = model::find_param(read, "centre");
  EXPECT_EQ(centre->type, model::ParamType::integer);
  EXPECT_TRUE(centre->list);
  EXPECT_EQ(model::to_text(*centre->fallback), "[1,2,3]");
  EXPECT_EQ(model::find_param(read, "verbose")->type, model::ParamType::boolean);
  EXPECT_TRUE(model::find_param(read, "verbose")->optional);
  EXPECT_EQ(model::find_param(read, "mask")->choices.size(), 2U);
}

TEST(Descriptor, KeepsValueKeysInOrder) {
  const auto read = application(example());
  std::vector<std::string> keys;
  for (const auto& key : read.shell->keys) {
    keys.push_back(key.key);
  }
  EXPECT_THAT(keys, ElementsAre("[INFILE]", "[MASK]", "[FRACTION]", "[CENTRE]", "[VERBOSE]", "[OUT]"));
  EXPECT_EQ(read.shell->keys[2].flag, "-f");
  EXPECT_EQ(read.shell->keys[2].flag_separator, "=");
  EXPECT_FALSE(read.shell->keys[2].quote);
  EXPECT_EQ(read.shell->keys[3].list_separator, ",");
  EXPECT_TRUE(read.shell->keys[4].is_flag);
  EXPECT_TRUE(read.shell->keys[5].quote);
  EXPECT_TRUE(read.shell->keys[0].absolute_path);
}

TEST(Descriptor, KeepsOutputsAndRules) {
  const auto read = application(example());
  ASSERT_EQ(read.outputs.size(), 2U);
  EXPECT_EQ(read.outputs[0].path, "[MASK]_[INFILE].nii.gz");
  EXPECT_TRUE(read.outputs[1].optional);
  EXPECT_EQ(read.outputs[1].path, "other.txt");
  EXPECT_THAT(read.shell->stripped_extensions.at("brain"), ElementsAre(".nii.gz", ".nii"));
  const auto& paths = read.shell->conditional_paths.at("log");
  ASSERT_EQ(paths.size(), 2U);
  EXPECT_EQ(paths[0].condition, "fraction > 0.5");
  ASSERT_EQ(read.shell->groups.size(), 1U);
  EXPECT_TRUE(read.shell->groups[0].mutually_exclusive);
  EXPECT_THAT(read.shell->requires_ids.at("fraction"), ElementsAre("centre"));
  EXPECT_THAT(read.shell->disables_ids.at("verbose"), ElementsAre("centre"));
}

TEST(Descriptor, NamesImagesAsEveryEngineReadsThem) {
  EXPECT_EQ(image_of(R"("container-image": {"type": "docker", "image": "a/b:1", "index": "docker.io"})"),
            "docker.io/a/b:1");
  EXPECT_EQ(
      image_of(R"("container-image": {"type": "docker", "image": "a/b:1", "index": "index.docker.io"})"),
      "a/b:1");
  EXPECT_EQ(image_of(R"("container-image": {"type": "docker", "image": "quay.io/b:1", "index": "quay.io"})"),
            "quay.io/b:1");
  EXPECT_EQ(image_of(R"("container-image": {"type": "singularity", "image": "a/b:1", "index": "docker://"})"),
            "a/b:1");
  EXPECT_EQ(image_of(R"("container-image": {"type": "singularity", "image": "docker://a/b:1"})"), "a/b:1");
  EXPECT_EQ(image_of(R"("container-image": {"type": "singularity", "image": "a/b", "index": "shub://"})"),
            "shub://a/b");
  EXPECT_EQ(image_of(R"("container-image": {"type": "rootfs", "url": "x.tgz"})"), "none");
}

TEST(Descriptor, NamesItsFaultsWithTheirLines) {
  std::string all = mistakes("unknown key", "\"tool-version\"", "\"tool-versions\"");
  all += mistakes("missing key of an input", "\"type\": \"File\"", "\"list\": false");
  all += mistakes("bad type", "\"type\": \"File\"", "\"type\": \"file\"");
  all += mistakes("later schema", "\"0.5\"", "\"0.6\"");
  all += mistakes("schema as a number", "\"0.5\"", "0.5");
  all += mistakes("repeated id", "\"id\": \"mask\"", "\"id\": \"infile\"");
  all += mistakes("bad id", "\"id\": \"brain\"", "\"id\": \"the-brain\"");
  all += mistakes("repeated value key", "\"[MASK]\"", "\"[INFILE]\"");
  all += mistakes("group of no input", "\"members\": [\"fraction\"", "\"members\": [\"fracture\"");
  all += mistakes("default that is no choice", "\"default-value\": \"m1\"", "\"default-value\": \"m3\"");
  all += mistakes("default out of range", "\"default-value\": 0.5", "\"default-value\": 1");
  all += mistakes("default of the wrong type", "\"default-value\": 0.5", "\"default-value\": \"0.5\"");
  all += mistakes("limits of a text", "\"value-choices\"", "\"minimum\": 1, \"value-choices\"");
  all += mistakes("output without path", "\"path-template\": \"[MASK]_[INFILE].nii.gz\",", "");
  all += mistakes("container without image", "\"image\": \"example/bet:6\"", "\"index\": \"docker.io\"");
  all += mistakes("null", "\"author\": \"somebody\"", "\"author\": null");
  all += mistakes("key twice", "\"author\": \"somebody\"", "\"author\": \"a\", \"author\": \"b\"");
  all += mistakes("syntax", "\"author\": \"somebody\",", "\"author\": \"somebody\"");
  EXPECT_EQ(test::differs_from_golden("protocol/descriptor.txt", all), "");
}

// Every rule of `bosh validate` that lies between keys.
TEST(Descriptor, NamesWhatItsRulesContradict) {
  const std::string group = R"("members": ["fraction", "verbose"], "mutually-exclusive": true })";
  const std::string log = R"({ "fraction > 0.5": "high.txt" })";
  const std::string mask = R"("value-choices": ["m1", "m2"])";
  std::string all = mistakes("value key nowhere used", "[CENTRE] [VERBOSE] &&", "[VERBOSE] &&");
  all += mistakes("value key inside another", R"("value-key": "[OUT]")", R"("value-key": "[MASK")");
  all += mistakes("id of a group that is an input's", "\"id\": \"g\"", "\"id\": \"mask\"");
  all += mistakes("flag without its text", R"("command-line-flag": "-v", )", "");
  all +=
      mistakes("flag that must be given", R"("optional": true, "disables-inputs")", R"("disables-inputs")");
  all += mistakes("limits exchanged", R"("minimum": 0, "maximum": 1)", R"("minimum": 2, "maximum": 1)");
  all += mistakes("entries exchanged", R"("min-list-entries": 1)",
                  R"("min-list-entries": 3, "max-list-entries": 2)");
  all += mistakes("half an entry", R"("min-list-entries": 1)", R"("min-list-entries": 1.5)");
  all += mistakes("entries of no list", R"("type": "File",)", R"("type": "File", "max-list-entries": 2,)");
  all += mistakes("default with too many entries", R"("min-list-entries": 1)", R"("max-list-entries": 2)");
  all += mistakes("requires nothing known", R"("requires-inputs": ["centre"])",
                  R"("requires-inputs": ["center"])");
  all += mistakes("requires and disables", R"("requires-inputs": ["centre"])",
                  R"("requires-inputs": ["centre"], "disables-inputs": ["centre"])");
  all += mistakes("disables what must be given", R"("disables-inputs": ["centre"])",
                  R"("disables-inputs": ["mask"])");
  all += mistakes("required input with rules", mask, mask + R"(, "requires-inputs": ["centre"])");
  all += mistakes("rules of values without choices", R"("integer": true)", R"("value-requires": {})");
  all += mistakes("rules of values", mask,
                  mask + R"(, "value-requires": {"m1": ["fractions"], "m3": []},)"
                         R"( "value-disables": {"m1": ["infile"], "m2": "centre"})");
  all += mistakes("value that requires and disables", mask,
                  mask + R"(, "value-requires": {"m1": ["centre"], "m2": []},)"
                         R"( "value-disables": {"m1": ["centre"], "m2": []})");
  all += mistakes("member twice", group, R"("members": ["fraction", "verbose", "fraction"] })");
  all += mistakes("member that must be given", group,
                  R"("members": ["mask", "verbose"], "one-is-required": true })");
  all += mistakes("kinds of group", group,
                  R"("members": ["fraction"], "one-is-required": true, "all-or-none": true })");
  all += mistakes("excluded and required", R"("members": ["fraction", "verbose"])",
                  R"("members": ["fraction", "centre"])");
  all += mistakes(
      "together and not together", group,
      group + R"(, { "id": "h", "name": "H", "members": ["verbose", "fraction"], "all-or-none": true })");
  all += mistakes("one required of all or none", group,
                  R"("members": ["fraction"], "one-is-required": true }, { "id": "h", "name": "H", )"
                  R"("members": ["verbose", "fraction"], "all-or-none": true })");
  all += mistakes("condition of no id", log, R"({ "fractoin > 0.5": "high.txt" })");
  all += mistakes("condition that is none", log, R"({ "fraction >": "high.txt" })");
  all += mistakes("condition on another type", log, R"({ "mask > 0.5": "high.txt" })");
  all += mistakes("no default", R"("optional": true,
      "conditional-path-template": [{ "fraction > 0.5": "high.txt" }, { "default": "other.txt" }])",
                  R"("conditional-path-template": [{ "fraction > 0.5": "high.txt" }])");
  all += mistakes("two conditions in one", log, R"({ "fraction > 0.5": "high.txt", "default": 1 })");
  all += mistakes(
      "the same path",
      R"("conditional-path-template": [{ "fraction > 0.5": "high.txt" }, { "default": "other.txt" }])",
      R"("path-template": "[MASK]_[INFILE].nii.gz")");
  all += mistakes("absolute path in a file", R"("value-key": "[OUT]",)",
                  R"("value-key": "[OUT]", "file-template": ["a", "in=[INFILE]"],)");
  all += mistakes("index of another image", R"("image": "example/bet:6")",
                  R"("image": "shub://example/bet:6", "index": "docker://")");
  all += mistakes(
      "tests", R"("author": "somebody")",
      R"("tests": [{"name": "a", "invocation": {}, "assertions": {"output-files": [)"
      R"({"id": "brian"}, {"id": "log"}, {"id": "log"}]}}, {"name": "a", "invocation": {}, "assertions": {}}])");
  EXPECT_EQ(test::differs_from_golden("protocol/descriptor_rules.txt", all), "");
}

// As servers send them.
TEST(Descriptor, NamesTheColumnInADescriptorOnOneLine) {
  auto text = replaced(example(), R"("members": ["fraction")", R"("members": ["fracture")");
  text.erase(std::remove(text.begin(), text.end(), '\n'), text.end());
  Folder folder;
  folder.write("app.json", text);
  const auto read = read_text(folder);
  ASSERT_FALSE(read);
  ASSERT_EQ(read.error().size(), 1U);
  EXPECT_EQ(read.error()[0].where->line, 1);
  EXPECT_EQ(read.error()[0].where->column, static_cast<int>(text.find("\"fracture\"")) + 1);
}

TEST(Descriptor, LetsExclusiveInputsShareAKey) {
  const auto read = application(
      replaced(replaced(replaced(example(), R"("value-key": "[VERBOSE]")", R"("value-key": "[FRACTION]")"),
                        " [VERBOSE]", ""),
               R"("-v")", R"("-v")"));
  ASSERT_TRUE(read.shell);
  EXPECT_TRUE(read.shell->keys[2].shared);
  EXPECT_FALSE(read.shell->keys[3].shared);
}

TEST(Descriptor, KeepsWhatItsOtherKeysSay) {
  auto text = replaced(example(), R"("author": "somebody")", R"("shell": "/bin/bash")");
  text = replaced(text, R"("uses-absolute-path": true)", R"("default-value": "/opt/t1.nii")");
  text = replaced(text, R"("value-choices": ["m1", "m2"])",
                  R"("value-choices": ["m1", "m2"], "value-requires": {"m1": ["centre"], "m2": []})");
  text = replaced(text, R"("value-key": "[OUT]",)",
                  R"("value-key": "[OUT]", "file-template": ["a", "b=[MASK]"],)");
  const auto read = application(text);
  ASSERT_TRUE(read.shell);
  EXPECT_EQ(read.shell->interpreter, "/bin/bash");
  EXPECT_THAT(read.inputs[0].fallback, ElementsAre("/opt/t1.nii"));
  EXPECT_THAT(read.shell->value_requires.at("mask").at("m1"), ElementsAre("centre"));
  EXPECT_THAT(read.shell->file_templates.at("brain"), ElementsAre("a", "b=[MASK]"));
  EXPECT_EQ(model::find_param(read, "centre")->limits.fewest, 1U);
}

TEST(Descriptor, ServesAProtocol) {
  Folder folder;
  folder.write("app.json", example());
  const std::string text = "application = \"app.json\"\nsubjects = [\"a\"]\n"
                           "inputs.infile = \"{subject}.nii\"\n"
                           "params = { centre = [4, 5], mask = \"m2\" }\n"
                           "factors.fraction = [0.25, 0.5]\n"
                           "[[criterion]]\nid = \"same\"\non = \"brain\"\nrequire = \"classes == 1\"\n";
  folder.write("protocol.toml", text);
  const auto protocol = folder.protocol();
  ASSERT_TRUE(protocol) << folder.mistakes();
  EXPECT_EQ(model::to_text(protocol->params.at("centre")), "[4,5]");
  folder.write("protocol.toml", replaced(replaced(text, "[4, 5]", "[4, 5.5]"), "\"m2\"", "\"m3\""));
  EXPECT_EQ(test::differs_from_golden("protocol/descriptor_params.txt", folder.mistakes()), "");
}

TEST(Descriptor, OfVipIsRead) {
  const auto shared = test::shared_data();
  if (!shared) {
    GTEST_SKIP() << "no shared data: set REPROVIP_SHARED_DATA";
  }
  int count = 0;
  for (const auto& name : sys::list_names(*shared / "boutiques")) {
    const auto read = read_application(*shared / "boutiques" / name, small_vocabulary());
    EXPECT_TRUE(read) << (read ? "" : render(read.error()));
    ++count;
  }
  EXPECT_GE(count, 8);
}

} // namespace reprovip::protocol
