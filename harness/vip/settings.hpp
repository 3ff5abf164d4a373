#pragma once

#include "harness/base/quantity.hpp"
#include "harness/launch/launcher.hpp"
#include "harness/vip/client.hpp"

#include <string>
#include <vector>

namespace reprovip::vip {

inline constexpr Seconds k_usual_poll{10};
inline constexpr const char* k_public_url = "https://vip.creatis.insa-lyon.fr/rest";

// The options of [launcher] for `vip`, checked.
struct Settings {
  Server server;
  sys::Path key_file;
  std::string key_env = "VIP_API_KEY";
  std::string folder = "/vip/Home/reprovip"; // ours on VIP: inputs/ and results/
  std::uint32_t jobs = 8;                    // executions under way at once; VIP's quotas may allow fewer
  Seconds poll = k_usual_poll;               // the first pause between two looks; after a fault in proportion
  bool several_jobs = false;
  bool clean = false;
  sys::Path ledger; // of uploads
};

const std::vector<model::OptionDecl>& launcher_options();
// REPROVIP_VIP_URL comes before the option `url`.
Result<Settings> settings_from(const launch::LauncherOptions& options);

} // namespace reprovip::vip
