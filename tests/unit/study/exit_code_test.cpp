#include "harness/study/appraise.hpp"
#include "harness/study/vocabulary.hpp"

#include <gtest/gtest.h>

namespace reprovip::study {

namespace {

// One execution for each record asked for.
model::Study study_of(std::vector<std::optional<model::Record>> records, model::Status status) {
  model::Study study;
  study.plan.executions.resize(records.size());
  study.records = std::move(records);
  study.verdicts.status = status;
  return study;
}

model::Record ended(model::Outcome outcome, bool infrastructure = false) {
  model::Record record;
  record.ending.outcome = outcome;
  record.ending.infrastructure = infrastructure;
  return record;
}

} // namespace

TEST(StudyExitCode, SaysTheWorstThatHappened) {
  using model::ExitCode;
  using model::Outcome;
  using model::Status;
  const auto good = ended(Outcome::succeeded);
  EXPECT_EQ(exit_code(study_of({good}, Status::pass)), ExitCode::success);
  EXPECT_EQ(exit_code(study_of({good}, Status::fail)), ExitCode::criterion_failed);
  EXPECT_EQ(exit_code(study_of({good}, Status::inconclusive)), ExitCode::inconclusive);
  EXPECT_EQ(exit_code(study_of({}, Status::pass)), ExitCode::nothing_selected);
  EXPECT_EQ(exit_code(study_of({good, ended(Outcome::failed)}, Status::inconclusive)),
            ExitCode::execution_failed);
  EXPECT_EQ(exit_code(study_of({ended(Outcome::lost, true)}, Status::inconclusive)),
            ExitCode::infrastructure);
  EXPECT_EQ(exit_code(study_of({ended(Outcome::failed)}, Status::fail)), ExitCode::criterion_failed);
}

TEST(Vocabulary, HasEveryPluginOnceAndDocumented) {
  const auto& all = vocabulary();
  for (const auto* plugins : {&all.engines, &all.launchers, &all.metrics, &all.readers, &all.normalisers}) {
    EXPECT_FALSE(plugins->empty());
    for (const auto& plugin : *plugins) {
      EXPECT_FALSE(plugin.doc.empty()) << plugin.name;
      EXPECT_EQ(model::find_plugin(*plugins, plugin.name), &plugin) << "twice: " << plugin.name;
    }
  }
}

} // namespace reprovip::study
