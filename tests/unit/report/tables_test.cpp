#include "harness/base/json.hpp"
#include "harness/report/csv_text.hpp"
#include "harness/report/reporters.hpp"
#include "harness/report/tables.hpp"

#include "tests/unit/report/sample_study.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>

namespace reprovip::report {
namespace {

using testing::HasSubstr;

model::Study study_with_values() {
  auto study = test::sample_study();
  model::Series series{"tracks", "value", "length, \"all\"", {}};
  series.values.resize(study.plan.executions.size());
  series.values[0] = 0.1 + 0.2;
  series.values[1] = -1e300;
  study.observations.series = {series};
  return study;
}

std::string text_of(const std::string& name, const model::Study& study) {
  std::string text;
  find_table(name)->write(study, study.observations, [&](std::string_view part) { text += part; });
  return text;
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) {
    lines.push_back(line);
  }
  return lines;
}

TEST(CsvText, QuotesWhatMustBeAndKeepsNumbersExact) {
  EXPECT_EQ(csv_row({"a", "b,c", "d\"e", "", "f\ng"}), "a,\"b,c\",\"d\"\"e\",,\"f\ng\"\n");
  EXPECT_EQ(csv_number(0.1 + 0.2), "0.30000000000000004");
  EXPECT_EQ(csv_number(std::nullopt), "");
}

TEST(Tables, ValuesHaveOneRowPerExecutionThatHasTheOutput) {
  const auto study = study_with_values();
  const auto lines = lines_of(text_of("values", study));
  EXPECT_EQ(lines[0],
            "study,execution,cell,subject,factor.engine,factor.threads,environment,repetition,seed,output,"
            "column,row,value,unit,class,digest");
  const auto with_output = std::ranges::count_if(study.records, [](const auto& record) {
    return record && std::ranges::any_of(record->outputs, [](const model::Output& output) {
             return output.id == "tracks" && output.state == model::OutputState::present;
           });
  });
  EXPECT_EQ(static_cast<std::ptrdiff_t>(lines.size()) - 1, with_output);
  EXPECT_THAT(lines[1], HasSubstr(",tracks,value,\"length, \"\"all\"\"\",0.30000000000000004,,"));
  EXPECT_THAT(lines[2], HasSubstr(",-1e+300,,"));
  EXPECT_THAT(lines[3], HasSubstr("\"length, \"\"all\"\"\",,,"));
}

TEST(Tables, ExecutionsHaveARowForEachPlanned) {
  const auto study = test::sample_study();
  const auto lines = lines_of(text_of("executions", study));
  EXPECT_EQ(lines.size(), study.plan.executions.size() + 1);
  EXPECT_THAT(lines[0], HasSubstr(",outcome,reason,attempt,exit_code,"));
  EXPECT_THAT(text_of("executions", study), HasSubstr(",failed,"));
}

TEST(Tables, ScoresAreTheCsvReport) {
  const auto study = test::sample_study();
  EXPECT_EQ(text_of("scores", study), write_csv(study));
}

TEST(Tables, EveryColumnIsDescribedWithItsUnit) {
  const auto study = study_with_values();
  const auto package = parse_json(data_package(study));
  ASSERT_TRUE(package);
  ASSERT_EQ((*package)["resources"].items().size(), tables().size());
  for (const auto& resource : (*package)["resources"].items()) {
    std::string header;
    for (const auto& field : resource["schema"]["fields"].items()) {
      header += (header.empty() ? "" : ",") + field["name"].text();
      EXPECT_FALSE(field["description"].text().empty()) << field["name"].text();
      EXPECT_EQ(field["unit"].text() == "s", field["name"].text().ends_with("_s")) << field["name"].text();
    }
    EXPECT_EQ(lines_of(text_of(resource["name"].text(), study))[0], header);
  }
}

} // namespace
} // namespace reprovip::report
