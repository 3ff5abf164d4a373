#include "harness/plan/estimate.hpp"

#include "tests/unit/plan/fixtures.hpp"

#include <gmock/gmock.h>

namespace reprovip::plan {
namespace {

class EstimateTest : public testing::Test {
protected:
  EstimateTest() {
    auto protocol = test::protocol({test::engines({"docker", "guix"})});
    protocol.repeat.count = 5;
    protocol.resources.timeout = Seconds(100);
    m_plan = test::plan_of(test::resolved(protocol, 2));
  }

  Estimate made(std::uint32_t jobs = 1) const {
    const auto past = [this](const Digest& cell) {
      const auto known = m_past.find(cell.hex);
      return known == m_past.end() ? PastCost{} : known->second;
    };
    return estimate(
        m_plan, past, [](std::uint32_t) { return true; }, jobs);
  }
  void ran(std::size_t cell, double seconds, std::uint64_t bytes) {
    m_past[m_plan.cells.at(cell).key.hex] = {Seconds(seconds), bytes};
  }

  model::Plan m_plan; // cells: sub-1 docker, sub-1 guix, sub-2 docker, sub-2 guix
  std::map<std::string, PastCost> m_past;
};

TEST_F(EstimateTest, SumsWhatRanBefore) {
  for (std::size_t cell = 0; cell < 4; ++cell) {
    ran(cell, 2, 1000);
  }
  const auto found = made(4);
  EXPECT_EQ(found.measured, 20U);
  EXPECT_DOUBLE_EQ(found.work.count(), 40);
  EXPECT_DOUBLE_EQ(found.wall.count(), 10);
  EXPECT_EQ(found.bytes, 20000U);
  EXPECT_EQ(to_text(found),
            "20 executions: about 10.0 s with 4 jobs (from past runs), at most 19.5 kiB of outputs");
}

TEST_F(EstimateTest, JudgesOtherCellsByTheirConditionThenByAll) {
  ran(0, 2, 10);
  const auto found = made();
  EXPECT_EQ(found.measured, 5U);
  EXPECT_EQ(found.similar, 15U);
  EXPECT_DOUBLE_EQ(found.work.count(), 40);
  ran(1, 4, 10);
  EXPECT_DOUBLE_EQ(made().work.count(), 2 * 5 * (2.0 + 4.0));
}

TEST_F(EstimateTest, FallsBackToTheTimeoutThenSaysThatItDoesNotKnow) {
  EXPECT_EQ(made(2).limited, 20U);
  EXPECT_EQ(to_text(made(2)),
            "20 executions: at most 16 min 40 s with 2 jobs (by the timeout: nothing like it ran "
            "before), size of the outputs not known");
  m_plan.resolved.protocol.resources.timeout = Seconds(0);
  EXPECT_EQ(made().unknown, 20U);
  EXPECT_EQ(to_text(made()),
            "20 executions: time not known (nothing ran before, and there is no timeout), size of "
            "the outputs not known");
}

TEST_F(EstimateTest, CountsOnlyWhatIsPendingAndNeverLessThanTheLongest) {
  ran(0, 50, 1);
  const auto past = [this](const Digest& cell) { return m_past[cell.hex]; };
  const auto one = estimate(
      m_plan, past, [](std::uint32_t execution) { return execution == 3; }, 8);
  EXPECT_EQ(one.executions, 1U);
  EXPECT_DOUBLE_EQ(one.wall.count(), 50);
  EXPECT_EQ(to_text(estimate(
                m_plan, past, [](std::uint32_t) { return false; }, 1)),
            "nothing to run");
}

TEST_F(EstimateTest, ExpectsOfEachSubjectWhatItsCellsTook) {
  const auto past = [this](const Digest& cell) { return m_past[cell.hex]; };
  const auto of = [&] { return subject_seconds(m_plan, past, [](std::uint32_t) { return true; }); };
  EXPECT_THAT(of(), testing::ElementsAre(10, 10)) << "nothing ran: a second each, whatever the timeout";
  ran(0, 2, 10);
  EXPECT_THAT(of(), testing::ElementsAre(20, 20)) << "what is not known is as what is";
  ran(1, 4, 10);
  ran(2, 6, 10);
  EXPECT_THAT(of(), testing::ElementsAre(5 * (2 + 4), 5 * (6 + 4)));
  EXPECT_THAT(subject_seconds(m_plan, past,
                              [&](std::uint32_t execution) {
                                return m_plan.cells[m_plan.executions[execution].cell].subject == 1;
                              }),
              testing::ElementsAre(0, 5 * (6 + 4)));
}

} // namespace
} // namespace reprovip::plan
