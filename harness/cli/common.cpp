#include "harness/cli/common.hpp"

#include "harness/base/format.hpp"
#include "harness/base/utf8.hpp"
#include "harness/cli/partition.hpp"
#include "harness/history/history.hpp"
#include "harness/report/report.hpp"
#include "harness/sys/process.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>

namespace reprovip::cli {

namespace {

Error bad_flag(const std::string& flag, const std::string& value, const std::string& advice) {
  return make_error(ErrorKind::usage, format("--{} cannot be \"{}\"", flag, value), advice);
}

Result<std::vector<std::pair<std::string, std::string>>> read_sets(const Arguments& arguments) {
  std::vector<std::pair<std::string, std::string>> sets;
  for (const auto& text : arguments.all("set")) {
    const auto at = text.find('=');
    if (at == std::string::npos || at == 0) {
      return tl::unexpected(bad_flag("set", text, "write key=value, as in --set repeat.count=2"));
    }
    sets.emplace_back(text.substr(0, at), text.substr(at + 1));
  }
  return sets;
}

Result<study::Request> read_request(const Arguments& arguments, const std::string& protocol) {
  study::Request request;
  request.protocol = protocol;
  request.read.profile = arguments.text("profile");
  TRY_ASSIGN(request.read.sets, read_sets(arguments));
  request.criteria = arguments.all("criterion");
  request.data = arguments.text("data");
  request.store = arguments.text("store", ".reprovip");
  request.selection.subjects = arguments.all("subject");
  request.selection.environments = arguments.all("environment");
  request.selection.exclude = arguments.all("exclude");
  TRY_ASSIGN(const auto repeat, arguments.count("repeat"));
  if (repeat == 0U) {
    return tl::unexpected(bad_flag("repeat", "0", "it takes 1 or more"));
  }
  request.selection.repeat = repeat.value_or(0);
  TRY_ASSIGN(const auto seed, arguments.count("order-seed"));
  request.selection.order_seed = seed.value_or(0);
  TRY(read_partition(arguments, protocol, request.selection));
  return request;
}

bool wants_color(const Arguments& arguments) {
  const auto choice = arguments.text("color", "auto");
  if (arguments.has("ci") || choice == "never" || !sys::environment_value("NO_COLOR").empty()) {
    return false;
  }
  return choice == "always" || isatty(STDOUT_FILENO) != 0;
}

// Rows of the terminal; 0 of a pipe, which has room for any number.
int screen_height() {
  winsize size{};
  const bool known = isatty(STDOUT_FILENO) != 0 && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0;
  return known ? size.ws_row : 0;
}

Result<void> check_store(const sys::Path& root) {
  std::error_code ignored;
  if (std::filesystem::exists(root / "store.json", ignored)) {
    return {};
  }
  return failure(ErrorKind::usage, format("there is no store at {}", root.string()),
                 "run a protocol first, or name the store with --store");
}

} // namespace

std::vector<Flag> selection_flags() {
  return {
      {"repeat", 'K', "N", "repetitions, instead of the protocol's repeat.count"},
      {"environment", 'e', "FACTOR=LEVEL",
       "only these levels; several joined by commas; a level with commas as it is, or in double quotes: "
       "'affinity=\"0,1\"'",
       true},
      {"subject", 's', "ID", "only these subjects (wildcards)", true},
      {"criterion", 'c', "ID", "judge only these criteria (wildcards)", true},
      {"exclude", 'x', "WHAT", "leave out these levels or subjects", true},
      {"partition", 0, "I/N",
       "the I-th of N parts, by subject; auto: as GitLab's parallel jobs are numbered"},
      {"shares", 0, "FILE", "who takes which subjects with --partition, as `reprovip ci` shared them out"},
      {"order-seed", 0, "N", "seed of the launch order"},
      {"set", 0, "KEY=VALUE", "overrides a key of the protocol", true},
      {"profile", 0, "NAME", "applies [profile.NAME] of the protocol"},
      {"data", 0, "DIR", "where relative inputs are, instead of the protocol's folder"},
      {"store", 0, "DIR", "the run store (default .reprovip)"}};
}

std::vector<Flag> report_flags() {
  std::vector<Flag> flags;
  for (const auto& reporter : report::builtin_reporters()) {
    flags.push_back({reporter.name, 0, "FILE", reporter.doc});
  }
  flags.push_back({"reports", 0, "DIR",
                   "all of these in one folder: junit.xml, junit-gitlab.xml, report.html, scores.csv ..."});
  flags.push_back(
      {"url", 0, "ADDRESS",
       "where the HTML report will be published, for links; in GitLab by default the job's artifact"});
  flags.push_back({"color", 0, "WHEN", "auto, always or never", false, {"auto", "always", "never"}});
  flags.push_back({"quiet", 'q', "", "only the overall verdict"});
  flags.push_back({"verbose", 'v', "", "every check"});
  flags.push_back({"ci", 0, "", "for pipelines: no colour, plain progress, GitLab sections"});
  return flags;
}

Flag history_flag() {
  return {"history", 0, "DIR", "another store whose studies say since when a criterion fails", true};
}

std::vector<Flag> joined(std::vector<Flag> a, const std::vector<Flag>& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

Checked<study::Request> request_from(const Arguments& arguments, const std::string& protocol) {
  return checked(read_request(arguments, protocol));
}

Checked<store::Store> open_store(const Arguments& arguments, store::Access access) {
  const sys::Path root = arguments.text("store", ".reprovip");
  TRY(checked(check_store(root)));
  return checked(store::Store::open(root, access));
}

int screen_width() {
  winsize size{};
  if (isatty(STDOUT_FILENO) != 0 && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) {
    return size.ws_col;
  }
  return 120;
}

Result<std::vector<sys::Path>> stores_of(const Arguments& arguments, const std::string& flag) {
  std::vector<sys::Path> stores;
  for (const auto& store : arguments.all(flag)) {
    stores.emplace_back(store);
  }
  if (stores.empty()) {
    stores.emplace_back(".reprovip");
  }
  for (const auto& store : stores) {
    TRY(check_store(store));
  }
  return stores;
}

void add_standings(const Arguments& arguments, model::Study& study) {
  history::Stores stores = {study.store};
  std::vector<std::string> notes;
  for (const auto& store : arguments.all("history")) {
    if (auto found = check_store(store)) {
      stores.emplace_back(store);
    } else {
      notes.push_back(format("--history: there is no store at {}; what it may hold is not counted", store));
    }
  }
  auto found = history::standings(study, stores, notes);
  note(notes);
  if (!found) {
    note({"history cannot be asked: " + one_line(found.error())});
    return;
  }
  study.standings = std::move(*found);
}

void print_summary(const Arguments& arguments, const model::Study& study) {
  report::ConsoleOptions options;
  options.color = wants_color(arguments);
  options.width = screen_width();
  options.height = screen_height();
  options.verbosity = arguments.has("quiet") ? -1 : arguments.has("verbose") ? 1 : 0;
  print(report::console(study, options));
}

void print(const std::string& text) {
  std::fwrite(text.data(), 1, text.size(), stdout);
  std::fflush(stdout);
}

void complain(const Errors& problems) {
  if (!problems.empty()) {
    std::fputs(("reprovip: " + clean(render(problems), Lines::keep)).c_str(), stderr);
  }
}

void note(const std::vector<std::string>& notes) {
  for (const auto& one : notes) {
    std::fputs(("reprovip: " + clean(one, Lines::keep) + "\n").c_str(), stderr);
  }
}

} // namespace reprovip::cli
