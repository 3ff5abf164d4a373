#pragma once

#include "harness/base/format.hpp"
#include "harness/base/json.hpp"
#include "harness/sys/files.hpp"
#include "harness/sys/http.hpp"

#include <algorithm>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace reprovip::vip {

inline sys::HttpResult answer(int status, std::string body) {
  sys::HttpResponse response;
  response.status = status;
  response.size = body.size();
  response.body = std::move(body);
  return response;
}
inline sys::HttpResult vip_error(int code, int status = 400) {
  return answer(status, format(R"({{"errorCode":{},"errorMessage":"said by the fake"}})", code));
}
inline sys::HttpResult no_answer(sys::HttpFailure failure) {
  return tl::unexpected(sys::HttpError{failure, "no answer"});
}

// A stand-in of VIP's REST API in memory: no server, no network. Executions go through `course` one status
// per look; `trouble` may answer first.
class FakeVip final : public sys::Http {
public:
  struct Run {
    std::string id;
    std::string name;
    Json request;
    std::deque<std::string> course;
    bool killed = false;
    bool erased = false;
  };

  static constexpr const char* k_url = "https://vip.test/rest";

  sys::HttpResult send(const sys::HttpRequest& request) override {
    const auto path = request.url.substr(std::string(k_url).size());
    told.push_back(request.method + " " + path);
    for (const auto& header : request.headers) {
      keys.insert(header.secret ? header.name + "=" + header.value : "");
    }
    if (trouble) {
      if (auto first = trouble(request.method + " " + path)) {
        return *first;
      }
    }
    return route(request, path);
  }

  std::size_t count(const std::string& start) const {
    return static_cast<std::size_t>(
        std::ranges::count_if(told, [&](const auto& line) { return line.starts_with(start); }));
  }

  std::function<std::optional<sys::HttpResult>(const std::string& what)> trouble;
  std::deque<std::string> course = {"Running", "Finished"}; // of new executions; the last one stays
  std::string tasks = R"({"7":{"status":"COMPLETED","exitCode":0,"exitMessage":""}})";
  std::map<std::string, std::vector<std::string>> returned = {{"out", {"result.txt"}}};
  std::string descriptor;
  std::string log = "said by the tool\n";
  std::map<std::string, std::optional<std::string>> paths = {{"/vip/Home", std::nullopt}}; // none: a folder
  std::vector<Run> runs;
  std::vector<std::string> told; // method and path of every request
  std::set<std::string> keys;    // secret headers

private:
  sys::HttpResult route(const sys::HttpRequest& request, const std::string& path) {
    if (path == "/platform") {
      return answer(200,
                    R"({"platformName":"VIP","supportedAPIVersion":"0.3","maxSizeDirectTransfer":1000})");
    }
    if (path == "/executions/count") {
      return answer(200, std::to_string(runs.size()));
    }
    if (path.starts_with("/pipelines/")) {
      return answer(200, descriptor);
    }
    if (path.starts_with("/path/")) {
      return data(request, path.substr(5));
    }
    if (path == "/executions" && request.method == "POST") {
      return launch(*parse_json(request.body));
    }
    if (path.starts_with("/executions?")) {
      return list();
    }
    return execution(request, path.substr(std::string("/executions/").size()));
  }

  static std::string plain(std::string text) {
    for (auto at = text.find('%'); at != std::string::npos; at = text.find('%', at + 1)) {
      text.replace(at, 3, 1, static_cast<char>(std::stoi(text.substr(at + 1, 2), nullptr, 16)));
    }
    return text;
  }

  Json properties(const std::string& path) const {
    const auto found = paths.find(path);
    const bool exists = found != paths.end();
    const bool is_file = exists && found->second.has_value();
    return Json::object({{"path", path},
                         {"isDirectory", exists && !is_file},
                         {"exists", exists},
                         {"size", is_file ? found->second->size() : 0}});
  }

  sys::HttpResult data(const sys::HttpRequest& request, const std::string& url) {
    const auto at = url.find('?');
    const auto path = plain(url.substr(0, at));
    const auto action = at == std::string::npos ? "" : url.substr(at + 1);
    if (request.method == "PUT") {
      const auto bytes =
          request.body_file.empty() ? request.body : sys::read_file(request.body_file).value_or("");
      if (!paths.contains(path.substr(0, path.find_last_of('/')))) {
        return vip_error(8000);
      }
      paths[path] = bytes.empty() ? std::nullopt : std::optional(bytes);
      return answer(201, "");
    }
    if (request.method == "DELETE") {
      std::erase_if(paths, [&](const auto& one) { return one.first.starts_with(path); });
      return answer(204, "");
    }
    if (action == "action=properties") {
      return answer(200, dump(properties(path)));
    }
    if (action == "action=list") {
      auto items = Json::array();
      for (const auto& [name, bytes] : paths) {
        if (name.starts_with(path + "/") && name.find('/', path.size() + 1) == std::string::npos) {
          items.push(properties(name));
        }
      }
      return answer(200, dump(items));
    }
    const auto found = paths.find(path);
    if (action != "action=content" || found == paths.end() || !found->second) {
      return vip_error(8000);
    }
    static_cast<void>(sys::write_file_atomic(request.to_file, *found->second));
    return answer(200, "");
  }

  sys::HttpResult launch(Json request) {
    Run run{format("workflow-{:03}", runs.size() + 1), request["name"].text(), request, course, false, false};
    const auto results = request["resultsLocation"].text();
    for (const auto& [id, names] : returned) {
      for (const auto& name : names) {
        paths[results + "/" + name] = "bytes of " + name;
      }
    }
    runs.push_back(run);
    return answer(200, dump(shown(runs.back(), false)));
  }

  Json shown(const Run& run, bool whole) const {
    auto files = Json::object();
    for (const auto& [id, names] : returned) {
      auto list = Json::array();
      for (const auto& name : names) {
        list.push(run.request["resultsLocation"].text() + "/" + name);
      }
      files.set(id, list);
    }
    const auto status = run.killed ? "Killed" : run.course.front();
    return Json::object({{"identifier", run.id},
                         {"name", run.name},
                         {"pipelineIdentifier", run.request["pipelineIdentifier"]},
                         {"status", status},
                         {"inputValues", whole ? run.request["inputValues"] : Json::object()},
                         {"returnedFiles", whole && status == "Finished" ? files : Json()},
                         {"startDate", 1'700'000'000'000},
                         {"endDate", nullptr},
                         {"jobs", whole ? *parse_json(tasks) : Json::object()}});
  }

  sys::HttpResult list() const {
    auto items = Json::array();
    for (auto run = runs.rbegin(); run != runs.rend(); ++run) {
      if (!run->erased) {
        items.push(shown(*run, false));
      }
    }
    return answer(200, dump(items));
  }

  sys::HttpResult execution(const sys::HttpRequest& request, const std::string& rest) {
    const auto slash = rest.find('/');
    const auto id = rest.substr(0, slash);
    const auto run = std::ranges::find(runs, id, &Run::id);
    if (run == runs.end() || run->erased) {
      return vip_error(8000);
    }
    if (slash == std::string::npos) {
      const auto now = dump(shown(*run, true));
      if (run->course.size() > 1) {
        run->course.pop_front();
      }
      return answer(200, now);
    }
    const auto what = rest.substr(slash + 1);
    if (what == "kill" && request.method == "PUT") {
      run->killed = true;
      return answer(204, "");
    }
    if (what == "delete" && request.method == "PUT") {
      run->erased = true;
      return answer(204, "");
    }
    return answer(200, what.starts_with("jobs/") ? log : "jobId is required when multiple tasks exist");
  }
};

} // namespace reprovip::vip
