#include "harness/base/format.hpp"
#include "harness/base/quantity.hpp"
#include "harness/score/metrics/external_answer.hpp"
#include "harness/score/metrics/metrics.hpp"
#include "harness/score/path_options.hpp"
#include "harness/sys/process.hpp"

#include <filesystem>
#include <random>

namespace reprovip::score {

namespace {

namespace fs = std::filesystem;
using model::OptionType;

constexpr std::size_t k_most_answer = std::size_t{16} << 20;
constexpr std::size_t k_tail = 400;

// A folder of its own for one run of the program.
class Scratch {
public:
  static Result<Scratch> make() {
    std::error_code error;
    const auto base = fs::temp_directory_path(error);
    // Its name must be unused, not unforeseeable.
    std::random_device random;
    auto path = base / format("reprovip-metric-{:08x}{:08x}", random(), random());
    TRY(sys::make_directories(path / "out"));
    return Scratch(std::move(path));
  }
  Scratch(Scratch&& other) noexcept : m_path(std::exchange(other.m_path, {})) {}
  Scratch& operator=(Scratch&&) = delete;
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  ~Scratch() {
    if (!m_path.empty()) {
      static_cast<void>(sys::remove_tree(m_path));
    }
  }
  const sys::Path& path() const { return m_path; }
  sys::Path output() const { return m_path / "out"; }

private:
  explicit Scratch(sys::Path path) : m_path(std::move(path)) {}
  sys::Path m_path;
};

std::string absolute_text(const sys::Path& path) {
  std::error_code ignored;
  return fs::absolute(path, ignored).lexically_normal().string();
}

Json texts_json(const std::vector<std::string>& texts) {
  auto json = Json::array();
  for (const auto& text : texts) {
    json.push(text);
  }
  return json;
}

Result<Json> request_json(OutputSet& set, const std::string& column, const std::string& settings,
                          const sys::Path& output) {
  auto members = Json::array();
  for (const auto& member : set.members) {
    TRY_ASSIGN(const auto file, set.file(member));
    members.push(Json::object({{"name", member.name},
                               {"target", member.target},
                               {"column", member.column},
                               {"slot", member.slot},
                               {"digest", member.digest.hex},
                               {"file", absolute_text(file)},
                               {"file_name", set.file_name(member)}}));
  }
  auto truth = Json::array();
  for (std::uint32_t target = 0; target < set.targets.size(); ++target) {
    if (const auto file = set.truth_file(target)) {
      truth.push(Json::object({{"target", target}, {"file", absolute_text(*file)}}));
    }
  }
  return Json::object({{"schema", 1},
                       {"metric", "external"},
                       {"options", Json::object({{"settings", settings}})},
                       {"column", column},
                       {"across", set.across},
                       {"levels", texts_json(set.levels)},
                       {"columns", set.columns},
                       {"targets", texts_json(set.targets)},
                       {"members", std::move(members)},
                       {"truth", std::move(truth)},
                       {"output_dir", output.string()}});
}

std::string tail_of(const std::string& text) {
  auto end = text.find_last_not_of(" \t\r\n");
  end = end == std::string::npos ? 0 : end + 1;
  const auto from = end > k_tail ? end - k_tail : 0;
  auto tail = text.substr(from, end - from);
  for (char& c : tail) {
    c = static_cast<unsigned char>(c) < ' ' ? ' ' : c;
  }
  return tail;
}

class ExternalMetric : public SetMetric {
public:
  ExternalMetric(std::string command, std::string settings, Seconds timeout)
      : m_command(std::move(command)), m_settings(std::move(settings)), m_timeout(timeout) {}

  Result<Rows> of(OutputSet& set, const std::string& column) const override {
    TRY_ASSIGN(const auto scratch, Scratch::make());
    TRY_ASSIGN(const auto request, request_json(set, column, m_settings, scratch.output()));
    TRY_ASSIGN(const auto answer, ask(scratch, request));
    TRY_ASSIGN(auto rows, read_external_answer(answer));
    for (auto& [row, finding] : rows) {
      TRY(keep_files(set, scratch, finding));
      finding.notes.push_back(command_identity(m_command));
    }
    return rows;
  }

private:
  Result<std::string> ask(const Scratch& scratch, const Json& request) const {
    const auto file = scratch.path() / "request.json";
    TRY(sys::write_file_atomic(file, dump(request, 1) + "\n"));
    sys::Command command;
    command.argv = command_words(m_command);
    command.environment = sys::current_environment();
    command.directory = scratch.path();
    command.in_file = file;
    TRY_ASSIGN(auto ended, sys::run_captured(command, m_timeout, k_most_answer + 1));
    const auto& name = command.argv.front();
    if (!ended.status.success()) {
      const auto how = ended.status.signal != 0 ? format("was ended by signal {}", ended.status.signal)
                                                : format("ended with status {}", ended.status.code);
      const auto said = tail_of(ended.err);
      return failure(ErrorKind::data, format("\"{}\" {}{}{}", name, how, said.empty() ? "" : ": ", said));
    }
    if (ended.out.size() > k_most_answer) {
      return failure(ErrorKind::data, format("\"{}\" answered more than {} bytes", name, k_most_answer));
    }
    return std::move(ended.out);
  }

  static Result<void> keep_files(OutputSet& set, const Scratch& scratch, Finding& finding) {
    for (const auto& name : finding.files) {
      const auto from = scratch.output() / name;
      std::error_code error;
      if (!fs::is_regular_file(fs::symlink_status(from, error))) {
        return failure(ErrorKind::data, format("it did not write \"{}\" into output_dir", name));
      }
      const auto place = set.place_for(name);
      if (place && !fs::copy_file(from, *place, fs::copy_options::overwrite_existing, error)) {
        return failure(ErrorKind::environment,
                       format("cannot write \"{}\": {}", place->string(), error.message()));
      }
      if (!place) {
        finding.notes.push_back(format("\"{}\" was not kept", name));
      }
    }
    std::erase_if(finding.files, [&](const std::string& name) { return !set.place_for(name); });
    return {};
  }

  std::string m_command;
  std::string m_settings;
  Seconds m_timeout;
};

Result<MetricPlugin> make(const Options& options) {
  const auto command = text_option(options, "command", "");
  if (command_words(command).empty()) {
    return failure(ErrorKind::protocol, "\"command\" is missing",
                   "name the program: command = [\"python3\", \"metric.py\"]");
  }
  TRY_ASSIGN(const auto timeout, parse_duration(text_option(options, "timeout", "10min")));
  return MetricPlugin(
      std::make_unique<ExternalMetric>(command, text_option(options, "settings", ""), timeout));
}

} // namespace

MetricEntry external_metric() {
  MetricEntry entry;
  entry.declaration = {
      "external",
      "what a program of your own says: a request in JSON on its standard input, an answer on its output",
      {{"command", OptionType::command, "", "the program and its arguments, never a shell line", {}},
       {"timeout", OptionType::text, "10min", "after this it is killed", {}},
       {"settings", OptionType::text, "", "given to the program as options.settings", {}}},
      {}};
  entry.formula = "as the program has it; every score notes the program and its digest";
  entry.source = "the program's; the request and the answer are described in harness/score/README.md";
  entry.inputs = "all outputs of a group, as files; the ground truth's files, when there are any";
  entry.unit = "";
  entry.range = "any finite number";
  entry.undefined = "the program says so with a reason, fails, takes too long, or answers what is no answer";
  entry.default_per = "condition";
  entry.make = make;
  return entry;
}

} // namespace reprovip::score
