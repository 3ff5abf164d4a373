#include "harness/report/base64.hpp"
#include "harness/report/page_executions.hpp"
#include "harness/report/page_files.hpp"
#include "harness/report/reporters.hpp"

#include "tests/unit/report/sample_study.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace reprovip::report {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

model::Study with_picture() {
  auto study = test::sample_study();
  model::Picture picture;
  picture.title = "sd of <b>brain</b>";
  picture.layers.push_back({model::LayerRole::map, "sd", "picture-0/0", ""});
  study.pictures.push_back(picture);
  study.exhibits["picture-0/0"] = "some bytes";
  return study;
}

// The viewer of volumes is large: only pages with volumes carry it, and only their policy lets it run.
TEST(Pictures, ViewerComesWithVolumes) {
  const auto page = write_html(with_picture());
  const auto hash = hash_source({std::string(niivue_js_sha256())});
  EXPECT_THAT(page, HasSubstr("id=\"niivue-source\""));
  EXPECT_THAT(page, HasSubstr(hash));
  EXPECT_THAT(page, HasSubstr("id=\"picture-0/0\">" + base64("some bytes") + "<"));
  const auto plain = write_html(test::sample_study());
  EXPECT_THAT(plain, Not(HasSubstr("id=\"niivue-source\"")));
  EXPECT_THAT(plain, Not(HasSubstr(hash)));
}

TEST(Pictures, NamesAreNoMarkup) {
  EXPECT_THAT(write_html(with_picture()), Not(HasSubstr("<b>brain")));
}

TEST(Pictures, SaysWhatIsNotShown) {
  auto study = test::sample_study();
  study.not_exhibited = {"maps/<sd>.nii.gz: it has 4 axes"};
  EXPECT_THAT(write_html(study), HasSubstr("maps/&lt;sd&gt;.nii.gz: it has 4 axes"));
}

TEST(PageExecutions, EndsOfLogs) {
  auto study = test::sample_study();
  auto& record = *study.records[0];
  record.out.digest = {std::string(64, 'a')};
  record.out.size = 5000;
  study.exhibits[record.out.digest.hex] = "</script><b>the end\n";
  const auto data = executions_data(study);
  const auto& log = data["logs"].items().at(static_cast<std::size_t>(data["of"]["out"].items()[0].integer()));
  EXPECT_EQ(log["end"].text(), "</script><b>the end\n");
  EXPECT_EQ(log["bytes"].integer(), 20);
  EXPECT_THAT(write_html(study), Not(HasSubstr("<b>the end")));
}

TEST(PageExecutions, OneValueForEachExecution) {
  auto study = test::sample_study();
  study.records[1].reset();
  const auto data = executions_data(study);
  for (const auto& [name, column] : data["of"].members()) {
    EXPECT_EQ(column.items().size(), study.plan.executions.size()) << name;
  }
  EXPECT_TRUE(data["of"]["wall"].items()[1].is_null());
}

TEST(PageExecutions, ThousandsTakeFewBytesEach) {
  const auto study = test::large_study(500);
  ASSERT_EQ(study.records.size(), 3000U);
  EXPECT_LT(dump(executions_data(study)).size(), 3000U * 600U);
}

TEST(PageExecutions, AnchorNamesCellAndRepetition) {
  auto study = test::sample_study();
  EXPECT_EQ(execution_anchor(study, 0),
            "execution-" + study.plan.cells[study.plan.executions[0].cell].key.brief() + "-r001");
}

} // namespace
} // namespace reprovip::report
