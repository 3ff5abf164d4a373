#pragma once

#include <map>
#include <string>

namespace mrs_quantify {

// Bytes by the last part of their name.
using Archive = std::map<std::string, std::string>;

// Every file of a zip file; one above 64 MiB, or the second of a name, is refused. Throws Mistake.
Archive read_zip(const std::string& path);

} // namespace mrs_quantify
