#pragma once

#include "harness/launch/launcher.hpp"

#include <string>
#include <vector>

namespace reprovip::launch {

// An option of [launcher] that may not be set; its type was checked by the protocol's reader.
std::string text_option(const LauncherOptions& options, const std::string& name, std::string fallback = {});
bool boolean_option(const LauncherOptions& options, const std::string& name, bool fallback);
std::int64_t integer_option(const LauncherOptions& options, const std::string& name, std::int64_t fallback);
// A list, which arrives as the text of a JSON array; a scalar is a list of one.
std::vector<std::string> list_option(const LauncherOptions& options, const std::string& name);

} // namespace reprovip::launch
