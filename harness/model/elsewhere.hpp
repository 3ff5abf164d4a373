#pragma once

namespace reprovip::model {

// In an attempt's directory: it may be under way where the harness does not see it. Its first line is JSON,
// what follows is the launcher's own.
inline constexpr const char* k_elsewhere_file = "elsewhere.json";

} // namespace reprovip::model
