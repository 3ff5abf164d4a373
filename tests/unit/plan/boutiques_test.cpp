#include "harness/plan/boutiques.hpp"
#include "harness/plan/invocation.hpp"
#include "harness/plan/shell_text.hpp"

#include "tests/unit/plan/fixtures.hpp"

#include <gmock/gmock.h>

namespace reprovip::plan {
namespace {

using model::ParamType;

// The texts of the first tests (grep, bet, mix) are what the replacement of Boutiques' localExec,
// transcribed, gives for the same descriptors and values.
class BoutiquesTest : public testing::Test {
protected:
  BoutiquesTest() : m_protocol(test::protocol({test::engines({"native"})})) {
    auto& application = m_protocol.application;
    application.command.clear();
    application.inputs.clear();
    application.params.clear();
    application.outputs.clear();
    m_protocol.inputs.clear();
    m_protocol.outputs.clear();
    application.shell = model::ShellCommand{};
  }

  model::ShellCommand& shell() { return *m_protocol.application.shell; }

  model::ValueKey& add_file(const std::string& id, const std::string& key, const std::string& name) {
    m_protocol.application.inputs.push_back({.id = id, .optional = name.empty()});
    if (!name.empty()) {
      m_files.push_back({.id = id, .host = "/d/" + name, .staged = "in/" + id + "/" + name});
    }
    return shell().keys.emplace_back(model::ValueKey{.key = key, .id = id, .quote = true});
  }

  model::ValueKey& add_param(const std::string& id, const std::string& key, ParamType type,
                             const std::optional<model::Value>& value,
                             const std::optional<std::string>& flag = std::nullopt) {
    m_protocol.application.params.push_back({.id = id, .type = type, .optional = true});
    if (value) {
      m_protocol.params[id] = *value;
    }
    return shell().keys.emplace_back(model::ValueKey{.key = key,
                                                     .id = id,
                                                     .flag = flag,
                                                     .is_flag = type == ParamType::boolean,
                                                     .quote = type == ParamType::string});
  }

  void add_output(const std::string& id, const std::string& key, const std::string& path) {
    m_protocol.application.outputs.push_back({.id = id, .path = path});
    if (!key.empty()) {
      shell().keys.push_back({.key = key, .id = id, .quote = true});
    }
  }

  Result<model::Invocation> make() {
    if (m_protocol.outputs.size() < m_protocol.application.outputs.size()) {
      m_protocol.outputs = m_protocol.application.outputs;
    }
    auto from = test::resolved(m_protocol, 1);
    from.subjects[0].inputs = m_files;
    return make_invocation(test::plan_of(std::move(from)), 0);
  }

  std::string text() {
    const auto made = make();
    EXPECT_TRUE(made) << (made ? "" : render(made.error()));
    return made ? made->argv.at(2) : std::string{};
  }

  std::vector<std::string> paths() {
    std::vector<std::string> paths;
    const auto made = make();
    EXPECT_TRUE(made);
    for (const auto& output : made.value().outputs) {
      paths.push_back(output.path);
    }
    return paths;
  }

  model::Protocol m_protocol;
  std::vector<model::InputFile> m_files;
};

TEST_F(BoutiquesTest, GoesThroughTheShell) {
  shell().text = "true";
  EXPECT_EQ(make()->argv, (std::vector<std::string>{"sh", "-c", "true"}));
}

TEST_F(BoutiquesTest, GrepsAsBoutiquesDoes) {
  shell().text = "sleep [DELAY] && grep [TEXT] [INPUT] > [OUTPUT]; cat [OUTPUT]";
  add_param("text", "[TEXT]", ParamType::string, "it's a b");
  add_file("file", "[INPUT]", "a b.txt");
  add_param("int", "[DELAY]", ParamType::integer, std::int64_t{1});
  add_output("output", "[OUTPUT]", "grep_[TEXT]_[INPUT]");
  EXPECT_EQ(text(), R"(sleep 1 && grep 'it'"'"'s a b' 'in/file/a b.txt' > 'grep_it'"'"'s a b_a b.txt'; )"
                    R"(cat 'grep_it'"'"'s a b_a b.txt')");
  EXPECT_EQ(paths(), (std::vector<std::string>{"grep_it's a b_a b.txt"}));
}

TEST_F(BoutiquesTest, CallsBetAsBoutiquesDoes) {
  shell().text = "bet [INPUT_FILE] [MASK] [FRACTIONAL_INTENSITY] [VERTICAL_GRADIENT] [CENTER_OF_GRAVITY] "
                 "[OVERLAY_FLAG] [BINARY_MASK_FLAG] && tar -cvzf [MASK].tar.gz [MASK]*";
  add_file("infile", "[INPUT_FILE]", "sub-1.nii.gz");
  add_param("maskfile", "[MASK]", ParamType::string, "brain");
  add_param("fractional_intensity", "[FRACTIONAL_INTENSITY]", ParamType::number, 0.5, "-f");
  add_param("vg_fractional_intensity", "[VERTICAL_GRADIENT]", ParamType::number, std::nullopt, "-g");
  add_param("center_of_gravity", "[CENTER_OF_GRAVITY]", ParamType::number, "[1,2.0,30]", "-c");
  m_protocol.application.params.back().list = true;
  add_param("overlay_flag", "[OVERLAY_FLAG]", ParamType::boolean, false, "-o");
  add_param("binary_mask_flag", "[BINARY_MASK_FLAG]", ParamType::boolean, true, "-m");
  add_output("outtar", "", "[MASK].tar.gz");
  add_output("outfile", "", "[MASK].nii.gz");
  EXPECT_EQ(text(),
            "bet in/infile/sub-1.nii.gz brain -f 0.5 -c 1 2.0 30 -m && tar -cvzf brain.tar.gz brain*");
  EXPECT_EQ(paths(), (std::vector<std::string>{"brain.tar.gz", "brain.nii.gz"}));
}

class BoutiquesMixTest : public BoutiquesTest {
protected:
  void describe(const std::optional<model::Value>& flag, const std::optional<model::Value>& text_value,
                const std::optional<model::Value>& number, const std::optional<model::Value>& list) {
    shell().text = "[F]run [A] [N] [L] [O1] [O2]";
    add_param("f", "[F]", ParamType::boolean, flag, "-f");
    add_param("a", "[A]", ParamType::string, text_value, "--a").flag_separator = "=";
    add_param("n", "[N]", ParamType::number, number);
    add_param("l", "[L]", ParamType::string, list).list_separator = ",";
    m_protocol.application.params.back().list = true;
    add_file("img", "[IMG]", "s.nii.gz");
    add_output("o1", "[O1]", "x/[IMG]_[O2].txt");
    add_output("o2", "[O2]", "small");
    shell().stripped_extensions["o1"] = {".nii", ".gz"};
    shell().conditional_paths["o2"] = {{"n > 2 and a == \"b c\"", "big [A]"}, {"default", "small"}};
  }
};

TEST_F(BoutiquesMixTest, SubstitutesFlagsListsAndOutputsOfOutputs) {
  describe(true, "b c", std::int64_t{3}, R"(["p q","r"])");
  EXPECT_EQ(text(), R"(-frun --a='b c' 3 'p q',r 'x/s_'"'"'big b c'"'"'.txt' 'big b c')");
  EXPECT_EQ(paths(), (std::vector<std::string>{"x/s_'big b c'.txt", "big b c"}));
}

TEST_F(BoutiquesMixTest, AnEmptyTextIsQuotedAndAFalseFlagWithoutABlankStays) {
  describe(false, "", 0.5, R"(["r"])");
  EXPECT_EQ(text(), "[F]run --a='' 0.5 r x/s_small.txt small");
}

TEST_F(BoutiquesMixTest, AbsentValuesTakeTheirBlankAway) {
  describe(std::nullopt, std::nullopt, 2.5, std::nullopt);
  EXPECT_EQ(text(), "run 2.5 x/s_small.txt small");
}

TEST_F(BoutiquesTest, AFileThatBeginsAPathIsItsNameAlone) {
  shell().text = "run [IN] [OUT]";
  add_file("in", "[IN]", "s.txt");
  add_output("out", "[OUT]", "[IN]--x.tgz");
  EXPECT_EQ(text(), "run in/in/s.txt s.txt--x.tgz");
}

TEST_F(BoutiquesTest, AbsolutePathsAreMadeWhereItRuns) {
  shell().text = "run [IN]";
  add_file("in", "[IN]", "a b.txt").absolute_path = true;
  EXPECT_EQ(text(), R"(run "$PWD"/'in/in/a b.txt')");
}

TEST_F(BoutiquesTest, JoinsTheFilesOfAList) {
  shell().text = "run [IN]";
  add_file("in", "[IN]", "a.txt").list_separator = ",";
  m_files.push_back({.id = "in", .host = "/d/b.txt", .staged = "in/in/b.txt"});
  EXPECT_EQ(text(), "run in/in/a.txt,in/in/b.txt");
}

TEST_F(BoutiquesTest, AProtocolMayOverrideAndAddOutputs) {
  shell().text = "run [OUT]";
  add_output("out", "[OUT]", "a.txt");
  m_protocol.outputs = m_protocol.application.outputs;
  m_protocol.outputs[0].path = "{subject}.txt";
  m_protocol.outputs.push_back({.id = "log", .path = "log_{subject.label}.txt"});
  EXPECT_EQ(text(), "run sub-1.txt");
  EXPECT_EQ(paths(), (std::vector<std::string>{"sub-1.txt", "log_1.txt"}));
}

TEST_F(BoutiquesTest, PassesAnInputByTheEnvironment) {
  shell().text = "true";
  add_param("name", "[NAME]", ParamType::string, "x y");
  m_protocol.application.environment = {{"NAME", "[NAME]"}, {"FIXED", "1"}};
  EXPECT_EQ(make()->environment.at("NAME"), "x y");
  EXPECT_EQ(make()->environment.at("FIXED"), "1");
}

TEST_F(BoutiquesTest, WrapsAndAddsArguments) {
  shell().text = "run";
  m_protocol.factors.push_back(
      test::factor("w", model::FactorEffect::wrapper, model::Source::run, {{"on", "setarch -R"}}));
  m_protocol.factors.push_back(
      test::factor("a", model::FactorEffect::argument, model::Source::run, {{"on", "b c"}}, "--a {level}"));
  EXPECT_EQ(make()->argv, (std::vector<std::string>{"setarch", "-R", "sh", "-c", "run --a 'b c'"}));
}

TEST_F(BoutiquesTest, RefusesWhatItsRulesForbid) {
  shell().text = "run";
  add_param("a", "[A]", ParamType::boolean, true);
  add_param("b", "[B]", ParamType::boolean, true);
  add_param("c", "[C]", ParamType::string, std::nullopt);
  shell().groups = {{.id = "one", .members = {"a", "b"}, .mutually_exclusive = true},
                    {.id = "some", .members = {"c"}, .one_is_required = true},
                    {.id = "both", .members = {"a", "c"}, .all_or_none = true}};
  shell().requires_ids["a"] = {"c"};
  shell().disables_ids["a"] = {"b"};
  const auto made = make();
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().message,
            R"("a", "b" exclude each other (group "one"); one of "c" is required (group "some"); )"
            R"(all of "a", "c" or none must be given, not only "a" (group "both"); )"
            R"("a" requires "c"; "a" disables "b": only one of them may be given)");
}

TEST_F(BoutiquesTest, AFalseFlagNeitherRequiresNorDisables) {
  shell().text = "run";
  add_param("a", "[A]", ParamType::boolean, false);
  add_param("b", "[B]", ParamType::boolean, true);
  shell().groups = {{.id = "one", .members = {"a", "b"}, .mutually_exclusive = true}};
  shell().requires_ids["a"] = {"c"};
  shell().disables_ids["b"] = {"a"};
  shell().requires_ids["b"] = {"one"};
  EXPECT_EQ(text(), "run");
}

TEST_F(BoutiquesTest, AnEmptyFlagLeavesItsSeparator) {
  shell().text = "run [A] [B]";
  add_param("a", "[A]", ParamType::integer, std::int64_t{1}, "");
  add_param("b", "[B]", ParamType::integer, std::int64_t{2}, "").flag_separator = "=";
  EXPECT_EQ(text(), "run  1 =2");
}

TEST_F(BoutiquesTest, ASharedKeyIsForTheOneThatHasAValue) {
  shell().text = "run [K]";
  add_param("a", "[K]", ParamType::integer, std::nullopt, "-a").shared = true;
  add_param("b", "[K]", ParamType::integer, std::int64_t{2}, "-b").shared = true;
  EXPECT_EQ(text(), "run -b 2");
}

TEST_F(BoutiquesTest, AKeyOfExclusiveInputsWithoutAnyValueVanishes) {
  shell().text = "run [K] x";
  add_param("a", "[K]", ParamType::integer, std::nullopt, "-a").shared = true;
  add_param("b", "[K]", ParamType::integer, std::nullopt, "-b").shared = true;
  EXPECT_EQ(text(), "run x");
}

TEST_F(BoutiquesTest, WritesConfigurationFilesFirst) {
  shell().interpreter = "/bin/bash";
  shell().text = "run [CFG]";
  add_file("in", "[IN]", "a b.txt");
  add_param("t", "[T]", ParamType::string, "it's");
  add_param("n", "[N]", ParamType::number, std::nullopt);
  add_output("cfg", "[CFG]", "conf/[T].cfg");
  shell().file_templates["cfg"] = {"in=[IN]", "n = [N]", "t = [T]", "self=[CFG]"};
  const auto made = make();
  ASSERT_TRUE(made) << render(made.error());
  EXPECT_EQ(made->argv[0], "/bin/bash");
  EXPECT_EQ(made->argv[2], "mkdir -p -- conf || exit\n"
                           "printf %s 'in='\"'\"'in/in/a b.txt'\"'\"'\n\n"
                           "t = '\"'\"'it'\"'\"'\"'\"'\"'\"'\"'\"'s'\"'\"'\n"
                           "self='\"'\"'conf/it'\"'\"'\"'\"'\"'\"'\"'\"'s.cfg'\"'\"'' "
                           ">'conf/it'\"'\"'s.cfg' || exit\n"
                           "run 'conf/it'\"'\"'s.cfg'");
}

TEST_F(BoutiquesTest, AFileThatNobodyBindsIsItsDefault) {
  shell().text = "run [IN]";
  add_file("in", "[IN]", "");
  m_protocol.application.inputs.back().fallback = {"/opt/atlas of all.nii"};
  add_output("out", "", "[IN].txt");
  EXPECT_EQ(text(), "run '/opt/atlas of all.nii'");
  EXPECT_EQ(paths(), (std::vector<std::string>{"atlas of all.nii.txt"}));
}

TEST_F(BoutiquesTest, RefusesWhatAValueForbids) {
  shell().text = "run";
  add_param("a", "[A]", ParamType::string, "x");
  add_param("b", "[B]", ParamType::integer, std::int64_t{1});
  shell().value_requires["a"] = {{"x", {"c"}}, {"y", {"d"}}};
  shell().value_disables["a"] = {{"x", {"b"}}};
  const auto made = make();
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().message, R"("a" = "x" requires "c"; "a" = "x" disables "b")");
}

TEST_F(BoutiquesTest, RefusesAValueThatHoldsALaterKey) {
  shell().text = "t [A] [B]";
  add_param("a", "[A]", ParamType::string, "x[B]");
  add_param("b", "[B]", ParamType::string, "[A] $(id)");
  const auto made = make();
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().message, "the value of \"a\" holds \"[B]\", the value key of \"b\"");
  m_protocol.params["a"] = std::string("x[A]");
  EXPECT_EQ(text(), "t 'x[A]' '[A] $(id)'");
}

TEST_F(BoutiquesTest, RefusesTooFewOrTooManyFiles) {
  shell().text = "run [IN]";
  add_file("in", "[IN]", "a.txt");
  m_protocol.application.inputs.back().limits = {2, 3};
  auto made = make();
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().message, R"("in" has 1 item, it takes at least 2)");
  m_protocol.application.inputs.back().limits = {0, 1};
  m_files.push_back({.id = "in", .host = "/d/b.txt", .staged = "in/in/b.txt"});
  made = make();
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().message, R"("in" has 2 items, it takes at most 1)");
}

TEST_F(BoutiquesTest, AnOptionalOutputOfNoConditionIsNotExpected) {
  shell().text = "run [OUT]";
  add_param("n", "[N]", ParamType::integer, std::int64_t{1});
  add_output("out", "[OUT]", "");
  m_protocol.application.outputs.back().optional = true;
  shell().conditional_paths["out"] = {{"n > 1", "a.txt"}};
  EXPECT_EQ(text(), "run");
  EXPECT_TRUE(paths().empty());
}

TEST_F(BoutiquesTest, RefusesAPathThatNoConditionGives) {
  shell().text = "run";
  add_output("out", "[OUT]", "");
  shell().conditional_paths["out"] = {{"out == 1", "a.txt"}};
  const auto made = make();
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().message, R"(no condition of the path of output "out" holds)");
}

TEST(Condition, ReadsAsPython) {
  const KeyValues values = {{"n", {KeyValue::Kind::number, {"3"}}},
                            {"t", {KeyValue::Kind::text, {"b c"}}},
                            {"f", {KeyValue::Kind::flag, {"True"}}}};
  const auto holds = [&](const std::string& text) {
    const auto result = condition_holds(text, values, {"n", "t", "f", "absent"});
    return result ? std::optional(*result) : std::nullopt;
  };
  for (const auto* text : {"default", "n>2", "n >= 3 and t == 'b c'", "not n < 1",
                           "(n == 1 or n==3) and f == 'True'", "1 < n < 4", "n != 4", "True"}) {
    EXPECT_EQ(holds(text), true) << text;
  }
  for (const auto* text :
       {"n<3", "absent == 1 or n == 3", "n == 1 or t == 'x'", "1 < n < 3", "t == 3", "False"}) {
    EXPECT_EQ(holds(text), false) << text;
  }
  for (const auto* text : {"n >", "t > 3", "(n == 3", "n = 3", "", "n == 3 3", "nobody == 1", "'"}) {
    EXPECT_EQ(holds(text), std::nullopt) << text;
  }
}

TEST(ShellText, QuotesAsPython) {
  EXPECT_EQ(shell_quote(""), "''");
  EXPECT_EQ(shell_quote("a b"), "'a b'");
  EXPECT_EQ(shell_quote("it's"), R"('it'"'"'s')");
  EXPECT_EQ(shell_quote("a/b-c_d.nii.gz"), "a/b-c_d.nii.gz");
  EXPECT_EQ(shell_quote("x%y=1,@:+"), "x%y=1,@:+");
  EXPECT_EQ(shell_quote("$HOME"), "'$HOME'");
  EXPECT_EQ(shell_quote("é"), "'é'");
}

TEST(ShellText, WritesNumbersAsPython) {
  const std::vector<std::pair<double, std::string>> expected = {{0.5, "0.5"},
                                                                {2.0, "2.0"},
                                                                {1e-5, "1e-05"},
                                                                {1e16, "1e+16"},
                                                                {123456789.0, "123456789.0"},
                                                                {0.0001, "0.0001"},
                                                                {-0.0, "-0.0"},
                                                                {1e15, "1000000000000000.0"},
                                                                {0.1 + 0.2, "0.30000000000000004"}};
  for (const auto& [number, text] : expected) {
    EXPECT_EQ(python_text(number), text);
  }
  EXPECT_EQ(python_text(true), "True");
  EXPECT_EQ(python_text(std::int64_t{7}), "7");
}

} // namespace
} // namespace reprovip::plan
