#include "tests/unit/report/sample_study.hpp"

#include "harness/base/format.hpp"

namespace reprovip::report::test {

namespace {

using model::Scope;
using model::Severity;
using model::Status;

Digest digest(const std::string& seed) {
  std::string hex;
  for (std::size_t i = 0; hex.size() < 64; ++i) {
    hex += format("{:02x}", static_cast<unsigned char>(seed[i % seed.size()] * 7 + static_cast<char>(i)));
  }
  return {hex};
}

model::Expression nu_at_most(double limit) {
  model::Expression name;
  name.kind = model::Expression::Kind::name;
  name.word = "nu";
  model::Expression number;
  number.number = limit;
  model::Expression require;
  require.kind = model::Expression::Kind::binary;
  require.word = "<=";
  require.operands = {name, number};
  return require;
}

model::CriterionSpec criterion(const std::string& id, const std::string& on, bool is_metric,
                               const std::string& require, int line) {
  model::CriterionSpec spec;
  spec.id = id;
  (is_metric ? spec.metric : spec.output) = on;
  spec.require_text = require;
  spec.where = {"protocols/dti/protocol.toml", line, 1};
  return spec;
}

model::Protocol protocol() {
  model::Protocol protocol;
  protocol.name = "dti";
  protocol.description = "Is <MRtrix> & friends reproducible enough?";
  protocol.file = "protocols/dti/protocol.toml";
  protocol.application.name = "dti";
  protocol.application.version = "3.0.3";
  protocol.application.command = {"run.sh", "{input.dwi}", "{out}"};
  protocol.repeat.count = 3;
  model::Factor engine{"engine", model::Source::deployment,           model::FactorEffect::engine,
                       "",       {{"native", std::string("native")}}, {}};
  model::Factor threads{"threads",
                        model::Source::run,
                        model::FactorEffect::threads,
                        "",
                        {{"1", std::int64_t{1}}, {"2", std::int64_t{2}}},
                        {}};
  protocol.factors = {engine, threads};
  for (const auto* id : {"tensor", "tracks", "<b>map</b>"}) {
    protocol.outputs.emplace_back().id = id;
  }
  protocol.metrics.resize(1);
  protocol.metrics[0].id = "nu";
  protocol.metrics[0].output = "tracks";
  protocol.criteria = {criterion("tensor-identical", "tensor", false, "classes == 1", 40),
                       criterion("tracks-identical", "tracks", false, "classes == 1", 45),
                       criterion("retest", "nu", true, "nu <= 0.10", 50),
                       criterion("precise", "nu", true, "width(nu) <= 0.01", 56)};
  protocol.criteria[1].severity = Severity::info;
  protocol.criteria[2].require = nu_at_most(0.1);
  protocol.criteria[3].severity = Severity::warn;
  return protocol;
}

model::Plan plan(std::uint32_t subjects) {
  model::Plan plan;
  plan.study = "dti-1a2b3c4d";
  plan.resolved.protocol = protocol();
  for (std::uint32_t i = 0; i < subjects; ++i) {
    auto& subject = plan.resolved.subjects.emplace_back();
    subject.id = i == 1 ? "sub-02<script>alert(1)</script>" : format("sub-{:02}", i + 1);
    subject.inputs = {{"dwi", "data/dwi.mif", "in/dwi/dwi.mif", digest("dwi"), 1234, false}};
  }
  auto& deployment = plan.resolved.deployments.emplace_back();
  deployment.engine = "native";
  deployment.identity = "program sha256:0123456789ab";
  deployment.details = {{"path", "/usr/bin/run.sh"}};
  deployment.application = plan.resolved.protocol.application;
  plan.environments = {"threads=1", "threads=2"};
  plan.conditions = {{{0, 0}, 0, 0, true}, {{0, 1}, 1, 0, false}};
  for (std::uint32_t subject = 0; subject < subjects; ++subject) {
    for (std::uint32_t condition = 0; condition < 2; ++condition) {
      plan.cells.push_back({subject, condition, digest(format("cell {} {}", subject, condition))});
    }
  }
  for (std::uint32_t repetition = 1; repetition <= 3; ++repetition) {
    for (std::uint32_t cell = 0; cell < plan.cells.size(); ++cell) {
      plan.executions.push_back({cell, repetition, 1000 + repetition});
    }
  }
  return plan;
}

model::Output output(const std::string& id, const Digest& canonical) {
  model::Output output;
  output.id = id;
  output.state = model::OutputState::present;
  output.raw = output.canonical = canonical;
  output.files = {{id + ".mif", 4096, canonical, canonical, canonical, "mif", {"time stamp"}, true}};
  return output;
}

model::Record record(const model::Plan& plan, std::uint32_t i) {
  const auto& execution = plan.executions[i];
  const auto& cell = plan.cells[execution.cell];
  model::Record record;
  record.study = plan.study;
  record.cell = cell.key;
  record.repetition = execution.repetition;
  record.attempt = format("a{:04}", i);
  record.subject = plan.resolved.subjects[cell.subject].id;
  record.levels = {{"engine", "native"}, {"threads", cell.condition == 0 ? "1" : "2"}};
  record.seed = execution.seed;
  record.argv = {"run.sh", "in/dwi/dwi.mif", "."};
  record.engine = "native";
  record.host = digest("host");
  record.out = {digest("log"), 120, 120};
  record.ending.outcome = model::Outcome::succeeded;
  record.ending.exit_code = 0;
  record.ending.started_ms = 1700000000000 + static_cast<std::int64_t>(i) * 1000;
  record.ending.ended_ms = record.ending.started_ms + 900;
  record.ending.usage = {0.5 + 0.25 * i, 0.4, 0.05, (std::uint64_t{100} + i) << 20U, "cgroup"};
  record.ending.libraries = {"libc.so.6", "libmrtrix.so"};
  record.ending.facts = {{"program.libc", "glibc 2.36"}};
  record.outputs = {output("tensor", digest("tensor")), output("tracks", digest(record.levels["threads"]))};
  record.tool_version = "0.1.0";
  return record;
}

// One class, or one per condition.
model::OutputClasses classes(const model::Plan& plan, const std::string& id, bool split) {
  model::OutputClasses classes;
  classes.output = id;
  for (std::uint32_t subject = 0; subject < plan.resolved.subjects.size(); ++subject) {
    model::SubjectClasses one;
    one.subject = subject;
    one.canonical.resize(split ? 2 : 1);
    for (std::uint32_t i = 0; i < plan.executions.size(); ++i) {
      const auto& cell = plan.cells[plan.executions[i].cell];
      if (cell.subject == subject) {
        one.canonical[split ? cell.condition : 0].executions.push_back(i);
      }
    }
    one.raw = one.canonical;
    classes.subjects.push_back(std::move(one));
  }
  classes.executions = static_cast<std::uint32_t>(plan.executions.size());
  classes.classes = classes.classes_raw = split ? 2 : 1;
  classes.modal_fraction = split ? 0.5 : 1;
  classes.ignored = {"mif: command_history"};
  if (split) {
    auto& alignment = classes.alignments.emplace_back();
    alignment.factor = "threads";
    alignment.explains = alignment.separates = alignment.exact = true;
    alignment.adjusted_rand = 1;
    alignment.p = alignment.p_adjusted = 0.01;
    alignment.split = "1 | 4";
    alignment.same_as = {"host.cpus"};
  }
  classes.sentence = format(
      "{} executions of {} subjects → {}", classes.executions, plan.resolved.subjects.size(),
      split ? "at most 2 distinct outputs a subject, split exactly by threads: 1 | 4 (adjusted p = 0.01)"
            : "the same output for each subject");
  return classes;
}

model::Score nu(const std::string& row, const std::string& group, double estimate, double low, double high) {
  model::Score score;
  score.metric = score.kind = "nu";
  score.output = "tracks";
  score.column = "value";
  score.row = row;
  score.group = group;
  score.levels = {{"threads", group.substr(group.size() - 1)}};
  score.estimate = estimate;
  score.interval = model::Interval{low, high, 0.95};
  score.label = estimate <= 0.1 ? "acceptable (AIAG)" : "unacceptable (AIAG)";
  score.subjects = 2;
  score.repetitions = 3;
  score.fields = {{"icc", 1 - estimate}, {"sd_within", estimate * 3}};
  return score;
}

model::Check check(const std::string& value, const std::string& group, Scope scope, Status status,
                   const std::string& text) {
  return {value, group, scope, status, text, std::nullopt, std::nullopt};
}

model::Verdict verdict(const model::CriterionSpec& spec, Status status, std::vector<model::Check> checks) {
  model::Verdict verdict;
  verdict.criterion = spec.id;
  verdict.severity = spec.severity;
  verdict.require = spec.require_text;
  verdict.subject_of = spec.metric.empty() ? spec.output : spec.metric;
  verdict.status = status;
  verdict.where = spec.where;
  verdict.scopes = {checks.front().scope};
  for (const auto& one : checks) {
    if (one.status == status && verdict.reason.empty()) {
      verdict.reason = one.value + (one.group.empty() ? "" : " {" + one.group + "}") + ": " + one.text;
    }
  }
  verdict.checks = std::move(checks);
  return verdict;
}

void add_verdicts(model::Study& study) {
  const auto& criteria = study.plan.resolved.protocol.criteria;
  const auto over = Scope::reproducibility;
  const auto within = Scope::repeatability;
  auto& verdicts = study.verdicts;
  verdicts.study = study.plan.study;
  verdicts.status = Status::fail;
  verdicts.verdicts = {
      verdict(
          criteria[0], Status::pass,
          {check("tensor", "", over, Status::pass, "classes = 1, required classes == 1 (reproducibility)")}),
      verdict(criteria[1], Status::fail,
              {check("tracks", "", over, Status::fail,
                     "classes = 2, required classes == 1: 1 above 1 (reproducibility)")}),
      verdict(criteria[2], Status::fail,
              {check("tracks.value[length]", "threads=1", within, Status::pass,
                     "nu = 0.02 [0.01, 0.05], required nu <= 0.10 (repeatability)"),
               check("tracks.value[length]", "threads=2", within, Status::fail,
                     "nu = 0.4 [0.2, 0.7], required nu <= 0.10: 0.3 above 0.1 (repeatability)"),
               check("tracks.value[<i>a&b]]></i>]", "threads=1", within, Status::pass,
                     "nu = 0.03 [0.02, 0.06], required nu <= 0.10 (repeatability)")}),
      verdict(criteria[3], Status::inconclusive,
              {check("tracks.value[length]", "threads=1", within, Status::inconclusive,
                     "nu = 0.02 [0.01, 0.05], required width(nu) <= 0.01: 2 of 5 repetitions "
                     "(repeatability)")})};
  verdicts.grades = {
      {"tensor", model::Grade::identical, "12 executions of 2 subjects: the same bytes for each"},
      {"tracks", model::Grade::insufficient, "fails \"retest\""},
      {"<b>map</b>", model::Grade::suspicious, "empty in every execution"}};
  verdicts.alerts = {{Severity::fail, "retest", "fails: " + verdicts.verdicts[2].reason},
                     {Severity::warn, "<b>map</b>", "suspicious: empty in every execution"},
                     {Severity::fail, "executions", "1 of 12 failed; most often: exit status 1"},
                     {Severity::warn, "precise", "is inconclusive: " + verdicts.verdicts[3].reason}};
}

model::Study successful(std::uint32_t subjects) {
  model::Study study;
  study.plan = plan(subjects);
  for (std::uint32_t i = 0; i < study.plan.executions.size(); ++i) {
    study.records.emplace_back(record(study.plan, i));
  }
  const auto host = digest("host");
  study.hosts[host.hex] = {host, {{"host.cpu", "Xeon <E5>"}, {"host.kernel", "6.1.0"}}};
  study.scores.study = study.plan.study;
  study.scores.classes = {classes(study.plan, "tensor", false), classes(study.plan, "tracks", true)};
  study.store = ".reprovip";
  study.tool_version = "0.1.0";
  return study;
}

} // namespace

model::Study sample_study() {
  auto study = successful(2);
  study.reused = 4;
  study.place = {"/builds/vip/dti",
                 "/builds/vip/dti",
                 {{"html", "out/page.html"}, {"junit", "out/junit.xml"}, {"junit-gitlab", "out/gitlab.xml"}},
                 "https://gitlab.example.org/vip/dti/-/jobs/7",
                 ""};
  study.standings["retest"] = {Status::fail, "dti-00000001", 1700000000000, 3};
  auto& failed = *study.records[11];
  failed.ending.outcome = model::Outcome::failed;
  failed.ending.exit_code = 1;
  failed.ending.reason = "exit status 1";
  failed.host = digest("other host");
  study.hosts[failed.host.hex] = {failed.host, {{"host.cpu", "EPYC"}, {"host.kernel", "6.1.0"}}};
  study.scores.scores = {nu("length", "threads=1", 0.02, 0.01, 0.05),
                         nu("length", "threads=2", 0.4, 0.2, 0.7),
                         nu("<i>a&b]]></i>", "threads=1", 0.03, 0.02, 0.06)};
  auto absent = nu("length", "threads=2", 0, 0, 0);
  absent.metric = absent.kind = "icc";
  absent.estimate.reset();
  absent.interval.reset();
  absent.reason = "one subject: no variance between subjects";
  absent.notes = {"quote \" and, comma"};
  absent.files = {"maps/sd-<sub>.nii.gz"};
  study.scores.scores.push_back(absent);
  study.observations.series = {{"tracks", "value", "length", {}}};
  for (std::uint32_t i = 0; i < 11; ++i) {
    study.observations.series[0].values.emplace_back(40 + 0.25 * i);
  }
  study.observations.series[0].values.emplace_back(std::nullopt);
  study.standings["retest"] = {Status::fail, "dti-00000001", 1700000000000, 3};
  add_verdicts(study);
  return study;
}

model::Study hostile_study() {
  const std::string bytes("\x1b[31m\x00\x01\x7f\xff\xc0\xaf\xed\xa0\x80\xef\xbf\xbf", 17);
  const std::string evil = bytes + "]]></testsuite></script><script>alert(1)</script><!--\"'&\xf0\x9f\x98\x80"
                                   "\xe2\x80\xae|`[[ATTACHMENT|/etc/passwd]]\r\n,";
  auto study = sample_study();
  auto& protocol = study.plan.resolved.protocol;
  protocol.name += evil;
  protocol.file = "p " + evil;
  protocol.description = protocol.application.version = evil;
  study.plan.study = study.tool_version = study.store = evil;
  study.plan.resolved.subjects[0].id += evil;
  protocol.factors[1].levels[0].name = evil;
  auto& ending = study.records[11]->ending;
  ending.reason = evil + std::string(2000000, 'x') + evil;
  study.records[11]->argv = {evil, evil};
  study.records[11]->attempt = evil;
  study.records[10]->ending.infrastructure = true;
  for (auto& verdict : study.verdicts.verdicts) {
    verdict.criterion += evil;
    verdict.reason = verdict.require = ending.reason;
    verdict.where.file = evil;
    for (auto& check : verdict.checks) {
      check.value = check.group = evil;
      check.text = ending.reason;
    }
  }
  for (auto& alert : study.verdicts.alerts) {
    alert.what = evil;
    alert.text = ending.reason;
  }
  for (auto& score : study.scores.scores) {
    score.metric = score.row = score.group = score.unit = score.label = score.reason = evil;
    score.notes = {evil, ending.reason};
  }
  for (auto& [fingerprint, host] : study.hosts) {
    host.facts[evil] = ending.reason;
  }
  study.scores.classes[1].output = study.verdicts.grades[1].output = protocol.outputs[1].id = evil;
  study.scores.classes[1].sentence = study.verdicts.grades[1].reason = ending.reason;
  study.scores.warnings = {evil};
  return study;
}

model::Study large_study(std::uint32_t subjects) {
  auto study = successful(subjects);
  study.verdicts.status = Status::pass;
  study.verdicts.grades = {
      {"tensor", model::Grade::identical, "all the same"},
      {"tracks", model::Grade::inconclusive, "not identical, and no criterion judges it"}};
  return study;
}

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t found = 0;
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + part.size())) {
    ++found;
  }
  return found;
}

} // namespace reprovip::report::test
