#pragma once

#include "harness/history/index.hpp"
#include "harness/store/store.hpp"
#include "harness/sys/hash.hpp"

#include "tests/support/support.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace reprovip::history {

// A store whose studies are written as `study` writes them, without running anything.
class HistoryTest : public testing::Test {
protected:
  sys::Path root() const { return m_directory.path() / "store"; }
  const test::TempDir& directory() const { return m_directory; }

  store::Store store() const {
    auto opened = store::Store::open(root(), store::Access::write);
    EXPECT_TRUE(opened.has_value());
    return std::move(*opened);
  }

  struct Made {
    std::string study = "mrs-00000001"; // <protocol>-<8 digits>
    std::string version = "1.0";
    std::string profile;
    std::int64_t ended_ms = 1000;
    std::optional<double> nu = 0.05;
    model::Status status = model::Status::pass;
    std::uint32_t repetitions = 2;
    std::uint32_t failed = 0; // the first so many
  };

  void make(const Made& made) const {
    auto its = store();
    const auto cell = sys::sha256(made.study);
    auto executions = Json::array();
    for (std::uint32_t r = 1; r <= made.repetitions; ++r) {
      executions.push("0 " + std::to_string(r) + " 0");
      add_record(its, made, cell, r);
    }
    const auto plan = Json::object(
        {{"schema", 1},
         {"study", made.study},
         {"protocol", Json::object({{"profile", made.profile}})},
         {"factors", Json::array()},
         {"deployments",
          Json(Json::Array{Json::object({{"application", Json::object({{"name", "quantify"}})}})})},
         {"conditions", Json(Json::Array{Json::object({{"levels", Json::object()}})})},
         {"cells", Json(Json::Array{Json::object({{"key", cell.hex}, {"subject", 0}, {"condition", 0}})})},
         {"executions", std::move(executions)}});
    write(its, made.study, "plan.json", plan);
    judge(its, made);
  }

  static void judge(store::Store& its, const Made& made) {
    model::Score score;
    score.metric = "nu";
    score.kind = "nu";
    score.output = "amplitudes";
    score.row = "NAA";
    score.estimate = made.nu;
    score.reason = made.nu ? "" : "too few";
    if (made.nu) {
      score.interval = model::Interval{*made.nu - 0.01, *made.nu + 0.01, 0.95};
    }
    model::Scores scores;
    scores.scores = {score};
    write(its, made.study, "scores.json", model::to_json(scores));
    model::Verdict verdict;
    verdict.criterion = "retest";
    verdict.subject_of = "nu";
    verdict.require = "nu <= 0.10";
    verdict.status = made.status;
    model::Verdicts verdicts;
    verdicts.status = made.status;
    verdicts.verdicts = {verdict};
    write(its, made.study, "verdicts.json", model::to_json(verdicts));
  }

  static void write(store::Store& its, const std::string& study, const std::string& name, const Json& json) {
    EXPECT_TRUE(its.write_study_file(study, name, dump(json)).has_value());
  }

  static void add_record(store::Store& its, const Made& made, const Digest& cell, std::uint32_t repetition) {
    auto attempt = its.new_attempt(cell, repetition);
    ASSERT_TRUE(attempt.has_value());
    model::Record record;
    record.study = made.study;
    record.cell = cell;
    record.repetition = repetition;
    record.attempt = attempt->id;
    record.subject = "sub-01";
    record.application_version = made.version;
    record.tool_version = "0.1.0";
    record.ending.outcome = repetition <= made.failed ? model::Outcome::failed : model::Outcome::succeeded;
    record.ending.started_ms = made.ended_ms - 500;
    record.ending.ended_ms = made.ended_ms - (made.repetitions - repetition) * 10;
    record.ending.usage.wall_s = 0.1 * repetition;
    record.ending.usage.memory_peak = 1000U * repetition;
    ASSERT_TRUE(its.write_record(*attempt, record).has_value());
  }

  Index open() {
    auto index = Index::open(root(), m_notes);
    EXPECT_TRUE(index.has_value()) << (index ? "" : render(index.error()));
    return std::move(*index);
  }

  std::vector<std::string> m_notes;

private:
  test::TempDir m_directory;
};

} // namespace reprovip::history
