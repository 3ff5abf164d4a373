#include "harness/cluster/slurm.hpp"
#include "harness/cluster/squeue.hpp"

#include "tests/support/support.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "scheduler_words.hpp"

namespace reprovip::cluster {

namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::vector<std::string> query(const SlurmScheduler& slurm, const std::string& id, const std::string& out) {
  const auto states = slurm.read_query({submitted(id)}, answered(out));
  EXPECT_TRUE(states) << (states ? "" : render(states.error()));
  return states ? short_of(states->front()) : std::vector<std::string>{};
}

TEST(Slurm, CommandLinesAreApproved) {
  const SlurmScheduler plain({});
  const SlurmScheduler chosen({.partition = "gpu",
                               .account = "creatis",
                               .qos = "long",
                               .words = {"--exclusive", "--comment=two words"},
                               .machine = "constraint",
                               .requeue = false,
                               .json = true});
  auto rich = example_submission();
  rich.at_once = 8;
  rich.request = {
      .cpus = 4, .memory = (std::uint64_t{4} << 30) + 1, .time = Seconds(1921), .machine = "skylake"};
  auto abroad = submitted("42");
  abroad.cluster = "north";
  std::string text = lines_of("submit", plain.submit_argv(example_submission())) +
                     lines_of("submit with everything", chosen.submit_argv(rich)) + "# script\n" +
                     plain.files(example_submission()).front().text + "\n" +
                     lines_of("find", plain.find_argv(example_submission())) +
                     lines_of("query", plain.query_argv({submitted("41"), submitted("42")})) +
                     lines_of("query as JSON, of another cluster", chosen.query_argv({abroad})) +
                     lines_of("cancel all", plain.cancel_argv(submitted("42"), {}, Cancel::politely)) +
                     lines_of("cancel some", plain.cancel_argv(abroad, {5, 1, 2, 3}, Cancel::politely)) +
                     lines_of("kill", plain.cancel_argv(submitted("42"), {}, Cancel::at_once)) +
                     lines_of("limits", plain.limits_argv());
  EXPECT_EQ(test::differs_from_golden("cluster/slurm.txt", text), "");
  EXPECT_TRUE(plain.files(example_submission()).front().executable);
}

TEST(Slurm, MachineLevelsGoWhereTheOptionSays) {
  auto submission = example_submission();
  submission.request.machine = "n2";
  EXPECT_THAT(SlurmScheduler({}).submit_argv(submission), testing::Contains("--nodelist=n2"));
  EXPECT_THAT(SlurmScheduler({.machine = "partition"}).submit_argv(submission),
              testing::Contains("--partition=n2"));
}

TEST(Slurm, LimitsComeFromTheConfiguration) {
  const auto limits = SlurmScheduler({}).read_limits(answered(
      "Configuration data as of 2026\nMaxArraySize            = 1001\nMinJobAge               = 300 sec\n"
      "SLURM_VERSION           = 22.05.8\n"));
  ASSERT_TRUE(limits);
  EXPECT_EQ(limits->tasks, 1001U) << "elements 0 to 1000";
  EXPECT_EQ(limits->version, "22.05.8");
  const auto away = SlurmScheduler({}).read_limits(
      answered("", "slurm_load_ctl_conf error: Unable to contact slurm controller\n", 1));
  ASSERT_FALSE(away);
  EXPECT_THAT(render(away.error()), HasSubstr("Unable to contact slurm controller"));
}

TEST(Slurm, AnArrayMayHaveFewerTasksThanNumbers) {
  const auto tasks = [](const std::string& parameters) {
    const auto limits = SlurmScheduler({}).read_limits(
        answered("MaxArraySize            = 1001\nSchedulerParameters     = " + parameters + "\n"));
    return limits ? limits->tasks : 0;
  };
  EXPECT_EQ(tasks("bf_interval=1,max_array_tasks=200,defer"), 200U);
  EXPECT_EQ(tasks("max_array_tasks=5000"), 1001U);
  for (const auto* none :
       {"(null)", "max_array_tasks=", "max_array_tasks=x", "xmax_array_tasks=3", "max_array_tasks=0"}) {
    EXPECT_EQ(tasks(none), 1001U) << none;
  }
}

TEST(Slurm, SubmissionIsTakenRefusedOrNotNow) {
  const SlurmScheduler slurm({});
  EXPECT_EQ(slurm.read_submitted(example_submission(), answered("17\n")).job, submitted("17"));
  const auto abroad = slurm.read_submitted(example_submission(), answered("17;north\n"));
  ASSERT_TRUE(abroad.job);
  EXPECT_EQ(abroad.job->cluster, "north");
  const auto refused = slurm.read_submitted(
      example_submission(),
      answered("",
               "sbatch: error: invalid partition specified: x\nsbatch: error: Batch job submission failed: "
               "Invalid partition name specified\n",
               1));
  EXPECT_FALSE(refused.job);
  EXPECT_FALSE(refused.try_again);
  EXPECT_EQ(refused.why,
            "invalid partition specified: x; Batch job submission failed: Invalid partition name specified");
  for (const auto* passing :
       {"sbatch: error: Batch job submission failed: Unable to contact slurm controller (connect failure)\n",
        "sbatch: error: Batch job submission failed: Socket timed out on send/recv operation\n",
        "sbatch: error: Slurm temporarily unable to accept job, sleeping and retrying.\n",
        "sbatch: error: AssocMaxSubmitJobLimit\nsbatch: error: Batch job submission failed: Job violates "
        "accounting/QOS policy (job submit limit, user's size and/or time limits)\n"}) {
    EXPECT_TRUE(slurm.read_submitted(example_submission(), answered("", passing, 1)).try_again) << passing;
  }
}

TEST(Slurm, IsFoundByItsWholeName) {
  const SlurmScheduler slurm({});
  const auto found =
      slurm.read_found(example_submission(), answered("16|reprovip-study-12\n17|reprovip-study-1\n"));
  ASSERT_TRUE(found);
  EXPECT_EQ(*found, submitted("17"));
  const auto none = slurm.read_found(example_submission(), answered(""));
  ASSERT_TRUE(none);
  EXPECT_FALSE(none->has_value());
  EXPECT_FALSE(
      slurm.read_found(example_submission(), answered("", "slurm_load_jobs error: Unable to contact", 1)));
}

TEST(Slurm, RowsBecomeStates) {
  EXPECT_THAT(query(SlurmScheduler({}), "7",
                    "7|0|COMPLETED|n1|reprovip-study-1|None\n"
                    "7|1|RUNNING|n2|reprovip-study-1|None\n"
                    "7|2|PENDING||reprovip-study-1|JobArrayTaskLimit\n"
                    "7|3|NODE_FAIL|n2|reprovip-study-1|NodeDown\n"
                    "7|4|TIMEOUT|n1|reprovip-study-1|TimeLimit\n"
                    "7|5|OUT_OF_MEMORY|n1|reprovip-study-1|OutOfMemory\n"
                    "7|6|FAILED|n1|reprovip-study-1|JobLaunchFailure\n"
                    "7|7|COMPLETING|n1|reprovip-study-1|None\n"
                    "7|8|PENDING||reprovip-study-1|launch failed requeued held\n"
                    "7|9|PENDING||reprovip-study-1|ReqNodeNotAvail, UnavailableNodes:n[1-2]|x\n"
                    "7|10-12,14%2|CANCELLED||reprovip-study-1|None\n"),
              ElementsAre("0 ended by itself COMPLETED on n1", "1 running RUNNING on n2",
                          "2 waiting PENDING, JobArrayTaskLimit", "3 ended by node NODE_FAIL, NodeDown on n2",
                          "4 ended by time_limit TIMEOUT, TimeLimit on n1",
                          "5 ended by memory OUT_OF_MEMORY, OutOfMemory on n1",
                          "6 ended by itself FAILED, JobLaunchFailure on n1", "7 running COMPLETING on n1",
                          "8 waiting stuck PENDING, launch failed requeued held",
                          "9 waiting PENDING, ReqNodeNotAvail, UnavailableNodes:n[1-2]|x",
                          "10 ended by cancelled CANCELLED", "11 ended by cancelled CANCELLED",
                          "12 ended by cancelled CANCELLED", "14 ended by cancelled CANCELLED"));
}

TEST(Slurm, NumbersThatCameAgainAreNotOurs) {
  EXPECT_THAT(query(SlurmScheduler({}), "7",
                    "7|0|RUNNING|n1|of-somebody|None\n70|0|RUNNING|n1|reprovip-study-1|None\n"),
              IsEmpty());
}

TEST(Slurm, EachQueriedJobGetsItsOwnStates) {
  const auto states =
      SlurmScheduler({}).read_query({submitted("8", "b"), submitted("7", "a"), submitted("9", "c")},
                                    answered("7|0|RUNNING|n1|a|None\n8|1|PENDING||b|Priority\n"));
  ASSERT_TRUE(states);
  ASSERT_EQ(states->size(), 3U);
  EXPECT_EQ(states->at(0).front().index, 1U);
  EXPECT_EQ(states->at(1).front().index, 0U);
  EXPECT_THAT(states->at(2), IsEmpty());
}

TEST(Slurm, UnknownJobIsAnAnswerAndSilenceIsNone) {
  const SlurmScheduler slurm({});
  const auto gone = slurm.read_query({submitted("7")},
                                     answered("", "slurm_load_jobs error: Invalid job id specified\n", 1));
  ASSERT_TRUE(gone);
  EXPECT_THAT(gone->front(), IsEmpty());
  EXPECT_FALSE(slurm.read_query(
      {submitted("7")}, answered("", "slurm_load_jobs error: Unable to contact slurm controller", 1)));
  EXPECT_FALSE(slurm.read_query({submitted("7")}, answered("7|0|RUNN")));
  EXPECT_FALSE(slurm.read_query({submitted("7")}, answered("7|1-3,...%2|PENDING||reprovip-study-1|None\n")))
      << "a list that was cut short must not make the rest unknown";
}

TEST(Slurm, BothShapesOfJsonSayTheSame) {
  const SlurmScheduler slurm({.json = true});
  const auto expected = ElementsAre("0 ended by itself COMPLETED on n1", "1 running COMPLETING on n2",
                                    "2 waiting PENDING, BeginTime", "3 waiting PENDING, JobArrayTaskLimit",
                                    "5 waiting PENDING, JobArrayTaskLimit");
  for (const auto* file : {"squeue-22.05.json", "squeue-24.05.json"}) {
    EXPECT_THAT(query(slurm, "302", test::read_text(test::test_data() / "cluster" / file)), expected) << file;
  }
  EXPECT_FALSE(slurm.read_query({submitted("7")}, answered("{}")));
  EXPECT_FALSE(slurm.read_query({submitted("7")}, answered("squeue: error: no JSON here")));
}

TEST(Squeue, ListsOfElementsAreReadAndWritten) {
  EXPECT_THAT(*read_elements("1-3,5,7-11:2%4"), ElementsAre(1U, 2U, 3U, 5U, 7U, 9U, 11U));
  for (const auto* bad : {"", "1-", "x", "1-3,...", "3-1:0", "5-2"}) {
    EXPECT_FALSE(read_elements(bad)) << bad;
  }
  EXPECT_EQ(write_elements({7, 2, 1, 3, 9, 10}), "1-3,7,9-10");
}

} // namespace

} // namespace reprovip::cluster
