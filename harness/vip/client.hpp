#pragma once

#include "harness/sys/http.hpp"
#include "harness/vip/answers.hpp"
#include "harness/vip/key.hpp"

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace reprovip::vip {

struct Server {
  std::string url;               // of the API, without a slash at its end
  std::string header = "apikey"; // the header that takes the key
};

struct NewExecution {
  std::string name;                                       // of the characters that VIP takes
  std::string pipeline;                                   // "CQUEST/0.6"
  std::map<std::string, std::vector<std::string>> values; // by input id; several make several jobs
  std::string results;                                    // folder on VIP
};

// VIP's REST API, a call for a request; nothing is asked twice. No fault shows the key, whatever VIP says.
class Client {
public:
  Client(sys::Http& http, Server server, Key key);

  Answer<Platform> platform(); // asks without the key
  Answer<void> check_key();
  // The Boutiques descriptor of a pipeline.
  Answer<Json> descriptor(const std::string& pipeline);

  Answer<PathInfo> properties(const std::string& path);
  Answer<std::vector<PathInfo>> list(const std::string& folder);
  Answer<void> make_folder(const std::string& path); // whose parent exists
  Answer<void> upload(const std::string& path, const sys::Path& file);
  // Whole or not at all; at most `limit` bytes.
  Answer<void> download(const std::string& path, const sys::Path& file, std::uint64_t limit);
  Answer<void> remove(const std::string& path); // done some time later

  // Starts at once. A fault `lost` may have started it.
  Answer<Execution> launch(const NewExecution& execution);
  Answer<Execution> execution(const std::string& id);
  Answer<std::vector<Execution>> executions(); // the newest 500, without inputs and outputs
  Answer<std::string> log(const std::string& id, const std::string& task, const std::string& stream);
  Answer<void> kill(const std::string& id);
  // With its results; VIP refuses unless it is finished or killed.
  Answer<void> erase(const std::string& id);

  const Server& server() const { return m_server; }

private:
  Answer<std::string> call(sys::HttpRequest request, const std::string& path);
  Answer<std::string> get(const std::string& path);
  Answer<std::string> put(const std::string& path, Json body);

  sys::Http& m_http;
  Server m_server;
  Key m_key;
};

} // namespace reprovip::vip
