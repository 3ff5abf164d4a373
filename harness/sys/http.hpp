#pragma once

#include "harness/base/quantity.hpp"
#include "harness/base/result.hpp"
#include "harness/sys/files.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace reprovip::sys {

// The value of a secret header is sent and nothing else: no error, log or answer shows it.
struct HttpHeader {
  std::string name;
  std::string value;
  bool secret = false;
};

struct HttpRequest {
  std::string method = "GET";
  std::string url; // https://, or http:// to this machine; without a user or password
  std::vector<HttpHeader> headers;
  std::string body;
  Path body_file; // its bytes are the body; empty: `body` is
  // Where the body of a success (2xx) goes, whole or not at all; empty: HttpResponse::body.
  Path to_file;
  Seconds timeout{60}; // of the whole exchange
  std::uint64_t max_bytes = std::uint64_t{64}
                            << 20; // of the answer's body; an error is never held to that of a file
};

struct HttpResponse {
  int status = 0;
  std::vector<std::pair<std::string, std::string>> headers; // names in lower case
  std::string body;                                         // without what went to `to_file`
  std::uint64_t size = 0;                                   // of the body, bytes

  bool success() const { return status >= 200 && status < 300; }
};

// Why there is no answer. `unsent`: no server heard the request. `lost`: it may have been heard, its answer
// did not come (reset, timeout). `refused`: trying again changes nothing (certificate, address, answer too
// large, a file that cannot be read or written). `stopped`: the caller asked.
enum class HttpFailure { unsent, lost, refused, stopped };
struct HttpError {
  HttpFailure failure = HttpFailure::refused;
  std::string message; // on one line, with the URL without its query
};
using HttpResult = tl::expected<HttpResponse, HttpError>;

// The door to servers. One thread uses it.
class Http {
public:
  virtual ~Http() = default;
  // One request, one answer, whatever its status. A redirection is an answer: it is not followed.
  virtual HttpResult send(const HttpRequest& request) = 0;
};

struct HttpOptions {
  // Asked about once a second while a request is under way; true gives it up.
  std::function<bool()> stop = {};
  std::string user_agent = "reprovip";
  Path certificates; // of authorities, PEM; empty: SSL_CERT_FILE, else the system's
};
// The real one: libcurl. Certificates and host names are always verified; connections are kept and reused but
// for POST, which libcurl would send twice when a kept connection turns out to be dead.
std::unique_ptr<Http> make_http(HttpOptions options = {});

// Whether `url` is of this machine: localhost, 127.0.0.0/8, [::1].
bool is_loopback_url(std::string_view url);
// What is wrong with a server's address: "" = it may be used.
std::string url_advice(std::string_view url);

} // namespace reprovip::sys
