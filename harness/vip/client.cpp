#include "harness/vip/client.hpp"

#include "harness/base/format.hpp"
#include "harness/vip/names.hpp"

namespace reprovip::vip {

namespace {

// VIP itself gives a transfer up after 45 s.
constexpr Seconds k_limit{120};
constexpr std::uint64_t k_most_bytes = 64 << 20; // of an answer that is kept in memory

FaultKind kind_of(sys::HttpFailure failure) {
  switch (failure) {
  case sys::HttpFailure::unsent:
    return FaultKind::unsent;
  case sys::HttpFailure::lost:
    return FaultKind::lost;
  case sys::HttpFailure::stopped:
    return FaultKind::stopped;
  case sys::HttpFailure::refused:
    break;
  }
  return FaultKind::refused;
}

std::string data_url(const std::string& path) {
  return "/path" + url_path(path);
}

std::string execution_url(const std::string& id) {
  return "/executions/" + url_path(id);
}

// VIP tells a slow transfer, a missing file and a forbidden one in the same words: only the first passes, and
// it is the one that happens to files that were there a moment ago.
template <typename T>
Answer<T> as_transfer(Answer<T> answer) {
  constexpr int k_generic = 8000;
  if (!answer && answer.error().status == 400 && answer.error().code == k_generic) {
    answer.error().kind = FaultKind::busy;
  }
  return answer;
}

Answer<void> drop_body(const Answer<std::string>& answer) {
  TRY(answer);
  return {};
}

} // namespace

Client::Client(sys::Http& http, Server server, Key key)
    : m_http(http), m_server(std::move(server)), m_key(std::move(key)) {}

Answer<std::string> Client::call(sys::HttpRequest request, const std::string& path) {
  request.url = m_server.url + path;
  request.timeout = k_limit;
  if (request.max_bytes == 0) {
    request.max_bytes = k_most_bytes;
  }
  const auto what = format("{} {}", request.method, path.substr(0, path.find('?')));
  auto response = m_http.send(request);
  if (!response) {
    auto& error = response.error();
    return tl::unexpected(Fault{kind_of(error.failure), 0, 0, m_key.hide(error.message), what});
  }
  if (auto fault = fault_in(response->status, response->body)) {
    fault->request = what;
    fault->message = format("{}: {}", what, m_key.hide(fault->message));
    if (fault->kind == FaultKind::denied) {
      fault->message += format("; VIP does not take the key from {}", m_key.origin());
    }
    return tl::unexpected(std::move(*fault));
  }
  // It is shown in errors, or is a log that is kept.
  return m_key.hide(std::move(response->body));
}

Answer<std::string> Client::get(const std::string& path) {
  return call({.headers = {{m_server.header, m_key.value(), true}}}, path);
}

Answer<std::string> Client::put(const std::string& path, Json body) {
  sys::HttpRequest request{.method = "PUT", .headers = {{m_server.header, m_key.value(), true}}};
  if (!body.is_null()) {
    request.headers.push_back({"Content-Type", "application/json"});
    request.body = dump(body);
  }
  return call(std::move(request), path);
}

Answer<Platform> Client::platform() {
  TRY_ASSIGN(const auto body, call({}, "/platform"));
  return platform_from(body);
}

Answer<void> Client::check_key() {
  return drop_body(get("/executions/count"));
}

Answer<Json> Client::descriptor(const std::string& pipeline) {
  const auto path = "/pipelines/" + url_path(pipeline) + "?format=boutiques";
  TRY_ASSIGN(const auto body, get(path));
  auto json = parse_json(body, pipeline);
  if (!json || !(*json)["command-line"].is_string()) {
    return tl::unexpected(Fault{FaultKind::refused, 200, 0,
                                format("what VIP gives for \"{}\" is no Boutiques descriptor", pipeline)});
  }
  return std::move(*json);
}

Answer<PathInfo> Client::properties(const std::string& path) {
  TRY_ASSIGN(const auto body, as_transfer(get(data_url(path) + "?action=properties")));
  return path_from(body);
}

Answer<std::vector<PathInfo>> Client::list(const std::string& folder) {
  TRY_ASSIGN(const auto body, as_transfer(get(data_url(folder) + "?action=list")));
  return paths_from(body);
}

Answer<void> Client::make_folder(const std::string& path) {
  return drop_body(as_transfer(put(data_url(path), {})));
}

Answer<void> Client::upload(const std::string& path, const sys::Path& file) {
  sys::HttpRequest request{
      .method = "PUT",
      .headers = {{m_server.header, m_key.value(), true}, {"Content-Type", "application/octet-stream"}},
      .body_file = file,
  };
  return drop_body(as_transfer(call(std::move(request), data_url(path))));
}

Answer<void> Client::download(const std::string& path, const sys::Path& file, std::uint64_t limit) {
  sys::HttpRequest request{
      .headers = {{m_server.header, m_key.value(), true}}, .to_file = file, .max_bytes = limit};
  return drop_body(as_transfer(call(std::move(request), data_url(path) + "?action=content")));
}

Answer<void> Client::remove(const std::string& path) {
  return drop_body(
      call({.method = "DELETE", .headers = {{m_server.header, m_key.value(), true}}}, data_url(path)));
}

Answer<Execution> Client::launch(const NewExecution& execution) {
  auto values = Json::object();
  for (const auto& [id, texts] : execution.values) {
    auto list = Json::array();
    for (const auto& text : texts) {
      list.push(text);
    }
    values.set(id, texts.size() == 1 ? Json(texts.front()) : list);
  }
  sys::HttpRequest request{
      .method = "POST",
      .headers = {{m_server.header, m_key.value(), true}, {"Content-Type", "application/json"}},
      .body = dump(Json::object({{"name", execution.name},
                                 {"pipelineIdentifier", execution.pipeline},
                                 {"inputValues", values},
                                 {"resultsLocation", execution.results}})),
  };
  TRY_ASSIGN(const auto body, call(std::move(request), "/executions"));
  return execution_from(body);
}

Answer<Execution> Client::execution(const std::string& id) {
  TRY_ASSIGN(const auto body, get(execution_url(id)));
  return execution_from(body);
}

Answer<std::vector<Execution>> Client::executions() {
  TRY_ASSIGN(const auto body, get("/executions?limit=500"));
  return executions_from(body);
}

Answer<std::string> Client::log(const std::string& id, const std::string& task, const std::string& stream) {
  const auto job = task.empty() ? "" : "/jobs/" + url_path(task);
  TRY_ASSIGN(auto text, get(execution_url(id) + job + "/" + stream));
  return is_no_log(text) ? std::string() : std::move(text);
}

Answer<void> Client::kill(const std::string& id) {
  return drop_body(put(execution_url(id) + "/kill", {}));
}

Answer<void> Client::erase(const std::string& id) {
  return drop_body(put(execution_url(id) + "/delete", Json::object({{"deleteFiles", true}})));
}

} // namespace reprovip::vip
