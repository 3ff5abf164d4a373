#include "harness/plan/subjects.hpp"

#include "tests/support/support.hpp"
#include "tests/unit/plan/fixtures.hpp"

#include <gmock/gmock.h>

namespace reprovip::plan {
namespace {

using model::SubjectsSpec;
using testing::ElementsAre;
using testing::HasSubstr;
using Kind = SubjectsSpec::Kind;

class SubjectsTest : public testing::Test {
protected:
  Checked<std::vector<model::Subject>> find(SubjectsSpec spec) const {
    auto protocol = test::protocol({});
    protocol.directory = m_dir.path();
    spec.where = {"protocol.toml", 4, 1};
    protocol.subjects = std::move(spec);
    return find_subjects(protocol);
  }

  static std::vector<std::string> ids(const Checked<std::vector<model::Subject>>& subjects) {
    std::vector<std::string> ids;
    for (const auto& subject : subjects.value()) {
      ids.push_back(subject.id);
    }
    return ids;
  }

  reprovip::test::TempDir m_dir;
};

TEST(Star, IsTheIdEvenBesideOtherWildcards) {
  EXPECT_EQ(star_of("data/*.mrui", "data/s1.mrui"), "s1");
  EXPECT_EQ(star_of("data/*_T1w.nii*", "data/sub-01_T1w.nii.gz"), "sub-01");
  EXPECT_EQ(star_of("ds/sub-*/ses-*/x?.nii", "ds/sub-01/ses-2/x1.nii"), "01");
  EXPECT_EQ(star_of("ds/**/*.nii", "ds/a/b/c.nii"), "c");
  EXPECT_EQ(star_of("data/a.nii", "data/a.nii"), std::nullopt);
}

TEST_F(SubjectsTest, KeepsTheOrderOfAList) {
  EXPECT_THAT(ids(find({.kind = Kind::list, .list = {"b", "a"}})), ElementsAre("b", "a"));
}

TEST_F(SubjectsTest, RefusesASubjectThatIsListedTwice) {
  const auto found = find({.kind = Kind::list, .list = {"a", "b", "a"}});
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error()[0].message, R"(subject "a" is listed twice)");
  EXPECT_EQ(found.error()[0].where->line, 4);
}

TEST_F(SubjectsTest, FindsAGlobSortedByPath) {
  for (const auto* name : {"data/s2.mrui", "data/s10.mrui", "data/notes.txt"}) {
    m_dir.write(name, "x");
  }
  EXPECT_THAT(ids(find({.kind = Kind::glob, .glob = "data/*.mrui"})), ElementsAre("s10", "s2"));
}

TEST_F(SubjectsTest, SaysWhichFilesMakeASubjectTwice) {
  m_dir.write("sub-01/a.nii", "x");
  m_dir.write("sub-01/b.nii", "x");
  const auto found = find({.kind = Kind::glob, .glob = "sub-*/*.nii"});
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error()[0].message, R"(subject "01" is found twice: "sub-01/a.nii" and "sub-01/b.nii")");
}

TEST_F(SubjectsTest, SaysWhichFolderOfAnEmptyGlobIsMissing) {
  m_dir.write("signals/s1.mrui", "x");
  const auto found = find({.kind = Kind::glob, .glob = "signal/*.mrui"});
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error()[0].message, R"(no file matches "signal/*.mrui")");
  EXPECT_THAT(found.error()[0].advice, HasSubstr("signals\"?"));
}

TEST_F(SubjectsTest, ReadsParticipantsWithTheirColumns) {
  m_dir.write("participants.tsv", "age\tparticipant_id\n30\tsub-01\n40\tsub-02\n");
  const auto found = find({.kind = Kind::table, .table = "participants.tsv"});
  EXPECT_THAT(ids(found), ElementsAre("sub-01", "sub-02"));
  EXPECT_EQ(found->at(1).columns.at("age"), "40");
}

TEST_F(SubjectsTest, TakesTheNamedColumnElseTheFirst) {
  m_dir.write("t.csv", "name,scan\nx,1\ny,2\n");
  EXPECT_THAT(ids(find({.kind = Kind::table, .table = "t.csv"})), ElementsAre("x", "y"));
  EXPECT_THAT(ids(find({.kind = Kind::table, .table = "t.csv", .column = "scan"})), ElementsAre("1", "2"));
  const auto found = find({.kind = Kind::table, .table = "t.csv", .column = "scann"});
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error()[0].advice, R"(did you mean "scan"?)");
}

TEST_F(SubjectsTest, ReportsEmptyAndRepeatedIdsAtTheirLines) {
  m_dir.write("t.csv", "id,x\na,1\n,2\na,3\n");
  const auto found = find({.kind = Kind::table, .table = "t.csv"});
  ASSERT_FALSE(found);
  ASSERT_EQ(found.error().size(), 2U);
  EXPECT_EQ(found.error()[0].where->line, 3);
  EXPECT_EQ(found.error()[1].message, R"(subject "a" is on line 2 already)");
}

TEST_F(SubjectsTest, KeepsOnlyAndExcludesByWildcardOfIdOrLabel) {
  const std::vector<std::string> list = {"sub-01", "sub-02", "sub-11", "phantom"};
  EXPECT_THAT(ids(find({.kind = Kind::list, .list = list, .only = {"sub-*"}, .exclude = {"02"}})),
              ElementsAre("sub-01", "sub-11"));
}

TEST_F(SubjectsTest, RefusesAWildcardThatMatchesNothingAndAnEmptyRest) {
  const auto unknown = find({.kind = Kind::list, .list = {"sub-01"}, .exclude = {"sub-02"}});
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error()[0].advice, R"(did you mean "sub-01"?)");
  const auto none = find({.kind = Kind::list, .list = {"sub-01"}, .exclude = {"*"}});
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error()[0].message, "[subjects] leaves no subject");
}

} // namespace
} // namespace reprovip::plan
