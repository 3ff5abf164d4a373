#include "harness/ssh/tar.hpp"

#include "tests/support/support.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace reprovip::ssh {

namespace {

namespace fs = std::filesystem;

class Unpacking : public testing::Test {
protected:
  Result<void> unpack(const std::vector<TarEntry>& entries) {
    const auto tar = m_dir.path() / "x.tar";
    EXPECT_TRUE(write_tar(entries, tar));
    fs::create_directories(root());
    return unpack_tar(tar, [this](const std::string& name) { return Place{root(), name}; });
  }
  fs::path root() const { return m_dir.path() / "root"; }

  test::TempDir m_dir;
};

TEST_F(Unpacking, GivesBackWhatWasPacked) {
  const auto folder = m_dir.path() / "from";
  m_dir.write("from/a b/it's \"one\"\n.txt", "text");
  m_dir.write("from/run", "#!");
  fs::permissions(folder / "run", fs::perms::owner_all);
  fs::create_symlink("run", folder / "to-file");
  fs::create_symlink("nowhere", folder / "broken");
  const auto entries = entries_below(folder, "");
  ASSERT_TRUE(entries);
  ASSERT_TRUE(unpack(*entries));
  EXPECT_EQ(test::read_text(root() / "a b/it's \"one\"\n.txt"), "text");
  EXPECT_NE(fs::status(root() / "run").permissions() & fs::perms::owner_exec, fs::perms::none);
  EXPECT_TRUE(fs::is_regular_file(fs::symlink_status(root() / "to-file")));
  EXPECT_EQ(fs::read_symlink(root() / "broken"), "nowhere");
}

TEST_F(Unpacking, SameEntriesAreTheSameBytes) {
  m_dir.write("from/a", "1");
  const auto entries = entries_below(m_dir.path() / "from", "");
  ASSERT_TRUE(entries);
  ASSERT_TRUE(write_tar(*entries, m_dir.path() / "1.tar"));
  fs::last_write_time(m_dir.path() / "from/a", fs::file_time_type::clock::now() - std::chrono::hours(5));
  ASSERT_TRUE(write_tar(*entries, m_dir.path() / "2.tar"));
  EXPECT_EQ(test::read_text(m_dir.path() / "1.tar"), test::read_text(m_dir.path() / "2.tar"));
}

TEST_F(Unpacking, NothingIsWrittenOutside) {
  const auto evil = m_dir.write("evil", "evil");
  const auto outside = m_dir.path() / "outside";
  fs::create_directories(outside);
  for (const std::string name : {"../outside/x", "/etc/reprovip-evil", "a/../../outside/x", ".."}) {
    EXPECT_FALSE(unpack({{.name = name, .from = evil}})) << name;
  }
  EXPECT_FALSE(unpack(
      {{.name = "out", .kind = TarKind::link, .target = outside.string()}, {.name = "out/x", .from = evil}}));
  EXPECT_TRUE(fs::is_empty(outside));
  EXPECT_FALSE(fs::exists("/etc/reprovip-evil"));
}

TEST_F(Unpacking, AFileReplacesALinkAndDoesNotFollowIt) {
  const auto target = m_dir.write("target", "untouched");
  ASSERT_TRUE(unpack({{.name = "x", .kind = TarKind::link, .target = target.string()},
                      {.name = "x", .from = m_dir.write("new", "new")}}));
  EXPECT_EQ(test::read_text(target), "untouched");
  EXPECT_EQ(test::read_text(root() / "x"), "new");
}

TEST_F(Unpacking, LinksThatAreThereStay) {
  fs::create_directories(root());
  fs::create_symlink("/here/input", root() / "in");
  ASSERT_TRUE(unpack({{.name = "in", .kind = TarKind::link, .target = "/there/objects/1"}}));
  EXPECT_EQ(fs::read_symlink(root() / "in"), "/here/input");
}

TEST_F(Unpacking, ATarThatIsCutOffIsAnError) {
  const auto tar = m_dir.path() / "x.tar";
  ASSERT_TRUE(write_tar({{.name = "a", .from = m_dir.write("big", std::string(100000, 'x'))}}, tar));
  fs::resize_file(tar, 60000);
  fs::create_directories(root());
  EXPECT_FALSE(unpack_tar(tar, [this](const std::string& name) { return Place{root(), name}; }));
}

} // namespace

} // namespace reprovip::ssh
