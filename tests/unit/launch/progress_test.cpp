#include "harness/launch/progress_styles.hpp"

#include "tests/unit/launch/fakes.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>

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

void tell(Progress& progress) {
  progress.begin(12, 3);
  progress.started("sub-01 r001");
  progress.finished("sub-01 r001", record(model::Outcome::succeeded));
  auto failed = record(model::Outcome::failed);
  failed.ending.exit_code = 3;
  progress.started("sub-02\x1b[2J r001");
  progress.finished("sub-02\x1b[2J r001", failed);
  progress.retrying("sub-03 r001", "the daemon is away");
  progress.end();
}

TEST(PlainProgress, WritesOneLineForEachExecution) {
  Written written;
  PlainProgress progress(written.stream());
  tell(progress);
  EXPECT_EQ(written.text(), "12 executions to run, 3 already done\n"
                            "[ 1/12] sub-01 r001 ok 1.2 s\n"
                            "[ 2/12] sub-02?[2J r001 FAILED (status 3) 1.2 s\n"
                            "[ 2/12] sub-03 r001 again later: the daemon is away\n");
}

TEST(JsonProgress, WritesOneObjectALine) {
  Written written;
  JsonProgress progress(written.stream());
  progress.begin(1, 0);
  progress.finished("a", record(model::Outcome::timed_out, 0.5));
  progress.end();
  EXPECT_EQ(written.text(),
            "{\"event\":\"begin\",\"to_run\":1,\"reused\":0}\n"
            "{\"event\":\"finished\",\"name\":\"a\",\"done\":1,\"to_run\":1,\"outcome\":\"timed_out\","
            "\"complete\":false,"
            "\"infrastructure\":false,\"exit_code\":null,\"signal\":null,\"reason\":\"\",\"wall_s\":0.5}\n"
            "{\"event\":\"end\",\"done\":1,\"failed\":1,\"infrastructure\":0}\n");
}

TEST(LiveProgress, DrawsOneLineAndLeavesFailuresBehind) {
  Written written;
  FakeClock clock;
  LiveProgress progress(written.stream(), clock, 80);
  tell(progress);
  const auto text = written.text();
  EXPECT_THAT(text, HasSubstr("\r\x1b[K[0/12] 1 running  sub-01 r001"));
  EXPECT_THAT(text, HasSubstr("\r\x1b[Ksub-02?[2J r001 FAILED (status 3) 1.2 s\n"));
  EXPECT_THAT(text, HasSubstr("[2/12] 0 running, 1 failed, ETA 12.0 s\r"));
  EXPECT_EQ(text.substr(text.size() - 4), "\r\x1b[K");
}

TEST(LiveProgress, DrawsSeldomAndWithinTheWidth) {
  Written written;
  FakeClock clock;
  LiveProgress progress(written.stream(), clock, 20);
  progress.begin(2, 0);
  progress.started("a very long name of an execution");
  progress.started("second");
  EXPECT_EQ(written.text(), "\r\x1b[K[0/2] 1 running  a ");
  clock.advance(60ms);
  progress.started("third");
  EXPECT_THAT(written.text(), HasSubstr("3 running"));
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

TEST(MakeProgress, FileIsNoTerminal) {
  Written written;
  const auto progress = make_progress(ProgressStyle::automatic, written.stream());
  progress->begin(1, 0);
  EXPECT_EQ(written.text(), "1 executions to run\n");
}

} // namespace

} // namespace reprovip::launch
