#include "harness/study/replay.hpp"

#include "harness/base/format.hpp"
#include "harness/study/identify.hpp"
#include "harness/study/keep.hpp"
#include "harness/study/saved.hpp"
#include "harness/study/stage.hpp"
#include "harness/sys/hash.hpp"
#include "harness/sys/host.hpp"

#include <unistd.h>

#include <charconv>
#include <cstdio>
#include <filesystem>
#include <optional>

namespace reprovip::study {

namespace fs = std::filesystem;

namespace {

struct Name {
  std::string cell; // prefix
  std::uint32_t repetition = 0;
  std::string attempt; // "" = the one that counts
};

Result<Name> parse_name(const std::string& text) {
  Name name;
  const auto slash = text.find('/');
  const auto next = slash == std::string::npos ? slash : text.find('/', slash + 1);
  const auto middle = slash == std::string::npos ? std::string{} : text.substr(slash + 1, next - slash - 1);
  name.cell = text.substr(0, slash);
  name.attempt = next == std::string::npos ? "" : text.substr(next + 1);
  const auto* end = middle.data() + middle.size();
  if (middle.size() < 2 || middle[0] != 'r' || name.cell.empty() ||
      std::from_chars(middle.data() + 1, end, name.repetition).ptr != end) {
    return failure(ErrorKind::usage, format("\"{}\" does not name an execution", text),
                   "write <cell>/r<repetition>, as reports and `reprovip list cells` show it");
  }
  return name;
}

struct Found {
  model::Plan plan;
  std::uint32_t execution = 0;
  model::Record record;
};

std::optional<std::uint32_t> execution_in(const model::Plan& plan, const Name& name) {
  for (std::uint32_t i = 0; i < plan.executions.size(); ++i) {
    const auto& execution = plan.executions[i];
    if (execution.repetition == name.repetition &&
        plan.cells[execution.cell].key.hex.rfind(name.cell, 0) == 0) {
      return i;
    }
  }
  return std::nullopt;
}

Result<model::Record> record_of(const store::Store& store, const model::Plan& plan, std::uint32_t execution,
                                const Name& name) {
  std::vector<std::string> warnings;
  TRY_ASSIGN(const auto records, store.records(plan.cells[plan.executions[execution].cell].key, warnings));
  std::optional<model::Record> chosen;
  for (const auto& record : records) {
    const bool named = name.attempt.empty() || record.attempt.rfind(name.attempt, 0) == 0;
    if (record.repetition == name.repetition && named &&
        (!chosen || model::is_complete(record) || !model::is_complete(*chosen))) {
      chosen = record;
    }
  }
  if (!chosen) {
    return failure(ErrorKind::usage,
                   format("{}/r{:03} has no record in this store", name.cell, name.repetition),
                   "run the protocol first");
  }
  return *chosen;
}

Checked<Found> find(const store::Store& store, const std::string& text) {
  const auto name = parse_name(text);
  if (!name) {
    return tl::unexpected(Errors{name.error()});
  }
  Errors unreadable;
  for (const auto& study : store.studies()) {
    auto plan = load_plan(store, study);
    if (!plan) {
      unreadable.insert(unreadable.end(), plan.error().begin(), plan.error().end());
      continue;
    }
    if (const auto execution = execution_in(*plan, *name)) {
      auto record = record_of(store, *plan, *execution, *name);
      if (!record) {
        return tl::unexpected(Errors{record.error()});
      }
      return Found{std::move(*plan), *execution, std::move(*record)};
    }
  }
  Errors errors = {make_error(ErrorKind::usage,
                              format("no study of this store has an execution \"{}\"", text),
                              "`reprovip list cells PROTOCOL` shows the cells")};
  errors.insert(errors.end(), unreadable.begin(), unreadable.end());
  return tl::unexpected(std::move(errors));
}

// The files are where they were; are they what they were?
Result<void> inputs_unchanged(const model::Invocation& invocation) {
  for (const auto& input : invocation.inputs) {
    if (input.is_directory) {
      continue;
    }
    TRY_ASSIGN(const auto digest, sys::sha256_file(input.host));
    if (digest != input.digest) {
      return failure(ErrorKind::data,
                     format("{} has changed since the execution ({} then, {} now)", input.host.string(),
                            input.digest.brief(), digest.brief()),
                     "put the input back, or run the protocol again");
    }
  }
  return {};
}

// A directory that goes away with it unless kept.
struct Scratch {
  sys::Path path;
  bool keep = false;
  ~Scratch() {
    if (!keep) {
      static_cast<void>(sys::remove_tree(path));
    }
  }
};

Result<sys::Path> make_scratch(const sys::Path& keep) {
  std::error_code error;
  if (!keep.empty()) {
    if (fs::exists(keep, error)) {
      return failure(ErrorKind::usage, format("{} is already there", keep.string()), "name a new folder");
    }
    TRY(sys::make_directories(keep));
    return fs::absolute(keep, error);
  }
  auto pattern = (fs::temp_directory_path(error) / "reprovip-replay-XXXXXX").string();
  if (mkdtemp(pattern.data()) == nullptr) {
    return failure(ErrorKind::environment, format("cannot make a folder like {}", pattern));
  }
  return sys::Path(pattern);
}

Result<model::Ending> run_job(const launch::Job& job, const sys::Path& executor) {
  TRY_ASSIGN(const auto launcher,
             launch::builtin_launchers().front().make({.jobs = 1, .executor = executor}));
  TRY(launcher->start(job));
  while (true) {
    const auto event = launcher->wait(std::nullopt);
    if (const auto* ended = std::get_if<launch::JobEnded>(&event)) {
      return ended->ending;
    }
    if (std::holds_alternative<launch::StopAsked>(event)) {
      launcher->abort();
    }
  }
}

std::vector<ReplayedOutput> compare(const model::Record& before, const model::Record& now) {
  std::vector<ReplayedOutput> outputs;
  for (const auto& old : before.outputs) {
    ReplayedOutput output{old.id, old.canonical, {}, false, false, false};
    for (const auto& fresh : now.outputs) {
      if (fresh.id == old.id) {
        output.now = fresh.canonical;
        output.same_raw = fresh.raw == old.raw && !fresh.raw.empty();
        output.absent_both = fresh.canonical.empty() && old.canonical.empty();
        output.same_canonical = fresh.canonical == old.canonical && !fresh.canonical.empty();
      }
    }
    outputs.push_back(output);
  }
  return outputs;
}

Result<Replayed> replay_found(const Found& found, const sys::Path& keep) {
  TRY_ASSIGN(const auto executor, sys::find_executor());
  TRY_ASSIGN(const auto directory, make_scratch(keep));
  Scratch scratch{directory, !keep.empty()};
  const auto container = format("reprovip-replay-{}", getpid());
  TRY_ASSIGN(auto job, stage(found.plan, found.execution, directory, container, executor));
  if (job.invocation.argv != found.record.argv) {
    return failure(ErrorKind::data, "the protocol no longer makes the command that was recorded",
                   "replay with the protocol and application of then");
  }
  TRY(inputs_unchanged(job.invocation));
  TRY_ASSIGN(const auto ending, run_job(job, executor));
  Replayed replayed;
  replayed.name = job.invocation.name;
  replayed.before = found.record;
  const auto keep_nothing = [](const sys::Path&, const Digest&) { return Result<void>{}; };
  TRY_ASSIGN(replayed.now, make_record(found.plan, job, ending, keep_nothing));
  replayed.outputs = compare(replayed.before, replayed.now);
  replayed.directory = keep.empty() ? sys::Path{} : directory;
  replayed.exit = model::is_complete(replayed.now)     ? model::ExitCode::success
                  : replayed.now.ending.infrastructure ? model::ExitCode::infrastructure
                                                       : model::ExitCode::execution_failed;
  return replayed;
}

} // namespace

Checked<Replayed> replay(const store::Store& store, const std::string& execution, const sys::Path& keep) {
  TRY_ASSIGN(const auto found, find(store, execution));
  if (!found.record.imported.empty()) {
    return tl::unexpected(Errors{
        make_error(ErrorKind::usage, format("\"{}\" was imported: how it was run is not known", execution))});
  }
  auto replayed = replay_found(found, keep);
  if (!replayed) {
    return tl::unexpected(Errors{std::move(replayed).error()});
  }
  return std::move(*replayed);
}

} // namespace reprovip::study
