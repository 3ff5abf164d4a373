#include "harness/launch/progress_styles.hpp"

#include "tests/unit/launch/fakes.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <sstream>

namespace reprovip::launch {

namespace {

using testing::HasSubstr;

// What a progress writes, as text.
class Written {
public:
  Written() : m_stream(::open_memstream(&m_text, &m_size)) {}
  ~Written() {
    std::fclose(m_stream);
    std::free(m_text);
  }
  Written(const Written&) = delete;
  Written& operator=(const Written&) = delete;

  std::FILE* stream() { return m_stream; }
  std::string text() {
    std::fflush(m_stream);
    return {m_text, m_size};
  }

private:
  char* m_text = nullptr;
  std::size_t m_size = 0;
  std::FILE* m_stream;
};

model::Record record(model::Outcome outcome, double wall_s = 1.2) {
  model::Record made;
  made.ending.outcome = outcome;
  made.ending.usage.wall_s = wall_s;
  return made;
}

// Two cells: s1 with two executions, s2 with one.
Agenda agenda(std::uint32_t reused = 0) {
  Agenda made;
  made.cells = {{"s1 {threads=1}", Digest{"aa"}, 2}, {"s2 {threads=1}", Digest{"bb"}, 1}};
  made.cell_of = {{"s1 r001", 0}, {"s1 r002", 0}, {"s2\x1b[2J r001", 1}};
  made.to_run = 3;
  made.reused = reused;
  return made;
}

// Complete, with one output of these contents.
model::Record complete(const std::string& cell, const std::string& digest, double wall_s = 1.2) {
  auto made = record(model::Outcome::succeeded, wall_s);
  made.cell = Digest{cell};
  made.subject = cell;
  made.outputs.resize(1);
  made.outputs[0].id = "mask";
  made.outputs[0].state = model::OutputState::present;
  made.outputs[0].canonical = Digest{digest};
  return made;
}

model::Record failed() {
  auto made = record(model::Outcome::failed);
  made.ending.exit_code = 3;
  return made;
}

void tell(Progress& progress) {
  progress.begin(agenda(3));
  progress.started("s1 r001");
  progress.started("s1 r002");
  progress.finished("s1 r001", complete("aa", "1"));
  progress.finished("s1 r002", complete("aa", "2", 1.6));
  progress.started("s2\x1b[2J r001");
  progress.retrying("s2\x1b[2J r001", "the daemon is away");
  progress.started("s2\x1b[2J r001");
  progress.finished("s2\x1b[2J r001", failed());
  progress.end();
}

TEST(PlainProgress, WritesOneLineForEachCellAndFailure) {
  Written written;
  FakeClock clock;
  PlainProgress progress(written.stream(), clock);
  tell(progress);
  EXPECT_EQ(written.text(), "3 executions to run, 3 already done\n"
                            "[2/3] s1 {threads=1}: 2 executions, 2 classes of mask, 1.4 s each\n"
                            "[2/3] s2\\x1b[2J r001 again later: the daemon is away\n"
                            "[3/3] s2\\x1b[2J r001 FAILED (status 3) 1.2 s\n"
                            "[3/3] s2 {threads=1}: 1 execution, 1 failed, 1.2 s\n");
}

TEST(PlainProgress, SaysAfterAMinuteThatItLives) {
  Written written;
  FakeClock clock;
  PlainProgress progress(written.stream(), clock);
  progress.begin(agenda());
  progress.started("s1 r001");
  clock.advance(50s);
  progress.tick();
  progress.finished("s1 r001", complete("aa", "1", 50));
  progress.started("s1 r002");
  clock.advance(10s);
  progress.tick();
  progress.tick();
  EXPECT_EQ(written.text(), "3 executions to run\n[1/3] 1 running, ETA 2 min\n");
}

TEST(JsonProgress, WritesOneObjectALine) {
  Written written;
  FakeClock clock;
  JsonProgress progress(written.stream(), clock);
  tell(progress);
  std::vector<std::string> events;
  std::istringstream lines(written.text());
  for (std::string line; std::getline(lines, line);) {
    const auto event = parse_json(line);
    ASSERT_TRUE(event) << line;
    EXPECT_FALSE((*event)["at"].text().empty()) << line;
    events.push_back((*event)["event"].text());
  }
  EXPECT_THAT(events, testing::ElementsAre("begin", "started", "started", "finished", "finished", "cell",
                                           "started", "retrying", "started", "finished", "cell", "end"));
  EXPECT_THAT(written.text(), HasSubstr("{\"event\":\"cell\",\"name\":\"s1 {threads=1}\",\"executions\":2,"
                                        "\"failed\":0,\"infrastructure\":0,\"classes\":{\"mask\":2},"
                                        "\"mean_wall_s\":1.4"));
  EXPECT_THAT(written.text(), HasSubstr("\"outcome\":\"failed\",\"complete\":false,\"infrastructure\":false,"
                                        "\"exit_code\":3,\"signal\":null"));
}

TEST(LiveProgress, DrawsOneLineAndLeavesFailuresBehind) {
  Written written;
  FakeClock clock;
  LiveProgress progress(written.stream(), clock, [] { return 80; });
  tell(progress);
  const auto text = written.text();
  EXPECT_THAT(text, HasSubstr("\r\x1b[K[0/3] 1 running  s1 r001"));
  EXPECT_THAT(text, HasSubstr("\r\x1b[Ks2\\x1b[2J r001 again later: the daemon is away\n"));
  EXPECT_THAT(text, HasSubstr("\r\x1b[Ks2\\x1b[2J r001 FAILED (status 3) 1.2 s\n"));
  EXPECT_THAT(text, HasSubstr("[3/3] 1 failed, 0 running, 2 classes so far\r"));
  EXPECT_EQ(text.substr(text.size() - 4), "\r\x1b[K");
}

TEST(LiveProgress, DrawsSeldomAndWithinTheWidth) {
  Written written;
  FakeClock clock;
  std::size_t columns = 20;
  LiveProgress progress(written.stream(), clock, [&] { return columns; });
  progress.begin(agenda());
  progress.started("\u540d\u524d a very long name of an execution");
  progress.started("second");
  EXPECT_EQ(written.text(), "\r\x1b[K[0/3] 1 running  \u540d");
  clock.advance(60ms);
  columns = 9;
  progress.tick();
  // The line had 19 columns, which are three lines of the narrower window.
  EXPECT_THAT(written.text(), HasSubstr("\u540d\r\x1b[2A\x1b[J[0/3]  s"));
}

TEST(Course, EstimatesFromTheCellsOwnDurations) {
  Course course(agenda());
  sys::TimePoint now{};
  EXPECT_FALSE(course.remaining(now));
  course.started("s1 r001", now);
  course.started("s2\x1b[2J r001", now);
  course.finished("s1 r001", complete("aa", "1", 10));
  // s1 has one of 10 s left, s2 one of the mean of all; two run at a time.
  EXPECT_DOUBLE_EQ(course.remaining(now)->count(), 10);
  EXPECT_DOUBLE_EQ(course.remaining(now + 4s)->count(), 8);
  course.finished("s2\x1b[2J r001", complete("bb", "1", 100));
  EXPECT_DOUBLE_EQ(course.remaining(now + 100s)->count(), 10);
}

TEST(ClassesSoFar, AreTheMostOfOneSubject) {
  ClassesSoFar classes;
  classes.add(complete("aa", "1"));
  EXPECT_EQ(classes.most(), 0U);
  classes.add(complete("bb", "2"));
  EXPECT_EQ(classes.most(), 0U);
  classes.add(complete("aa", "1"));
  EXPECT_EQ(classes.most(), 1U);
  classes.add(complete("aa", "3"));
  EXPECT_EQ(classes.most(), 2U);
  classes.add(failed());
  EXPECT_EQ(classes.of_cell(Digest{"aa"}), (std::map<std::string, std::uint32_t>{{"mask", 2}}));
}

TEST(RoughDuration, IsAsPreciseAsAnEstimate) {
  EXPECT_EQ(rough_duration(Seconds(0.2)), "1 s");
  EXPECT_EQ(rough_duration(Seconds(59.4)), "60 s");
  EXPECT_EQ(rough_duration(Seconds(200)), "3 min");
  EXPECT_EQ(rough_duration(Seconds(7260)), "2 h 01 min");
  EXPECT_EQ(rough_duration(Seconds(86400 * 3)), "3 days");
}

TEST(EndOf, NamesWhatWentWrong) {
  auto incomplete = record(model::Outcome::succeeded);
  incomplete.outputs.resize(1);
  incomplete.outputs[0].id = "mask";
  EXPECT_EQ(end_of(incomplete), "OUTPUT MISSING (mask) 1.2 s");
  auto crashed = record(model::Outcome::failed);
  crashed.ending.signal = 11;
  EXPECT_EQ(end_of(crashed), "FAILED (signal 11) 1.2 s");
  model::Record not_run;
  not_run.ending = ending_of(model::Outcome::lost, true);
  EXPECT_EQ(end_of(not_run), "NOT RUN (the daemon is away)");
}

TEST(MakeProgress, EveryStyleNotesBeforeTheStartAndOnce) {
  for (const auto style : {ProgressStyle::plain, ProgressStyle::json, ProgressStyle::quiet}) {
    Written written;
    const auto progress = make_progress(style, written.stream());
    for (int round = 0; round < 2; ++round) {
      progress->begin(agenda());
      progress->note("the machine is \x1b[2J chosen elsewhere");
      progress->end();
    }
    const auto text = written.text();
    EXPECT_EQ(text.find('\x1b'), std::string::npos);
    const auto first = text.find("chosen elsewhere");
    ASSERT_NE(first, std::string::npos);
    EXPECT_EQ(text.find("chosen elsewhere", first + 1), std::string::npos) << text;
  }
}

TEST(MakeProgress, FileIsNoTerminal) {
  Written written;
  const auto progress = make_progress(ProgressStyle::automatic, written.stream());
  progress->begin(agenda());
  EXPECT_EQ(written.text(), "3 executions to run\n");
  progress->end();
}

} // namespace

} // namespace reprovip::launch
