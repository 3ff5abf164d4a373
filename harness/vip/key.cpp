#include "harness/vip/key.hpp"

#include "harness/base/format.hpp"
#include "harness/sys/process.hpp"

#include <sys/stat.h>

#include <algorithm>

namespace reprovip::vip {

namespace {

constexpr std::size_t k_longest = 4096;

Result<std::string> read_private(const sys::Path& file) {
  struct stat status {};
  if (::stat(file.c_str(), &status) == 0 && (status.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
    return failure(ErrorKind::environment,
                   format("others may read {}, which holds the key of VIP", file.string()),
                   format("chmod 600 {}, and get a new key when somebody may have read it", file.string()));
  }
  return sys::read_file(file);
}

std::string trimmed(const std::string& text) {
  const auto from = text.find_first_not_of(" \t\r\n");
  const auto to = text.find_last_not_of(" \t\r\n");
  return from == std::string::npos ? "" : text.substr(from, to + 1 - from);
}

} // namespace

std::string Key::hide(std::string text) const {
  for (auto at = m_value.empty() ? std::string::npos : text.find(m_value); at != std::string::npos;
       at = text.find(m_value, at)) {
    text.replace(at, m_value.size(), "***");
    at += 3;
  }
  return text;
}

Result<Key> read_key(const sys::Path& file, const std::string& variable) {
  const auto origin = file.empty() ? format("the variable {}", variable) : file.string();
  std::string text = file.empty() ? sys::environment_value(variable) : "";
  if (!file.empty()) {
    TRY_ASSIGN(text, read_private(file));
  }
  auto key = trimmed(text);
  if (key.empty()) {
    return failure(
        ErrorKind::environment, format("there is no key of VIP in {}", origin),
        "VIP shows yours on the page of your account; set the variable, or `key_file` in [launcher]");
  }
  const bool fits = std::ranges::all_of(key, [](unsigned char c) { return c > ' ' && c < 0x7f; });
  if (!fits || key.size() > k_longest) {
    return failure(ErrorKind::environment, format("what is in {} is no key of VIP", origin),
                   "a key is one word of ASCII");
  }
  return Key(std::move(key), origin);
}

} // namespace reprovip::vip
