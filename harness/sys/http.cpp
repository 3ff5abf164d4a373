#include "harness/sys/http.hpp"

#include "harness/base/format.hpp"
#include "harness/sys/process.hpp"

#include <curl/curl.h>

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>

namespace reprovip::sys {

namespace {

constexpr long k_connect_limit_ms = 20'000;
constexpr std::uint64_t k_error_body = 64 << 10; // of an answer that should have gone to a file

struct CloseFile {
  void operator()(std::FILE* file) const { static_cast<void>(std::fclose(file)); }
};
using File = std::unique_ptr<std::FILE, CloseFile>;
struct FreeList {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using List = std::unique_ptr<curl_slist, FreeList>;
struct FreeHandle {
  void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
};
using Handle = std::unique_ptr<CURL, FreeHandle>;

// One request under way: what libcurl's callbacks see.
struct Exchange {
  const HttpRequest& request;
  const HttpOptions& options;
  CURL* handle = nullptr;
  HttpResponse response;
  File from;
  std::uint64_t from_size = 0;
  File to;
  Path part;
  std::string trouble; // of ours, while libcurl only knows that a callback refused

  bool keeps_in_file() const { return to != nullptr && response.success(); }
};

std::size_t write_body(char* bytes, std::size_t, std::size_t count, void* data) {
  auto& exchange = *static_cast<Exchange*>(data);
  auto& response = exchange.response;
  long status = 0;
  curl_easy_getinfo(exchange.handle, CURLINFO_RESPONSE_CODE, &status);
  response.status = static_cast<int>(status);
  response.size += count;
  const bool to_file = exchange.keeps_in_file();
  const auto limit = to_file || exchange.to == nullptr ? exchange.request.max_bytes : k_error_body;
  if (response.size > limit) {
    exchange.trouble = format("the answer is larger than {}", human_bytes(limit));
    return 0;
  }
  if (!to_file) {
    response.body.append(bytes, count);
  } else if (std::fwrite(bytes, 1, count, exchange.to.get()) != count) {
    exchange.trouble = format("cannot write {}: {}", exchange.part.string(), std::strerror(errno));
    return 0;
  }
  return count;
}

std::size_t read_header(char* bytes, std::size_t, std::size_t count, void* data) {
  auto& headers = static_cast<Exchange*>(data)->response.headers;
  const std::string line(bytes, count);
  const auto colon = line.find(':');
  if (line.rfind("HTTP/", 0) == 0) {
    headers.clear();
  } else if (colon != std::string::npos) {
    auto name = line.substr(0, colon);
    std::ranges::transform(name, name.begin(), [](unsigned char c) { return std::tolower(c); });
    const auto from = line.find_first_not_of(" \t", colon + 1);
    const auto end = line.find_last_not_of(" \t\r\n");
    headers.emplace_back(name,
                         from == std::string::npos || from > end ? "" : line.substr(from, end + 1 - from));
  }
  return count;
}

std::size_t read_body(char* bytes, std::size_t, std::size_t count, void* data) {
  return std::fread(bytes, 1, count, static_cast<std::FILE*>(data));
}

int seek_body(void* data, curl_off_t offset, int origin) {
  return std::fseek(static_cast<std::FILE*>(data), static_cast<long>(offset), origin) == 0
             ? CURL_SEEKFUNC_OK
             : CURL_SEEKFUNC_FAIL;
}

int tick(void* data, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  const auto& stop = static_cast<Exchange*>(data)->options.stop;
  return stop && stop() ? 1 : 0;
}

HttpFailure failure_of(CURLcode code) {
  switch (code) {
  case CURLE_COULDNT_RESOLVE_PROXY:
  case CURLE_COULDNT_RESOLVE_HOST:
  case CURLE_COULDNT_CONNECT:
    return HttpFailure::unsent;
  case CURLE_ABORTED_BY_CALLBACK:
    return HttpFailure::stopped;
  case CURLE_OPERATION_TIMEDOUT:
  case CURLE_GOT_NOTHING:
  case CURLE_SEND_ERROR:
  case CURLE_RECV_ERROR:
  case CURLE_PARTIAL_FILE:
  case CURLE_HTTP2:
  case CURLE_HTTP2_STREAM:
  case CURLE_WEIRD_SERVER_REPLY:
  case CURLE_SSL_CONNECT_ERROR:
    return HttpFailure::lost;
  default:
    return HttpFailure::refused;
  }
}

HttpError refused(std::string message) {
  return {HttpFailure::refused, std::move(message)};
}

class CurlHttp final : public Http {
public:
  explicit CurlHttp(HttpOptions options) : m_options(std::move(options)) {
    static const auto k_global = curl_global_init(CURL_GLOBAL_DEFAULT);
    m_handle.reset(k_global == CURLE_OK ? curl_easy_init() : nullptr);
    if (m_options.certificates.empty()) {
      m_options.certificates = environment_value("SSL_CERT_FILE");
    }
  }

  HttpResult send(const HttpRequest& request) override;

private:
  tl::expected<void, HttpError> open_files(Exchange& exchange);
  List make_headers(const HttpRequest& request);
  void set_up(Exchange& exchange, curl_slist* headers);
  void set_body(Exchange& exchange);
  HttpResult finish(Exchange& exchange, CURLcode code);
  template <typename T>
  void set(CURLoption option, T value) {
    curl_easy_setopt(m_handle.get(), option, value);
  }

  HttpOptions m_options;
  Handle m_handle;
  char m_said[CURL_ERROR_SIZE] = {};
};

HttpResult CurlHttp::send(const HttpRequest& request) {
  if (!m_handle) {
    return tl::unexpected(refused("libcurl cannot be used"));
  }
  const auto shown = request.url.substr(0, request.url.find('?'));
  if (const auto advice = url_advice(request.url); !advice.empty()) {
    return tl::unexpected(refused(format("\"{}\" cannot be asked: {}", shown, advice)));
  }
  Exchange exchange{request, m_options, m_handle.get()};
  TRY(open_files(exchange));
  curl_easy_reset(m_handle.get()); // keeps its connections
  const auto headers = make_headers(request);
  set_up(exchange, headers.get());
  const auto code = curl_easy_perform(m_handle.get());
  return finish(exchange, code);
}

tl::expected<void, HttpError> CurlHttp::open_files(Exchange& exchange) {
  const auto& request = exchange.request;
  const auto open = [](const Path& path, const char* mode, File& file) -> tl::expected<void, HttpError> {
    file.reset(std::fopen(path.c_str(), mode));
    if (!file) {
      return tl::unexpected(refused(format("cannot open {}: {}", path.string(), std::strerror(errno))));
    }
    return {};
  };
  if (!request.body_file.empty()) {
    TRY(open(request.body_file, "rbe", exchange.from));
    std::error_code unknown;
    exchange.from_size = std::filesystem::file_size(request.body_file, unknown);
    if (unknown) {
      return tl::unexpected(
          refused(format("cannot read {}: {}", request.body_file.string(), unknown.message())));
    }
  }
  if (!request.to_file.empty()) {
    exchange.part = request.to_file;
    exchange.part += ".part";
    TRY(open(exchange.part, "wbe", exchange.to));
  }
  return {};
}

List CurlHttp::make_headers(const HttpRequest& request) {
  List list;
  bool has_type = false;
  const auto add = [&list](const std::string& line) {
    auto* longer = curl_slist_append(list.get(), line.c_str());
    static_cast<void>(list.release());
    list.reset(longer);
  };
  for (const auto& header : request.headers) {
    has_type = has_type || header.name == "Content-Type";
    add(header.name + ": " + header.value);
  }
  add("Expect:"); // no pause of a second before each upload
  if (!has_type) {
    add("Content-Type:");
  }
  return list;
}

void CurlHttp::set_up(Exchange& exchange, curl_slist* headers) {
  const auto& request = exchange.request;
  m_said[0] = '\0';
  set(CURLOPT_ERRORBUFFER, static_cast<char*>(m_said));
  set(CURLOPT_URL, request.url.c_str());
  set(CURLOPT_HTTPHEADER, headers);
  set(CURLOPT_USERAGENT, m_options.user_agent.c_str());
  set(CURLOPT_PROTOCOLS_STR, "http,https");
  set(CURLOPT_FOLLOWLOCATION, 0L);
  set(CURLOPT_SSL_VERIFYPEER, 1L);
  set(CURLOPT_SSL_VERIFYHOST, 2L);
  if (!m_options.certificates.empty()) {
    set(CURLOPT_CAINFO, m_options.certificates.c_str());
  }
  if (is_loopback_url(request.url)) {
    set(CURLOPT_PROXY, "");
  }
  set(CURLOPT_NOSIGNAL, 1L);
  set(CURLOPT_CONNECTTIMEOUT_MS, k_connect_limit_ms);
  set(CURLOPT_TIMEOUT_MS, static_cast<long>(request.timeout.count() * 1000));
  set(CURLOPT_WRITEFUNCTION, &write_body);
  set(CURLOPT_WRITEDATA, static_cast<void*>(&exchange));
  set(CURLOPT_HEADERFUNCTION, &read_header);
  set(CURLOPT_HEADERDATA, static_cast<void*>(&exchange));
  set(CURLOPT_NOPROGRESS, 0L);
  set(CURLOPT_XFERINFOFUNCTION, &tick);
  set(CURLOPT_XFERINFODATA, static_cast<void*>(&exchange));
  set(CURLOPT_FRESH_CONNECT, request.method == "POST" ? 1L : 0L);
  set_body(exchange);
}

void CurlHttp::set_body(Exchange& exchange) {
  const auto& request = exchange.request;
  if (exchange.from) {
    set(CURLOPT_UPLOAD, 1L);
    set(CURLOPT_READFUNCTION, &read_body);
    set(CURLOPT_READDATA, static_cast<void*>(exchange.from.get()));
    set(CURLOPT_SEEKFUNCTION, &seek_body);
    set(CURLOPT_SEEKDATA, static_cast<void*>(exchange.from.get()));
    set(CURLOPT_INFILESIZE_LARGE, static_cast<curl_off_t>(exchange.from_size));
  } else if (request.method != "GET") {
    set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
    set(CURLOPT_POSTFIELDS, request.body.data());
  }
  set(CURLOPT_CUSTOMREQUEST, request.method.c_str());
}

HttpResult CurlHttp::finish(Exchange& exchange, CURLcode code) {
  long status = 0;
  curl_easy_getinfo(m_handle.get(), CURLINFO_RESPONSE_CODE, &status);
  exchange.response.status = static_cast<int>(status);
  auto* file = exchange.to.release();
  const bool written = file == nullptr || std::fclose(file) == 0;
  const auto drop = [&exchange] {
    std::error_code gone;
    std::filesystem::remove(exchange.part, gone);
  };
  if (code == CURLE_OK && written && (file == nullptr || !exchange.response.success())) {
    drop();
    return std::move(exchange.response);
  }
  const auto shown = exchange.request.url.substr(0, exchange.request.url.find('?'));
  if (code != CURLE_OK) {
    drop();
    const std::string said = m_said[0] != '\0' ? m_said : curl_easy_strerror(code);
    return tl::unexpected(
        HttpError{failure_of(code), format("{} {}: {}", exchange.request.method, shown,
                                           exchange.trouble.empty() ? said : exchange.trouble)});
  }
  if (auto moved = rename_path(exchange.part, exchange.request.to_file); !written || !moved) {
    drop();
    return tl::unexpected(refused(
        format("{} {}: cannot write {}", exchange.request.method, shown, exchange.request.to_file.string())));
  }
  return std::move(exchange.response);
}

} // namespace

std::unique_ptr<Http> make_http(HttpOptions options) {
  return std::make_unique<CurlHttp>(std::move(options));
}

} // namespace reprovip::sys
