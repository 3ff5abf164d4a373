#pragma once

#include "harness/base/result.hpp"
#include "harness/sys/files.hpp"

#include <optional>
#include <string>
#include <vector>

namespace reprovip::study {

// What a VIP client left of a session beside its results: session_data.json.
struct VipSession {
  std::string name;
  std::string pipeline; // "CQUEST/0.6"
  // One per workflow, in the order of their start: the folder of its results, or, when it has none, its id.
  std::vector<std::string> workflows;
};

// Of the folder `tree`; nothing when there is no such file.
Result<std::optional<VipSession>> read_vip_session(const sys::Path& tree);

} // namespace reprovip::study
