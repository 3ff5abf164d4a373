#include "harness/vip/launcher.hpp"

#include "harness/base/assert.hpp"
#include "harness/base/format.hpp"
#include "harness/vip/patience.hpp"
#include "harness/vip/pipeline.hpp"

#include <algorithm>
#include <set>

namespace reprovip::vip {

namespace {

constexpr std::uint32_t k_polite_aborts = 1;

Error about(const Fault& fault, const std::string& what, const std::string& advice) {
  return make_error(fault.kind == FaultKind::refused ? ErrorKind::protocol : ErrorKind::environment,
                    format("{}: {}", what, fault.message), advice);
}

} // namespace

bool Signals::wait(sys::TimePoint deadline) {
  if (!m_signal) {
    const auto event = m_processes->wait(deadline);
    if (const auto* interrupted = std::get_if<sys::Interrupted>(&event)) {
      m_signal = interrupted->signal;
    }
  }
  return m_signal.has_value();
}

std::optional<int> Signals::take() {
  return std::exchange(m_signal, std::nullopt);
}

VipLauncher::VipLauncher(Settings settings, Key key, std::unique_ptr<sys::Http> http,
                         std::shared_ptr<Signals> signals, sys::Clock& clock)
    : m_settings(std::move(settings)), m_http(std::move(http)), m_signals(std::move(signals)), m_clock(clock),
      m_client(*m_http, m_settings.server, std::move(key)),
      m_uploads(m_client, m_settings.folder, m_settings.ledger), m_ground{m_client, m_uploads, m_settings,
                                                                          m_clock},
      m_limit(m_settings.jobs) {}

std::uint32_t VipLauncher::capacity() const {
  const auto running = static_cast<std::uint32_t>(m_flights.size());
  return m_limit > running ? m_limit - running : 0;
}

Result<const Json*> VipLauncher::descriptor(const sys::Path& file) {
  auto known = m_descriptors.find(file);
  if (known == m_descriptors.end()) {
    TRY_ASSIGN(auto json, read_descriptor(file));
    known = m_descriptors.emplace(file, std::move(json)).first;
  }
  return &known->second;
}

void VipLauncher::check_jobs(const std::vector<launch::Job>& jobs, Errors& errors,
                             std::vector<std::string>& warnings) {
  std::set<std::string> said;
  for (const auto& job : jobs) {
    const auto request = request_from(job.command.argv);
    const auto rules = request ? descriptor(request->descriptor) : Result<const Json*>(nullptr);
    if (!request || !rules) {
      auto error = request ? rules.error() : request.error();
      if (said.insert(error.message).second) {
        errors.push_back(std::move(error));
      }
      continue;
    }
    const auto found = check_request(*request, job.invocation.inputs, **rules, m_settings.several_jobs);
    for (const auto& mistake : found.mistakes) {
      if (said.insert(mistake).second) {
        errors.push_back(make_error(ErrorKind::protocol, format("{}: {}", job.invocation.name, mistake)));
      }
    }
    for (const auto& warning : found.warnings) {
      if (said.insert(warning).second) {
        warnings.push_back(warning);
      }
    }
  }
}

std::function<bool(Seconds)> VipLauncher::sleep() {
  return [this](Seconds pause) {
    return !m_signals->wait(m_clock.steady() + std::chrono::duration_cast<sys::TimePoint::duration>(pause));
  };
}

// Nothing runs yet: what VIP runs must be what the protocol says is tested.
std::optional<Error> VipLauncher::compare_descriptor(const Request& request) {
  const auto theirs = persist([&] { return m_client.descriptor(request.pipeline); }, sleep());
  const auto fetch = format("`reprovip init vip:{}` fetches VIP's", request.pipeline);
  if (!theirs) {
    return about(
        theirs.error(), format("pipeline \"{}\"", request.pipeline),
        "VIP must have it, and you must be in one of its groups; `pipeline` in [launcher] names another");
  }
  const auto ours = descriptor(request.descriptor);
  if (!ours) {
    return ours.error();
  }
  if (canonical_text(**ours) != canonical_text(*theirs)) {
    return make_error(ErrorKind::protocol,
                      format("{} is not the descriptor that VIP has for \"{}\": they differ at {}",
                             request.descriptor.string(), request.pipeline,
                             first_difference(**ours, *theirs)),
                      fetch);
  }
  return std::nullopt;
}

std::optional<Fault> VipLauncher::ask_platform() {
  const auto platform = persist([&] { return m_client.platform(); }, sleep());
  if (!platform) {
    return platform.error();
  }
  m_ground.max_transfer = platform->max_transfer;
  const auto known = persist([&] { return m_client.check_key(); }, sleep());
  return known ? std::nullopt : std::optional(known.error());
}

void VipLauncher::ask_vip(const std::vector<launch::Job>& jobs, Errors& errors) {
  if (const auto fault = ask_platform()) {
    errors.push_back(about(*fault, format("VIP at {}", m_settings.server.url),
                           "`url` in [launcher] and REPROVIP_VIP_URL say where it is"));
    return;
  }
  std::set<std::string> asked;
  for (const auto& job : jobs) {
    const auto request = request_from(job.command.argv);
    if (request && asked.insert(request->pipeline + " " + request->descriptor.string()).second) {
      if (auto error = compare_descriptor(*request)) {
        errors.push_back(std::move(*error));
      }
    }
  }
}

Checked<std::vector<std::string>> VipLauncher::look_over(const std::vector<launch::Job>& jobs) {
  Errors errors;
  std::vector<std::string> warnings = {"VIP chooses the machine of each execution: it is an observed factor, "
                                       "and unknown unless an output or a log "
                                       "tells it; [resources] and [env] do not apply there"};
  check_jobs(jobs, errors, warnings);
  if (errors.empty()) {
    ask_vip(jobs, errors);
  }
  if (!errors.empty()) {
    return tl::unexpected(std::move(errors));
  }
  return warnings;
}

Result<void> VipLauncher::start(const launch::Job& job) {
  TRY_ASSIGN(auto request, request_from(job.command.argv));
  const auto& url = job.elsewhere["url"];
  if (url.is_string() && url.text() != m_settings.server.url) {
    return failure(ErrorKind::environment,
                   format("{} runs on another VIP, {}", job.invocation.name, url.text()),
                   format("run with REPROVIP_VIP_URL={}", url.text()));
  }
  m_flights.emplace_back(m_ground, job, std::move(request));
  return {};
}

// VIP's quotas are of executions, ours and those that the user started by hand.
void VipLauncher::adapt() {
  if (std::exchange(m_ground.refused_for_quota, false)) {
    const auto up = std::ranges::count_if(m_flights, &Flight::is_up);
    m_limit = std::max<std::uint32_t>(1, static_cast<std::uint32_t>(up));
  }
}

std::optional<launch::JobEnded> VipLauncher::make_steps() {
  for (auto flight = m_flights.begin(); flight != m_flights.end(); ++flight) {
    if (flight->due() > m_clock.steady()) {
      continue;
    }
    auto ended = flight->step();
    adapt();
    if (ended) {
      m_flights.erase(flight);
      m_limit = std::min(m_limit + 1, m_settings.jobs);
      return ended;
    }
    if (m_signals->wait(m_clock.steady())) {
      break;
    }
  }
  return std::nullopt;
}

launch::LaunchEvent VipLauncher::wait(std::optional<sys::TimePoint> deadline) {
  while (true) {
    if (const auto signal = m_signals->take()) {
      return launch::StopAsked{*signal};
    }
    if (auto ended = make_steps()) {
      return std::move(*ended);
    }
    auto until = deadline;
    for (const auto& flight : m_flights) {
      until = until ? std::min(*until, flight.due()) : flight.due();
    }
    REPROVIP_ASSERT(until);
    if (!m_signals->wait(*until) && deadline && m_clock.steady() >= *deadline) {
      return launch::NothingYet{};
    }
  }
}

void VipLauncher::abort() {
  ++m_aborts;
  for (auto& flight : m_flights) {
    flight.stop(m_aborts > k_polite_aborts);
  }
}

std::string cannot_set(const model::Factor& factor) {
  using model::FactorEffect;
  switch (factor.effect) {
  case FactorEffect::parameter:
  case FactorEffect::application:
  case FactorEffect::imported:
    return "";
  case FactorEffect::engine: {
    const bool is_vip = std::ranges::all_of(
        factor.levels, [](const auto& level) { return model::to_text(level.value) == "vip"; });
    return is_vip ? "" : "VIP's sites choose how a pipeline is deployed; write engine = \"vip\"";
  }
  case FactorEffect::machine:
  case FactorEffect::cpu:
    return "VIP chooses the machine";
  case FactorEffect::image:
  case FactorEffect::suite:
  case FactorEffect::build:
    return "the pipeline's descriptor names its image; another version is another pipeline (a factor with "
           "`application`)";
  case FactorEffect::seed:
    return "a Boutiques descriptor has no seed; make it an input, whose levels can be set";
  case FactorEffect::threads:
  case FactorEffect::environment:
  case FactorEffect::argument:
  case FactorEffect::wrapper:
  case FactorEffect::setting:
    break;
  }
  return "VIP's API takes the inputs of a pipeline, and no variables, arguments or settings";
}

Result<std::unique_ptr<launch::Launcher>> make_vip_launcher(const launch::LauncherOptions& options) {
  TRY_ASSIGN(auto settings, settings_from(options));
  TRY_ASSIGN(auto key, read_key(settings.key_file, settings.key_env));
  auto signals = std::make_shared<Signals>(sys::make_processes());
  auto http = sys::make_http({.stop = [signals] { return signals->wait(std::chrono::steady_clock::now()); }});
  return std::make_unique<VipLauncher>(std::move(settings), std::move(key), std::move(http),
                                       std::move(signals), sys::real_clock());
}

launch::Probe probe(const launch::LauncherOptions& options) {
  const auto unusable = [](std::string why) {
    return launch::Probe{.usable = false, .version = "", .reason = std::move(why), .details = {}};
  };
  auto settings = settings_from(options);
  if (!settings) {
    return unusable(one_line(settings.error()));
  }
  auto key = read_key(settings->key_file, settings->key_env);
  if (!key) {
    return unusable(one_line(key.error()));
  }
  const auto http = sys::make_http({});
  Client client(*http, settings->server, std::move(*key));
  const auto platform = client.platform();
  if (!platform) {
    return unusable(format("{}: {}", settings->server.url, platform.error().message));
  }
  if (const auto known = client.check_key(); !known) {
    return unusable(format("{}: {}", settings->server.url, known.error().message));
  }
  return {.usable = true,
          .version = format("{}, API {}", settings->server.url, platform->version),
          .reason = "",
          .details = {}};
}

} // namespace reprovip::vip
