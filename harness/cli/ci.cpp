#include "harness/base/format.hpp"
#include "harness/cli/commands.hpp"
#include "harness/cli/common.hpp"
#include "harness/cli/gitlab_pipeline.hpp"
#include "harness/cli/partition.hpp"
#include "harness/plan/shards.hpp"
#include "harness/plan/shell_text.hpp"
#include "harness/study/past.hpp"

#include <algorithm>
#include <filesystem>
#include <set>

namespace reprovip::cli {

namespace {

// GitLab's limit of `parallel`.
constexpr std::uint32_t k_most_shards = 200;

tl::unexpected<Errors> wrong(std::string message, std::string advice) {
  return tl::unexpected(Errors{make_error(ErrorKind::usage, std::move(message), std::move(advice))});
}

std::string plural(std::size_t count, const std::string& word) {
  return format("{} {}{}", count, word, count == 1 ? "" : "s");
}

// Every subject of every protocol, in order.
struct Work {
  struct Subject {
    std::size_t protocol = 0;
    std::string id;
  };
  std::vector<Subject> subjects;
  std::vector<double> seconds; // that the rest of each will take
  bool is_known = false;       // by what ran before
  std::string adaptive;        // the first protocol that asks `until` when to stop
};

// A machine that hands out work need not be able to do it: without the image all of it is to do.
Checked<model::Plan> plan_of(const study::Request& request) {
  auto plan = study::plan_request(request);
  const auto is_of_machine = [](const Error& error) { return error.kind == ErrorKind::environment; };
  if (plan || !std::ranges::all_of(plan.error(), is_of_machine)) {
    return plan;
  }
  note({format("{}: shared out without regard to what the store holds: {}", request.protocol.string(),
               one_line(plan.error().front()))});
  return study::plan_names(request);
}

Checked<Work> work_of(const Arguments& arguments, const std::vector<std::string>& protocols) {
  Work work;
  for (std::size_t i = 0; i < protocols.size(); ++i) {
    TRY_ASSIGN(const auto request, request_from(arguments, protocols[i]));
    TRY_ASSIGN(const auto protocol, study::read_request(request));
    TRY(study::check_runs(protocol));
    if (protocol.repeat.until && request.selection.repeat == 0 && work.adaptive.empty()) {
      work.adaptive = protocols[i];
    }
    TRY_ASSIGN(const auto plan, plan_of(request));
    TRY_ASSIGN(const auto expected, checked(study::expected_seconds(plan, request.store)));
    for (const auto& subject : plan.resolved.subjects) {
      work.subjects.push_back({i, subject.id});
    }
    work.seconds.insert(work.seconds.end(), expected.seconds.begin(), expected.seconds.end());
    work.is_known = work.is_known || expected.is_known;
  }
  return work;
}

// Its subjects would be shared out twice, and run by two jobs.
Result<void> check_once(const std::vector<std::string>& protocols) {
  std::set<std::filesystem::path> files;
  for (const auto& protocol : protocols) {
    std::error_code ignored;
    if (!files.insert(std::filesystem::weakly_canonical(protocol, ignored)).second) {
      return failure(ErrorKind::usage, format("{} is named twice", protocol), "name each protocol once");
    }
  }
  return {};
}

Result<std::uint32_t> shards_asked(const Arguments& arguments) {
  if (!arguments.has("shards") && !arguments.has("target")) {
    return failure(ErrorKind::usage, "how many shards?",
                   "write --shards N, or --target 20min for as many as that takes");
  }
  TRY_ASSIGN(const auto asked, arguments.count("shards"));
  const auto shards = asked.value_or(k_most_shards);
  if (shards < 1 || shards > k_most_shards) {
    return failure(ErrorKind::usage, format("--shards cannot be {}", shards),
                   format("GitLab takes 1 to {}", k_most_shards));
  }
  return shards;
}

Result<std::uint32_t> shards_of(const Arguments& arguments, const Work& work) {
  TRY_ASSIGN(const auto asked, shards_asked(arguments));
  const auto subjects = work.subjects.size();
  const auto most = static_cast<std::uint32_t>(std::min<std::size_t>(subjects, asked));
  if (arguments.has("target") && work.is_known) {
    TRY_ASSIGN(const auto target, parse_duration(arguments.text("target")));
    return plan::shards_within(work.seconds, target.count(), most);
  }
  if (!arguments.has("shards")) {
    return failure(ErrorKind::usage, "nothing ran before: how many shards --target takes is not known",
                   "give --shards N as well, for then");
  }
  if (asked > subjects) {
    note({format("{} for {}: none is left without", plural(subjects, "shard"), plural(subjects, "subject"))});
  }
  return most;
}

// Each of several jobs would refuse: what it has of the subjects says nothing of all of them.
Result<void> check_adaptive(const Work& work, std::uint32_t shards) {
  if (work.adaptive.empty() || shards == 1) {
    return {};
  }
  return failure(
      ErrorKind::usage,
      format("{}: {} shards cannot tell when `until` holds for all subjects", work.adaptive, shards),
      "give the repetitions with -K, or --shards 1");
}

std::vector<Shares> shares_of(const Work& work, const std::vector<std::string>& protocols,
                              const std::vector<std::uint32_t>& takers, std::uint32_t shards) {
  std::vector<Shares> all;
  for (const auto& protocol : protocols) {
    all.push_back({protocol, std::vector<std::vector<std::string>>(shards)});
  }
  for (std::size_t i = 0; i < takers.size(); ++i) {
    all[work.subjects[i].protocol].parts[takers[i]].push_back(work.subjects[i].id);
  }
  return all;
}

std::vector<std::string> heading_of(const Work& work, const std::vector<std::uint32_t>& takers,
                                    std::uint32_t shards) {
  std::vector<std::string> lines = {
      format("Written by `reprovip ci gitlab`.{}", work.is_known ? " Expected, by what ran before:" : "")};
  const auto costs = plan::shard_costs(work.seconds, takers, shards);
  for (std::uint32_t i = 0; i < shards; ++i) {
    const auto count = static_cast<std::size_t>(std::ranges::count(takers, i));
    lines.push_back(format("  shard {}: {}{}", i + 1, plural(count, "subject"),
                           work.is_known ? ", " + human_duration(Seconds(costs[i])) : ""));
  }
  return lines;
}

// What selects and changes the study here does so in the jobs.
std::string options_of(const Arguments& arguments) {
  std::string text;
  for (const auto& flag : selection_flags()) {
    for (const auto& value : flag.name == "store" ? std::vector<std::string>{} : arguments.all(flag.name)) {
      text += format("{}--{} {}", text.empty() ? "" : " ", flag.name, plan::shell_quote(value));
    }
  }
  return text;
}

GitlabPipeline pipeline_of(const Arguments& arguments, const std::vector<std::string>& protocols) {
  GitlabPipeline pipeline;
  pipeline.protocols = protocols;
  pipeline.build = arguments.text("build");
  pipeline.tags = plan::split_words(plan::replace_all(arguments.text("tags"), ",", " "));
  pipeline.allowed = plan::split_words(plan::replace_all(arguments.text("allowed"), ",", " "));
  pipeline.inputs["options"] = options_of(arguments);
  for (const auto& [flag, input] :
       {std::pair{"job", "job"}, std::pair{"image", "image"}, std::pair{"bin", "bin"},
        std::pair{"prepare", "prepare"}, std::pair{"run-options", "run_options"},
        std::pair{"job-timeout", "timeout"}, std::pair{"reports", "reports"}, std::pair{"store", "store"}}) {
    if (arguments.has(flag)) {
      pipeline.inputs[input] = arguments.text(flag);
    }
  }
  return pipeline;
}

Checked<model::ExitCode> run(const Arguments& arguments) {
  const std::vector<std::string> protocols(arguments.words.begin() + 1, arguments.words.end());
  if (arguments.words.front() != "gitlab") {
    return wrong(format("there are no pipelines for \"{}\"", arguments.words.front()),
                 "write: ci gitlab P...");
  }
  if (arguments.has("partition") || arguments.has("shares")) {
    return wrong("--partition and --shares are for the jobs", "leave them out: the jobs get theirs");
  }
  TRY(checked(check_once(protocols)));
  TRY_ASSIGN(const auto work, work_of(arguments, protocols));
  if (work.subjects.empty()) {
    note({"no subject is selected: there is nothing to share out"});
    return model::ExitCode::nothing_selected;
  }
  auto pipeline = pipeline_of(arguments, protocols);
  TRY_ASSIGN(pipeline.shards, checked(shards_of(arguments, work)));
  TRY(checked(check_adaptive(work, pipeline.shards)));
  const auto takers = plan::share_out(work.seconds, pipeline.shards);
  pipeline.heading = heading_of(work, takers, pipeline.shards);
  pipeline.shares = shares_text(shares_of(work, protocols, takers, pipeline.shards));
  TRY_ASSIGN(const auto yaml, checked(gitlab_pipeline(pipeline)));
  TRY(checked(write_bytes(arguments.text("output", "-"), yaml)));
  return model::ExitCode::success;
}

} // namespace

Subcommand ci_command() {
  const std::vector<Flag> own = {
      {"shards", 0, "N", "parallel jobs, at most 200; none without a subject"},
      {"target", 0, "TIME", "only as many as it takes that none is expected to run longer (\"20min\")"},
      {"output", 0, "FILE", "where the pipeline is written (default: standard output)"},
      {"job", 0, "NAME", "of the job that judges (default reprovip); NAME-shard are the others"},
      {"image", 0, "NAME", "image of the jobs"},
      {"tags", 0, "TAGS", "of the runners, with commas between"},
      {"build", 0, "JOB",
       "job of the parent pipeline whose artifacts hold reprovip; the trigger passes PARENT_PIPELINE_ID"},
      {"bin", 0, "DIR", "folder of reprovip in those artifacts (default build/bin)"},
      {"prepare", 0, "COMMAND", "command before, which may use $PROTOCOL"},
      {"run-options", 0, "OPTIONS", "of `reprovip run` only, as one word: '--jobs 2'"},
      {"job-timeout", 0, "TIME", "of each job, as GitLab writes it (default 1h)"},
      {"reports", 0, "DIR", "folder of the reports (default reprovip-reports)"},
      {"allowed", 0, "CODES", "exit codes that are a warning, with commas between (default 5)"}};
  return {.name = "ci",
          .doc = "gitlab P...: a child pipeline whose jobs share out the subjects by what they took before",
          .words_name = "gitlab-P",
          .least_words = 2,
          .most_words = 1001,
          .flags = joined(selection_flags(), own),
          .example = "ci gitlab protocol.toml --shards 4 --output child.yml",
          .choices = {"gitlab"},
          .run = run};
}

} // namespace reprovip::cli
