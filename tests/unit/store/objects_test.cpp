#include "tests/unit/store/store_fixture.hpp"

#include <gmock/gmock.h>

#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

namespace reprovip::store {

namespace {

namespace fs = std::filesystem;

TEST_F(StoreTest, MovesAnObjectUnderItsDigest) {
  auto store = open();
  const auto file = directory().write("out.txt", "voxels");
  const auto digest = sys::sha256("voxels");
  ASSERT_TRUE(store.keep_object(file, digest).has_value());
  EXPECT_FALSE(fs::exists(file));
  EXPECT_EQ(test::read_text(*store.object(digest)), "voxels");
  EXPECT_EQ(fs::status(*store.object(digest)).permissions(), static_cast<fs::perms>(0444));
}

TEST_F(StoreTest, KeepsTheSameBytesOnce) {
  auto store = open();
  const auto digest = sys::sha256("same");
  ASSERT_TRUE(store.keep_object(directory().write("a", "same"), digest).has_value());
  const auto second = directory().write("b", "same");
  ASSERT_TRUE(store.keep_object(second, digest).has_value());
  ASSERT_TRUE(store.keep_bytes("same", digest).has_value());
  EXPECT_FALSE(fs::exists(second));
  EXPECT_EQ(test::read_text(*store.object(digest)), "same");
}

TEST_F(StoreTest, ReplacesAHalfObject) {
  auto store = open();
  const auto digest = sys::sha256("whole object");
  directory().write("store/objects/" + digest.hex.substr(0, 2) + "/" + digest.hex, "whole");
  ASSERT_TRUE(store.keep_object(directory().write("a", "whole object"), digest).has_value());
  EXPECT_EQ(test::read_text(*store.object(digest)), "whole object");
}

TEST_F(StoreTest, CopiesAFileThatHasAnotherName) {
  auto store = open();
  const auto input = directory().write("input", "data of the user");
  const auto output = directory().path() / "output";
  ASSERT_EQ(::link(input.c_str(), output.c_str()), 0);
  const auto digest = sys::sha256("data of the user");
  ASSERT_TRUE(store.keep_object(output, digest).has_value());
  EXPECT_FALSE(fs::exists(output));
  EXPECT_FALSE(fs::equivalent(input, *store.object(digest)));
  EXPECT_NE(fs::status(input).permissions() & fs::perms::owner_write, fs::perms::none);
}

TEST_F(StoreTest, RefusesWhatIsNoFile) {
  auto store = open();
  const auto link = directory().path() / "link";
  fs::create_symlink(directory().write("target", "x"), link);
  EXPECT_FALSE(store.keep_object(link, sys::sha256("x")).has_value());
  EXPECT_FALSE(store.keep_object(directory().path(), sys::sha256("x")).has_value());
  EXPECT_FALSE(store.keep_object(directory().path() / "absent", sys::sha256("x")).has_value());
}

TEST_F(StoreTest, SaysThatBytesWereNotKept) {
  auto store = open();
  const auto object = store.object(sys::sha256("never kept"));
  ASSERT_FALSE(object.has_value());
  EXPECT_FALSE(store.has_object(Digest{}));
  EXPECT_THAT(object.error().message, testing::HasSubstr("not in the store"));
}

// A file system of a megabyte.
class SmallDisk {
public:
  explicit SmallDisk(const fs::path& at) : m_at(at) {
    fs::create_directories(at);
    m_mounted = ::mount("tmpfs", at.c_str(), "tmpfs", 0, "size=1m") == 0;
  }
  ~SmallDisk() {
    if (m_mounted) {
      ::umount2(m_at.c_str(), MNT_DETACH);
    }
  }
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;
  bool is_mounted() const { return m_mounted; }

private:
  fs::path m_at;
  bool m_mounted = false;
};

TEST_F(StoreTest, LeavesNothingHalfOnAFullDisk) {
  const SmallDisk disk(root());
  if (!disk.is_mounted()) {
    GTEST_SKIP() << "needs the right to mount a small file system";
  }
  auto store = open();
  const std::string bytes(std::size_t{2} << 20, 'x');
  const auto digest = sys::sha256(bytes);
  const auto file = directory().write("big", bytes);
  const auto kept = store.keep_object(file, digest);
  ASSERT_FALSE(kept.has_value());
  EXPECT_EQ(kept.error().kind, ErrorKind::environment);
  EXPECT_THAT(render(kept.error()), testing::HasSubstr("free some space"));
  EXPECT_FALSE(store.has_object(digest));
  EXPECT_TRUE(sys::list_names(root() / "objects" / digest.hex.substr(0, 2)).empty());
  EXPECT_TRUE(fs::exists(file));
  EXPECT_FALSE(store.keep_bytes(bytes, digest).has_value());
  EXPECT_FALSE(store.has_object(digest));
}

TEST_F(StoreTest, CopiesFromAnotherFileSystem) {
  const SmallDisk disk(directory().path() / "disk");
  if (!disk.is_mounted()) {
    GTEST_SKIP() << "needs the right to mount a small file system";
  }
  auto store = open();
  const auto file = directory().write("disk/out.txt", "far");
  ASSERT_TRUE(store.keep_object(file, sys::sha256("far")).has_value());
  EXPECT_FALSE(fs::exists(file));
  EXPECT_EQ(test::read_text(*store.object(sys::sha256("far"))), "far");
}

} // namespace

} // namespace reprovip::store
