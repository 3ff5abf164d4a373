#pragma once

#include "harness/launch/launcher.hpp"
#include "harness/vip/client.hpp"
#include "harness/vip/settings.hpp"

#include <memory>
#include <string>
#include <vector>

namespace reprovip::vip {

// Short visits to VIP, for commands that fetch something and end. Like the launcher they take their address
// and key from the options of [launcher] and the environment.
class Visit {
public:
  static Result<Visit> begin(const launch::LauncherOptions& options);

  // The Boutiques descriptor of "NAME/VERSION".
  Result<Json> descriptor(const std::string& pipeline);
  // One execution that somebody ran. Running, failed and killed ones are errors, since there is nothing to
  // fetch.
  Result<Execution> finished_execution(const std::string& id);
  // Its results into `folder`, as `download_results` puts them there; remarks for people.
  Result<std::vector<std::string>>
  results(const Execution& execution, const std::vector<model::OutputDecl>& outputs, const sys::Path& folder);

private:
  Visit(std::unique_ptr<sys::Http> http, Settings settings, Key key);

  std::unique_ptr<sys::Http> m_http;
  std::unique_ptr<Client> m_client;
};

} // namespace reprovip::vip
