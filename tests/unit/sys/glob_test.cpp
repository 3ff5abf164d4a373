#include "harness/sys/files.hpp"

#include "tests/support/support.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace reprovip::sys {

namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::IsEmpty;

class Glob : public testing::Test {
protected:
  Glob() {
    for (const auto* name :
         {"sub-01/anat/T1.nii", "sub-02/anat/T1.nii", "sub-10/T1.nii", "readme.txt", ".git/T1.nii"}) {
      dir.write(name, "x");
    }
  }

  std::vector<std::string> found(const std::string& pattern) const {
    std::vector<std::string> names;
    for (const auto& path : glob(dir.path(), pattern)) {
      names.push_back(path.string());
    }
    return names;
  }

  test::TempDir dir;
};

TEST_F(Glob, MatchesWithinAComponent) {
  EXPECT_THAT(found("sub-*"), ElementsAre("sub-01", "sub-02", "sub-10"));
  EXPECT_THAT(found("sub-0?/anat/*.nii"), ElementsAre("sub-01/anat/T1.nii", "sub-02/anat/T1.nii"));
  EXPECT_THAT(found("*.nii"), IsEmpty());
}

TEST_F(Glob, MatchesAnyDepth) {
  EXPECT_THAT(found("**/T1.nii"), ElementsAre("sub-01/anat/T1.nii", "sub-02/anat/T1.nii", "sub-10/T1.nii"));
  EXPECT_THAT(found("sub-01/**"), ElementsAre("sub-01/anat", "sub-01/anat/T1.nii"));
  EXPECT_THAT(found("**/*.txt"), ElementsAre("readme.txt"));
  EXPECT_THAT(found("**/**/T1.nii").size(), testing::Eq(3u));
}

TEST_F(Glob, GivesAPlainPathOnlyIfItExists) {
  EXPECT_THAT(found("readme.txt"), ElementsAre("readme.txt"));
  EXPECT_THAT(found("readme.md"), IsEmpty());
  EXPECT_THAT(found(""), IsEmpty());
}

TEST_F(Glob, SkipsHiddenNamesUnlessAsked) {
  EXPECT_THAT(found(".g*/*.nii"), ElementsAre(".git/T1.nii"));
  EXPECT_THAT(found("*/T1.nii"), ElementsAre("sub-10/T1.nii"));
}

TEST_F(Glob, FollowsNamedLinksButNotThroughAnyDepth) {
  fs::create_directory_symlink("sub-10", dir.path() / "link");
  EXPECT_THAT(found("link/*.nii"), ElementsAre("link/T1.nii"));
  EXPECT_THAT(found("**/T1.nii").size(), testing::Eq(3u));
}

TEST_F(Glob, KeepsAbsoluteAndUpwardPatterns) {
  const auto absolute = (dir.path() / "readme.*").string();
  EXPECT_THAT(found(absolute), ElementsAre((dir.path() / "readme.txt").string()));
  EXPECT_THAT(glob(dir.path() / "sub-10", "../*.txt"), ElementsAre(Path("../readme.txt")));
}

} // namespace

} // namespace reprovip::sys
