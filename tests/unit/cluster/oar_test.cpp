#include "harness/cluster/oar.hpp"
#include "harness/cluster/oar_launcher.hpp"
#include "harness/cluster/oarstat.hpp"
#include "harness/model/protocol.hpp"

#include "tests/support/support.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "scheduler_words.hpp"

namespace reprovip::cluster {

namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const std::string& recorded() {
  static const auto text = test::read_text(test::test_data() / "cluster/oarstat-2.5.9.json");
  return text;
}

std::vector<std::string> states_of(const std::string& out, const std::string& name = "reprovip-study-1") {
  const auto states = OarScheduler({}).read_query({submitted("1", name)}, answered(out));
  EXPECT_TRUE(states) << (states ? "" : render(states.error()));
  return states ? short_of(states->front()) : std::vector<std::string>{};
}

// A job of task 0 with the words that matter.
std::string job_text(int id, const std::string& state, const std::string& events = "") {
  const auto event = events.empty() ? "" : R"({"type":")" + events + R"("})";
  return "\"" + std::to_string(id) + R"(":{"Job_Id":)" + std::to_string(id) +
         R"(,"array_id":7,"name":"reprovip-study-1","command":"./script 0","state":")" + state +
         R"(","assigned_network_address":["n1"],"events":[)" + event + "]}";
}

} // namespace

TEST(Oar, CommandLinesAreApproved) {
  const OarScheduler plain({});
  const OarScheduler chosen({.queue = "production",
                             .project = "lab",
                             .properties = "gpu_count > 0 OR cputype='x'",
                             .machine = "cluster",
                             .walltime = Seconds(600),
                             .types = {"besteffort", "idempotent"},
                             .words = {"--notify", "mail:a@example.org"}});
  auto rich = example_submission();
  rich.request = {.cpus = 4, .memory = 0, .time = Seconds(3725.5), .machine = "gros"};
  auto simple = rich;
  simple.spool = "/store/launch/study/b1";
  simple.tasks = 3;
  const auto text =
      lines_of("submit", plain.submit_argv(example_submission())) +
      lines_of("submit from a folder with a plain name", plain.submit_argv(simple)) +
      lines_of("submit with everything", chosen.submit_argv(rich)) + "# parameters\n" +
      plain.files(simple).front().text + "\n# script\n" + plain.files(example_submission()).back().text +
      "\n" + lines_of("find", plain.find_argv(example_submission())) +
      lines_of("query", plain.query_argv({submitted("41"), submitted("42", "reprovip-study-2")})) +
      lines_of("cancel all", plain.cancel_argv(submitted("42"), {}, Cancel::politely)) +
      lines_of("cancel some", plain.cancel_argv(submitted("42"), {5, 1}, Cancel::at_once)) +
      lines_of("limits", plain.limits_argv());
  EXPECT_EQ(test::differs_from_golden("cluster/oar.txt", text), "");
  EXPECT_TRUE(plain.files(simple).back().executable);
}

TEST(Oar, SubmissionIsTakenOrRefused) {
  const OarScheduler oar({});
  const auto read = [&oar](const std::string& out, const std::string& err, int code) {
    return oar.read_submitted(example_submission(), answered(out, err, code));
  };
  const std::string rule = "[ADMISSION RULE] Modify resource description with type constraints\n";
  EXPECT_EQ(read(rule + "OAR_JOB_ID=6\nOAR_JOB_ID=7\nOAR_ARRAY_ID=6\n", "", 0).job, submitted("6"));
  EXPECT_EQ(read("OAR_JOB_ID=9\n", "", 0).job, submitted("9")) << "of one task";
  // The job is there, and the server finds it: to submit it again would run it twice.
  EXPECT_EQ(
      read("OAR_JOB_ID=13\n", "[ERROR] Cannot connect to executor 127.0.0.1:6666. Job is killed.\n", 9).job,
      submitted("13"));
  const std::string failed = "[ERROR] Oarsub failed, please verify your request syntax.\n";
  const struct {
    std::string out;
    std::string err;
    int code;
    std::string why;
  } k_refusals[] = {
      {rule + "OAR_JOB_ID=-5\n", "There are not enough resources for your request\n" + failed, 8,
       "nothing with these properties"},
      {rule + "OAR_JOB_ID=-5\n",
       "Bad resource request (ERROR:  column \"nosuch\" does not exist\nLINE 4: ... AND ((nosuch='x'...\n    "
       "^)\n" +
           failed,
       8, "it has no property \"nosuch\""},
      {rule, "ERROR : The queue nosuch does not exist\n", 248, "The queue nosuch does not exist"},
      {"", "[ADMISSION RULE] root and oar users are not allowed to submit jobs.\n\n", 254, "ordinary user"},
      {"OAR_JOB_ID=\n", failed, 8, "status 8"},
  };
  for (const auto& refusal : k_refusals) {
    const auto answer = read(refusal.out, refusal.err, refusal.code);
    EXPECT_FALSE(answer.job || answer.try_again) << refusal.err;
    EXPECT_THAT(answer.why, HasSubstr(refusal.why));
  }
  EXPECT_TRUE(read("", "[IOlib] Cannot connect to database (type=Pg, host=frontend)\n", 1).try_again);
}

TEST(Oar, RecordedAnswerIsUnderstood) {
  EXPECT_THAT(states_of(recorded()),
              ElementsAre("0 ended by itself Terminated on 127.0.0.1",
                          "1 ended by time_limit Error, FRAG_JOB_REQUEST SEND_KILL_JOB WALLTIME on 127.0.0.1",
                          "2 ended by cancelled Error, FRAG_JOB_REQUEST SEND_KILL_JOB on 127.0.0.1",
                          "3 running Running on 127.0.0.1", "4 waiting Waiting"));
  EXPECT_THAT(states_of(recorded(), "reprovip-study-10"), IsEmpty()) << "another's jobs";
}

TEST(Oar, WalltimeWhileItEndsIsATimeLimit) {
  auto text = recorded();
  const auto at = text.rfind("\"Error\"", text.find("\"WALLTIME\""));
  ASSERT_NE(at, std::string::npos);
  text.replace(at, 7, "\"Terminated\"");
  EXPECT_THAT(states_of(text), testing::Contains(HasSubstr("1 ended by time_limit Terminated")));
}

// Of OAR 2.5.10 and later only this is known: what was "Job_Id" is "id".
TEST(Oar, RenamedKeyIsUnderstood) {
  auto text = recorded();
  const std::string old = "\"Job_Id\"";
  for (auto at = text.find(old); at != std::string::npos; at = text.find(old)) {
    text.replace(at, old.size(), "\"id\"");
  }
  EXPECT_EQ(states_of(text), states_of(recorded()));
  const auto jobs = read_oarstat(text);
  ASSERT_TRUE(jobs);
  EXPECT_EQ(jobs->back().id, 5U);
}

TEST(Oar, ResubmittedJobIsTheSameTask) {
  EXPECT_THAT(states_of("{" + job_text(10, "Waiting") + "," + job_text(9, "Error", "BESTEFFORT_KILL") + "}"),
              ElementsAre("0 waiting Waiting on n1"));
  EXPECT_THAT(states_of("{" + job_text(9, "Error", "BESTEFFORT_KILL") + "}"),
              ElementsAre("0 ended by cancelled Error, BESTEFFORT_KILL on n1"));
  EXPECT_THAT(states_of("{" + job_text(9, "Error", "PROLOGUE_ERROR") + "}"),
              ElementsAre("0 ended by node Error, PROLOGUE_ERROR on n1"));
}

TEST(Oar, EveryStateHasAPhase) {
  const std::pair<const char*, const char*> k_states[] = {
      {"Waiting", "waiting"},   {"Hold", "waiting"},      {"toLaunch", "waiting"},
      {"Launching", "running"}, {"toError", "running"},   {"toAckReservation", "waiting"},
      {"Running", "running"},   {"Suspended", "running"}, {"Resuming", "running"},
      {"Finishing", "running"}, {"Terminated", "ended"},  {"Error", "ended"}};
  for (const auto& [state, phase] : k_states) {
    EXPECT_THAT(states_of("{" + job_text(1, state) + "}"), ElementsAre(HasSubstr(std::string("0 ") + phase)));
  }
}

TEST(Oar, NothingIsNotTheSameAsNoAnswer) {
  EXPECT_THAT(states_of(""), IsEmpty()) << "oarstat prints nothing for jobs that it does not know";
  EXPECT_THAT(states_of("{}\n"), IsEmpty());
  const OarScheduler oar({});
  for (const auto& answer :
       {answered("", "Cannot connect to database\n"), answered("", "", 1), answered("soon\n")}) {
    EXPECT_FALSE(oar.read_query({submitted("1")}, answer));
    EXPECT_FALSE(oar.read_found(example_submission(), answer));
  }
}

TEST(Oar, IsFoundByItsName) {
  const OarScheduler oar({});
  const auto found = oar.read_found(example_submission(), answered("{" + job_text(9, "Running") + "}"));
  ASSERT_TRUE(found);
  EXPECT_EQ(*found, submitted("7")) << "the array's id";
  const auto none = oar.read_found(example_submission(), answered(""));
  ASSERT_TRUE(none);
  EXPECT_FALSE(none->has_value());
}

TEST(Oar, LevelWithAQuoteIsRefused) {
  model::Factor factor;
  factor.name = "machine";
  factor.effect = model::FactorEffect::machine;
  factor.levels.emplace_back().name = "gros";
  EXPECT_EQ(oar_cannot_set(factor), "");
  factor.levels.emplace_back().name = "x' OR 'a'='a";
  EXPECT_THAT(oar_cannot_set(factor), HasSubstr("has a quote"));
  factor.effect = model::FactorEffect::environment;
  EXPECT_EQ(oar_cannot_set(factor), "") << "elsewhere it is nobody's SQL";
}

} // namespace reprovip::cluster
