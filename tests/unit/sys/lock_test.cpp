#include "harness/sys/descriptor.hpp"

#include "tests/support/support.hpp"

#include <gtest/gtest.h>

#include <fcntl.h>
#include <sys/file.h>

#include <cerrno>

namespace reprovip::sys {
namespace {

TEST(LockFile, IsHeldUntilItIsClosed) {
  const test::TempDir dir;
  const auto path = dir.path() / "lock";
  auto ours = lock_file(path);
  ASSERT_TRUE(ours);
  const Descriptor another(::open(path.c_str(), O_RDWR | O_CLOEXEC));
  EXPECT_EQ(::flock(another.get(), LOCK_EX | LOCK_NB), -1);
  EXPECT_EQ(errno, EWOULDBLOCK);
  ours->reset();
  EXPECT_EQ(::flock(another.get(), LOCK_EX | LOCK_NB), 0);
}

TEST(LockFile, NamesTheFileThatCannotBeMade) {
  const auto refused = lock_file("/nowhere/lock");
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().message.find("/nowhere/lock"), std::string::npos);
}

} // namespace
} // namespace reprovip::sys
