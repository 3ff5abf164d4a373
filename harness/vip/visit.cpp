#include "harness/vip/visit.hpp"

#include "harness/base/format.hpp"
#include "harness/vip/downloads.hpp"
#include "harness/vip/landing.hpp"
#include "harness/vip/patience.hpp"

#include <thread>

namespace reprovip::vip {

namespace {

bool sleep(Seconds pause) {
  std::this_thread::sleep_for(pause);
  return true;
}

tl::unexpected<Error> said(const Fault& fault, const std::string& about, const std::string& advice) {
  return failure(ErrorKind::environment, format("{}: {}", about, fault.message), advice);
}

} // namespace

Visit::Visit(std::unique_ptr<sys::Http> http, Settings settings, Key key)
    : m_http(std::move(http)), m_client(std::make_unique<Client>(*m_http, settings.server, std::move(key))) {}

Result<Visit> Visit::begin(const launch::LauncherOptions& options) {
  TRY_ASSIGN(auto settings, settings_from(options));
  TRY_ASSIGN(auto key, read_key(settings.key_file, settings.key_env));
  return Visit(sys::make_http(), std::move(settings), std::move(key));
}

Result<Json> Visit::descriptor(const std::string& pipeline) {
  auto json = persist([&] { return m_client->descriptor(pipeline); }, sleep);
  if (!json) {
    return said(json.error(), format("pipeline \"{}\" of {}", pipeline, m_client->server().url),
                "VIP must have it, as NAME/VERSION, and you must be in one of its groups");
  }
  return std::move(*json);
}

Result<Execution> Visit::finished_execution(const std::string& id) {
  auto execution = persist([&] { return m_client->execution(id); }, sleep);
  if (!execution) {
    return said(execution.error(), format("execution \"{}\" of {}", id, m_client->server().url),
                "it must be one of yours; VIP says what it is called, workflow-...");
  }
  if (!is_terminal(execution->status)) {
    return failure(ErrorKind::usage, format("{} is not over: VIP says {}", id, execution->status_text),
                   "verify it when it is finished");
  }
  if (const auto ending = judge(*execution); ending.outcome != model::Outcome::succeeded) {
    return failure(ErrorKind::usage, format("{} has no whole result: {}", id, ending.reason),
                   "verify one that succeeded");
  }
  return std::move(*execution);
}

Result<std::vector<std::string>> Visit::results(const Execution& execution,
                                                const std::vector<model::OutputDecl>& outputs,
                                                const sys::Path& folder) {
  const auto platform = persist([&] { return m_client->platform(); }, sleep);
  const auto most = platform ? platform->max_transfer : Platform{}.max_transfer;
  Downloaded downloaded;
  const auto fetch = [&]() -> Answer<void> {
    downloaded = download_results(*m_client, execution.returned, outputs, folder, most);
    return downloaded.fault ? Answer<void>(tl::unexpected(*downloaded.fault)) : Answer<void>();
  };
  if (const auto fetched = persist(fetch, sleep); !fetched) {
    return said(fetched.error(), format("results of {}", execution.id), "try again");
  }
  if (!downloaded.refusal.empty()) {
    return failure(ErrorKind::environment, downloaded.refusal);
  }
  return std::move(downloaded.remarks);
}

} // namespace reprovip::vip
