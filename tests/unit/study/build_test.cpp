#include "harness/study/build.hpp"
#include "harness/study/build_inputs.hpp"

#include "tests/support/support.hpp"

#include <gmock/gmock.h>

namespace reprovip::study {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;

class BuildTest : public testing::Test {
protected:
  BuildTest() {
    EXPECT_TRUE(sys::write_file_atomic(m_dir.path() / "app/src/a.c", "a"));
    EXPECT_TRUE(sys::write_file_atomic(m_dir.path() / "app/src/deep/b.c", "b"));
    EXPECT_TRUE(sys::write_file_atomic(m_dir.path() / "app/notes.txt", "notes"));
    m_request.application = "app";
    m_request.directory = m_dir.path() / "app";
    m_request.variant = "plain";
    m_request.recipe.sources = {"src"};
    m_request.recipe.variants["plain"] = {{"CC", "cc"}, {"CFLAGS", "-O2"}};
    m_request.recipe.command = {"sh", "-c", "echo \"$CFLAGS\" >$0/flags", "{out}"};
  }

  std::string key() {
    const auto inputs = build_inputs(m_request);
    EXPECT_TRUE(inputs) << (inputs ? "" : render(inputs.error()));
    return inputs ? build_key(m_request, *inputs).hex : "";
  }
  Result<plan::Identity> build() { return with_build({}, m_request, m_dir.path() / "store"); }

  test::TempDir m_dir;
  plan::BuildRequest m_request;
};

TEST_F(BuildTest, KnowsItsSourcesByTheirBytes) {
  const auto inputs = build_inputs(m_request);
  ASSERT_TRUE(inputs);
  EXPECT_THAT(inputs->sources, ElementsAre(Pair("src/a.c", testing::_), Pair("src/deep/b.c", testing::_)));
}

TEST_F(BuildTest, KeyChangesWithAllThatDecidesTheResult) {
  const auto before = key();
  EXPECT_TRUE(sys::write_file_atomic(m_dir.path() / "app/notes.txt", "other notes"));
  EXPECT_EQ(key(), before);
  m_request.recipe.variants["plain"]["CFLAGS"] = "-O3";
  const auto optimised = key();
  EXPECT_NE(optimised, before);
  m_request.recipe.command.emplace_back("more");
  const auto other_command = key();
  EXPECT_NE(other_command, optimised);
  EXPECT_TRUE(sys::write_file_atomic(m_dir.path() / "app/src/a.c", "A"));
  EXPECT_NE(key(), other_command);
}

TEST_F(BuildTest, IsMadeOnce) {
  const auto first = build();
  ASSERT_TRUE(first) << render(first.error());
  EXPECT_THAT(first->text, testing::StartsWith("build sha256:"));
  EXPECT_EQ(*sys::read_file(first->build_directory / "flags"), "-O2\n");
  m_request.recipe.command = {"false"};
  EXPECT_FALSE(build());
  m_request.recipe.command = {"sh", "-c", "echo \"$CFLAGS\" >$0/flags", "{out}"};
  EXPECT_EQ(build()->text, first->text);
  EXPECT_EQ(built_before(first->details, m_dir.path() / "store"), first->build_directory);
}

TEST_F(BuildTest, HasPathAndTheVariantsVariablesOnly) {
  m_request.recipe.command = {
      "sh", "-c", "env | grep -vE '^(_|PWD|OLDPWD|SHLVL)=' | cut -d= -f1 | sort | tr '\\n' ' ' >$0/names",
      "{out}"};
  const auto built = build();
  ASSERT_TRUE(built) << render(built.error());
  EXPECT_EQ(*sys::read_file(built->build_directory / "names"), "CC CFLAGS LC_ALL PATH SOURCE_DATE_EPOCH ");
}

TEST_F(BuildTest, SaysWhatIsMissing) {
  m_request.recipe.sources = {"source"};
  EXPECT_THAT(render(build_inputs(m_request).error()), HasSubstr("source \"source\" of [build] is not in"));
  m_request.recipe.sources = {"src"};
  m_request.recipe.variants["plain"]["CC"] = "no-such-cc -m64";
  EXPECT_THAT(render(build_inputs(m_request).error()),
              HasSubstr("CC = \"no-such-cc -m64\" of build \"plain\" is not in"));
}

TEST_F(BuildTest, OfNothingFails) {
  m_request.recipe.command = {"sh", "-c", "echo said; exit 0"};
  EXPECT_THAT(render(build().error()), HasSubstr("left nothing in {out}:\nsaid"));
}

} // namespace
} // namespace reprovip::study
