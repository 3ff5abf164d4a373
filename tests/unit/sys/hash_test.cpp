#include "harness/sys/hash.hpp"

#include "tests/support/support.hpp"

#include <gtest/gtest.h>

namespace reprovip::sys {

namespace {

// FIPS 180-2, appendix B, and the hash of nothing.
constexpr auto k_empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
constexpr auto k_abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
constexpr auto k_million = "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0";

TEST(Sha256, GivesThePublishedValues) {
  EXPECT_EQ(sha256("").hex, k_empty);
  EXPECT_EQ(sha256("abc").hex, k_abc);
  EXPECT_EQ(sha256(std::string(1'000'000, 'a')).hex, k_million);
}

TEST(Sha256, DoesNotDependOnThePieces) {
  Sha256 hash;
  for (int i = 0; i < 1000; ++i) {
    hash.add(std::string(999, 'a'));
    hash.add(std::as_bytes(std::span("a", 1)));
  }
  EXPECT_EQ(hash.finish().hex, k_million);
}

TEST(Sha256, MovesWithItsState) {
  Sha256 first;
  first.add("ab");
  Sha256 second = std::move(first);
  second.add("c");
  EXPECT_EQ(second.finish().hex, k_abc);
}

TEST(Sha256File, HashesSmallEmptyAndLargeFiles) {
  const test::TempDir dir;
  EXPECT_EQ(sha256_file(dir.write("empty", ""))->hex, k_empty);
  EXPECT_EQ(sha256_file(dir.write("small", "abc"))->hex, k_abc);
  const std::string large(3'000'001, 'x');
  EXPECT_EQ(*sha256_file(dir.write("large", large)), sha256(large));
}

TEST(Sha256File, SaysWhichFileIsMissing) {
  const auto digest = sha256_file("nowhere/at-all");
  ASSERT_FALSE(digest);
  EXPECT_EQ(digest.error().kind, ErrorKind::environment);
  EXPECT_EQ(digest.error().message, "cannot read \"nowhere/at-all\": No such file or directory");
}

TEST(Sha256File, RefusesADirectory) {
  const test::TempDir dir;
  EXPECT_FALSE(sha256_file(dir.path()));
}

} // namespace

} // namespace reprovip::sys
