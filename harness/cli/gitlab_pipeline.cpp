#include "harness/cli/gitlab_pipeline.hpp"

#include "harness/base/assert.hpp"
#include "harness/base/format.hpp"
#include "harness/base/quantity.hpp"
#include "harness/base/utf8.hpp"
#include "harness/cli/gitlab_template.hpp"
#include "harness/plan/shell_text.hpp"

#include <algorithm>
#include <set>

namespace reprovip::cli {

namespace {

using plan::replace_all;

struct Edit {
  std::string from;
  std::string to;
};
using Edits = std::vector<Edit>;

// A template that was changed must not leave half of an edit behind.
std::string edited(std::string yaml, const Edits& edits) {
  for (const auto& [from, to] : edits) {
    REPROVIP_ASSERT(yaml.find(from) != std::string::npos);
    yaml = replace_all(std::move(yaml), from, to);
  }
  return yaml;
}

// GitLab's max_yaml_size_bytes; the artifact of a child pipeline may have 5 MB.
constexpr std::size_t k_most_bytes = std::size_t{2} << 20;

const std::string k_block = "      ";

// An item of a script that the shell reads as it stands; `text` ends with a line end.
std::string script_block(const std::string& text) {
  return "    - |\n" + k_block + replace_all(text.substr(0, text.size() - 1), "\n", "\n" + k_block) + "\n";
}

template <typename Change>
std::string with_blanks(const std::vector<std::string>& words, const Change& change) {
  std::string text;
  for (const auto& word : words) {
    text += (text.empty() ? "" : " ") + change(word);
  }
  return text;
}

std::string as_is(const std::string& word) {
  return word;
}

// One protocol or several stand in the scripts themselves: GitLab would expand "$" in a variable. What comes
// from outside is an input like any other, so that no edit and no input of the template is looked for in it.
Edits protocol_edits() {
  Edits edits = {
      {"    PROTOCOL: $[[ inputs.protocol ]]\n", ""},
      {"  script:\n", "  script:\n" + script_block("export PROTOCOL=$[[ inputs.protocol ]]\n")},
      {"run \"$PROTOCOL\"", "run $[[ inputs.protocols ]]"},
  };
  for (const auto& [command, options] :
       {std::pair{"check", "\n"}, std::pair{"score", " --ci $[[ inputs.options ]]\n"}}) {
    edits.push_back({format("    - reprovip {} \"$PROTOCOL\"{}", command, options),
                     script_block(format("reprovip {} $[[ inputs.protocols ]]{}", command, options))});
  }
  return edits;
}

// Who takes what; and what earlier pipelines ran is not run again, whichever shard it was on.
Edits share_edits() {
  const std::string share = "--partition auto --shares reprovip-shares.json";
  const std::string verdict = "    # A share of the subjects is no verdict";
  const auto list = script_block("cat >reprovip-shares.json <<'END'\n$[[ inputs.shares ]]END\n");
  const auto take_over = script_block("if [ -e \"$[[ inputs.store ]]/store.json\" ]; then\n"
                                      "  reprovip import \"$[[ inputs.store ]]\" $[[ inputs.protocols ]] " +
                                      share + " $[[ inputs.options ]] || :\nfi\n");
  const std::string own_cache =
      "  cache:\n    key: reprovip-$CI_JOB_NAME_SLUG\n"
      "    paths: [\"$[[ inputs.store ]]-shards/$CI_NODE_INDEX\"]\n    when: always\n";
  const std::string key =
      "    - key: reprovip-$[[ inputs.job ]]-store\n      paths: [\"$[[ inputs.store ]]\"]\n";
  const std::string warnings = "  allow_failure:\n    exit_codes: $[[ inputs.allowed ]]\n";
  return {{"--partition auto", share},
          {verdict, list + take_over + verdict},
          {own_cache, "  cache:\n    - key: reprovip-$CI_JOB_NAME_SLUG\n"
                      "      paths: [\"$[[ inputs.store ]]-shards/$CI_NODE_INDEX\"]\n      when: always\n" +
                          key + "      policy: pull\n"},
          {warnings, "  cache:\n" + key + "      when: always\n" + warnings}};
}

// A job of the parent is not waited for: it ended before this pipeline began.
Edits build_edits(const std::string& build) {
  const std::string job = "    - job: $[[ inputs.build ]]\n      optional: true\n";
  const std::string needs = "  needs:\n";
  const std::string parent =
      build.empty() ? "" : "    - pipeline: $PARENT_PIPELINE_ID\n      job: $[[ inputs.build ]]\n";
  return {{needs + job, build.empty() ? "  needs: []\n" : needs + parent}, {job, parent}};
}

// Each protocol's reports are in a folder of its own; of variables, links and metrics a job has one set.
Edits report_edits(std::size_t protocols) {
  if (protocols == 1) {
    return {};
  }
  const std::string reports = "$[[ inputs.reports ]]/";
  return {{"junit: " + reports, "junit: " + reports + "*/"},
          {"codequality: " + reports, "codequality: " + reports + "*/"},
          {"      annotations: " + reports + "annotations.json\n", ""},
          {"      dotenv: " + reports + "dotenv.env\n", ""},
          {"      metrics: " + reports + "openmetrics.txt\n", ""}};
}

std::string without_pages(std::string yaml) {
  const auto at = yaml.find("\n# Whatever the verdict.\n");
  REPROVIP_ASSERT(at != std::string::npos);
  return yaml.substr(0, at);
}

bool is_one_line(std::string_view text) {
  while (!text.empty()) {
    const auto next = decode(text);
    const bool is_control = next.point < 0x20 || (next.point >= 0x7F && next.point < 0xA0) ||
                            next.point == 0x2028 || next.point == 0x2029 || next.point == 0xFEFF;
    if (!next.valid || is_control) {
      return false;
    }
    text.remove_prefix(next.size);
  }
  return true;
}

Result<void> check_lines(const GitlabPipeline& pipeline) {
  auto texts = pipeline.protocols;
  texts.push_back(pipeline.build);
  texts.insert(texts.end(), pipeline.tags.begin(), pipeline.tags.end());
  for (const auto& [name, text] : pipeline.inputs) {
    texts.push_back(text);
  }
  for (const auto& text : texts) {
    if (!is_one_line(text)) {
      return failure(ErrorKind::usage, format("\"{}\" cannot stand in a pipeline", clean(text)),
                     "leave out control characters, line ends and what is no UTF-8");
    }
  }
  return {};
}

bool is_job_name(const std::string& name) {
  return !name.empty() && std::ranges::all_of(name, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
  });
}

// What GitLab reads as something else than a job, and `pages`, which publishes.
bool is_keyword(const std::string& name) {
  static const std::set<std::string> k_keywords = {
      "after_script", "before_script", "cache", "default", "false", "image",     "include",  "nil",
      "null",         "pages",         "spec",  "stages",  "true",  "variables", "services", "workflow"};
  return k_keywords.contains(name);
}

// GitLab cuts slugs after 63 characters, and the shards' caches are told apart by those of "NAME-shard
// 1/200".
constexpr std::size_t k_longest_job = 48;

Result<void> check_job(const std::string& name) {
  if (!is_job_name(name) || name.size() > k_longest_job) {
    return failure(ErrorKind::usage, format("--job cannot be \"{}\"", name),
                   format("it takes letters, digits, - and _, {} at most", k_longest_job));
  }
  return is_keyword(name) ? failure(ErrorKind::usage, format("--job cannot be \"{}\"", name),
                                    "GitLab means something else by that name")
                          : Result<void>{};
}

bool is_exit_code(const std::string& text) {
  return !text.empty() && text.size() <= 3 &&
         std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

Result<void> check(const GitlabPipeline& pipeline) {
  TRY(check_lines(pipeline));
  const auto job = pipeline.inputs.find("job");
  if (job != pipeline.inputs.end()) {
    TRY(check_job(job->second));
  }
  for (const auto& code : pipeline.allowed) {
    if (!is_exit_code(code)) {
      return failure(ErrorKind::usage, format("--allowed cannot be \"{}\"", code), "it takes exit codes");
    }
  }
  return {};
}

template <typename Change>
std::string list_of(const std::vector<std::string>& items, const Change& change) {
  std::string text;
  for (const auto& item : items) {
    text += (text.empty() ? "" : ", ") + change(item);
  }
  return "[" + text + "]";
}

std::map<std::string, InputValue> inputs_of(const GitlabPipeline& pipeline) {
  std::map<std::string, InputValue> inputs = {
      {"shards", {std::to_string(pipeline.shards), true}},
      {"tags", {list_of(pipeline.tags, yaml_scalar), true}},
      {"build", {pipeline.build}},
      {"protocol", {plan::shell_quote(with_blanks(pipeline.protocols, as_is))}},
      {"protocols", {with_blanks(pipeline.protocols, plan::shell_quote)}},
      {"shares", {replace_all(pipeline.shares, "\n", "\n" + k_block)}},
  };
  if (!pipeline.allowed.empty()) {
    inputs["allowed"] = {list_of(pipeline.allowed, as_is), true};
  }
  for (const auto& [name, text] : pipeline.inputs) {
    inputs[name] = {text};
  }
  return inputs;
}

} // namespace

Result<std::string> gitlab_pipeline(const GitlabPipeline& pipeline) {
  TRY(check(pipeline));
  auto yaml = without_pages(sharded_template());
  for (const auto& edits : {protocol_edits(), share_edits(), build_edits(pipeline.build),
                            report_edits(pipeline.protocols.size())}) {
    yaml = edited(std::move(yaml), edits);
  }
  std::string text;
  for (const auto& line : pipeline.heading) {
    text += "# " + clean(line) + "\n";
  }
  text += fill_in(yaml, inputs_of(pipeline));
  if (text.size() > k_most_bytes) {
    return failure(ErrorKind::usage,
                   format("the pipeline is {}, and GitLab reads {} of YAML unless it is told otherwise",
                          human_bytes(text.size()), human_bytes(k_most_bytes)),
                   "share out a part of the subjects (-s), or fewer protocols, in each of several pipelines");
  }
  return text;
}

} // namespace reprovip::cli
