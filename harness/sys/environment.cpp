#include "harness/sys/process.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>

namespace reprovip::sys {

namespace {

bool is_program(const Path& path) {
  struct stat status = {};
  return ::stat(path.c_str(), &status) == 0 && S_ISREG(status.st_mode) && ::access(path.c_str(), X_OK) == 0;
}

} // namespace

Path find_program(const std::string& name, const std::string& search_path) {
  if (name.empty()) {
    return {};
  }
  std::error_code ignored;
  if (name.find('/') != std::string::npos) {
    return is_program(name) ? std::filesystem::absolute(name, ignored) : Path();
  }
  for (std::size_t begin = 0; begin <= search_path.size();) {
    const auto end = std::min(search_path.find(':', begin), search_path.size());
    const auto folder = search_path.substr(begin, end - begin);
    // An empty part of PATH means the current directory to a shell; a harness should not run what lies there.
    if (!folder.empty() && is_program(Path(folder) / name)) {
      return std::filesystem::absolute(Path(folder) / name, ignored);
    }
    begin = end + 1;
  }
  return {};
}

Environment current_environment() {
  Environment environment;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string text(*entry);
    const auto equals = text.find('=');
    if (equals != std::string::npos) {
      environment.emplace_back(text.substr(0, equals), text.substr(equals + 1));
    }
  }
  return environment;
}

std::string environment_value(const std::string& name) {
  const char* value = std::getenv(name.c_str());
  return value == nullptr ? std::string() : std::string(value);
}

} // namespace reprovip::sys
