#include "harness/sys/http.hpp"

#include <algorithm>
#include <cctype>

namespace reprovip::sys {

namespace {

// "user@host:80" of "http://user@host:80/path".
std::string_view authority_of(std::string_view url) {
  const auto at = url.find("://");
  if (at == std::string_view::npos) {
    return {};
  }
  const auto rest = url.substr(at + 3);
  return rest.substr(0, rest.find_first_of("/?#"));
}

std::string_view host_of(std::string_view authority) {
  if (authority.substr(0, 1) == "[") {
    return authority.substr(0, authority.find(']') + 1);
  }
  return authority.substr(0, authority.find(':'));
}

// 127.1.2.3, and not 127.example.org.
bool is_loopback_address(std::string_view host) {
  return host.substr(0, 4) == "127." && std::ranges::count(host, '.') == 3 &&
         std::ranges::all_of(host, [](unsigned char c) { return std::isdigit(c) != 0 || c == '.'; });
}

} // namespace

bool is_loopback_url(std::string_view url) {
  const auto host = host_of(authority_of(url));
  return host == "localhost" || host == "[::1]" || is_loopback_address(host);
}

std::string url_advice(std::string_view url) {
  const auto authority = authority_of(url);
  const bool is_http = url.substr(0, 7) == "http://";
  if ((!is_http && url.substr(0, 8) != "https://") || authority.empty()) {
    return "write https://HOST/...";
  }
  if (std::ranges::any_of(url, [](unsigned char c) { return c <= ' ' || c == 0x7f; })) {
    return "a URL has no blanks";
  }
  if (authority.find('@') != std::string_view::npos) {
    return "a URL with a user or a password in it would be shown: leave them out";
  }
  if (is_http && !is_loopback_url(url)) {
    return "without TLS only this machine may be asked: write https://";
  }
  return "";
}

} // namespace reprovip::sys
