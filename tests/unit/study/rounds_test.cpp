#include "harness/protocol/expression.hpp"
#include "harness/study/rounds.hpp"
#include "harness/study/vocabulary.hpp"

#include <gmock/gmock.h>

namespace reprovip::study {
namespace {

using testing::ElementsAre;

model::Expression parsed(const std::string& text) {
  auto read = protocol::parse_expression(text);
  EXPECT_TRUE(read) << text;
  return read ? std::move(*read) : model::Expression{};
}

TEST(Rounds, GrowByHalfToTheMaximum) {
  model::Repeat repeat;
  repeat.minimum = 2;
  repeat.maximum = 12;
  EXPECT_THAT(rounds_of(repeat), ElementsAre(2, 3, 4, 6, 9, 12));
  repeat.minimum = 12;
  EXPECT_THAT(rounds_of(repeat), ElementsAre(12));
}

TEST(Rounds, KnowWhatDecides) {
  for (const auto* text : {"max(width(nu)) < 0.02", "width(a) < 1 and width(b) < 2"}) {
    EXPECT_FALSE(decides(parsed(text))) << text;
  }
  for (const auto* text : {"nu <= 0.1", "max(upper(nu)) < 0.1", "width(a) < 1 or p < 0.05", "not pass"}) {
    EXPECT_TRUE(decides(parsed(text))) << text;
  }
}

model::Protocol protocol_until(const std::string& until) {
  model::Protocol protocol;
  protocol.repeat.minimum = 2;
  protocol.repeat.maximum = 4; // three looks
  protocol.repeat.until_text = until;
  protocol.repeat.until = parsed(until);
  for (const auto* kind : {"nu", "tost", "nondeterminism"}) {
    protocol.metrics.push_back({.id = kind, .kind = kind});
  }
  protocol.metrics[0].options["confidence"] = 0.7;
  return protocol;
}

TEST(Rounds, ShareTheErrorOfWhatIsAskedAgain) {
  auto protocol = protocol_until("nu <= 0.1");
  share_confidence(protocol, vocabulary());
  EXPECT_DOUBLE_EQ(std::get<double>(protocol.metrics[0].options.at("confidence")), 0.9);
  EXPECT_DOUBLE_EQ(std::get<double>(protocol.metrics[1].options.at("alpha")), 0.05 / 3);
  EXPECT_FALSE(protocol.metrics[2].options.contains("alpha"));
  EXPECT_THAT(stop_note(protocol, 3, true),
              "stopped after 3 repetitions: nu <= 0.1 holds; intervals share their confidence among 3 looks");
}

TEST(Rounds, TellReadersOfScores) {
  model::Plan plan;
  plan.resolved.protocol = protocol_until("nu <= 0.1");
  EXPECT_EQ(shared_looks(plan.resolved.protocol.repeat), 3U);
  EXPECT_THAT(notes_on_looks(plan), ElementsAre(testing::HasSubstr("at 95 % is at 98.33 % here")));
  plan.resolved.protocol.metrics.push_back({.id = "own", .kind = "external"});
  plan.executions.push_back({.cell = 0, .repetition = 5});
  EXPECT_THAT(notes_on_looks(plan),
              ElementsAre(testing::HasSubstr("3 planned looks"),
                          testing::HasSubstr("metric \"own\" brings intervals of its own"),
                          testing::HasSubstr("5 repetitions are more than the 4")));
  plan.resolved.protocol = protocol_until("width(nu) < 0.1");
  EXPECT_EQ(shared_looks(plan.resolved.protocol.repeat), 1U);
  EXPECT_THAT(notes_on_looks(plan), ElementsAre());
}

TEST(Rounds, LeaveWhatIsNoLevelToTheMetric) {
  for (const double wrong : {0.0, 1.0, -1.0, 95.0}) {
    auto protocol = protocol_until("nu <= 0.1");
    protocol.metrics[0].options["confidence"] = wrong;
    protocol.metrics[1].options["alpha"] = wrong;
    share_confidence(protocol, vocabulary());
    EXPECT_EQ(std::get<double>(protocol.metrics[0].options.at("confidence")), wrong);
    EXPECT_EQ(std::get<double>(protocol.metrics[1].options.at("alpha")), wrong);
  }
}

TEST(Rounds, LeaveTheErrorOfWidthsAlone) {
  auto protocol = protocol_until("width(nu) < 0.1");
  share_confidence(protocol, vocabulary());
  EXPECT_DOUBLE_EQ(std::get<double>(protocol.metrics[0].options.at("confidence")), 0.7);
  EXPECT_TRUE(protocol.metrics[1].options.empty());
}

} // namespace
} // namespace reprovip::study
