#pragma once

namespace reprovip::model {

// In an attempt's directory: it may be under way where the harness does not see it.
inline constexpr const char* k_elsewhere_file = "elsewhere.json";

} // namespace reprovip::model
