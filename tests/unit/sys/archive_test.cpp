#include "harness/sys/archive.hpp"

#include "tests/support/support.hpp"

#include <gmock/gmock.h>

namespace reprovip::sys {
namespace {

TEST(ZipFolder, HoldsTheFilesAndGivesTheSameBytesTwice) {
  const test::TempDir directory;
  const std::string large(200000, 'x');
  directory.write("folder/b.txt", "two");
  directory.write("folder/a/c.txt", large);
  directory.write("folder/empty", "");
  const auto one = directory.path() / "one.zip";
  ASSERT_TRUE(zip_folder(directory.path() / "folder", one).has_value());
  EXPECT_THAT(list_archive(one).value(), testing::ElementsAre("a/c.txt", "b.txt", "empty"));
  const auto to = directory.path() / "out.txt";
  ASSERT_TRUE(extract_members(one, {{"a/c.txt", to}}).has_value());
  EXPECT_EQ(test::read_text(to), large);
  const auto two = directory.path() / "two.zip";
  ASSERT_TRUE(zip_folder(directory.path() / "folder", two).has_value());
  EXPECT_EQ(test::read_text(one), test::read_text(two));
}

TEST(ZipFolder, WhereNothingCanBeWrittenIsAnError) {
  const test::TempDir directory;
  directory.write("folder/a", "1");
  const auto written = zip_folder(directory.path() / "folder", directory.path() / "none" / "a.zip");
  ASSERT_FALSE(written.has_value());
  EXPECT_THAT(render(written.error()), testing::HasSubstr("cannot write"));
}

} // namespace
} // namespace reprovip::sys
