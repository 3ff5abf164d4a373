#include "harness/ssh/client.hpp"

#include <algorithm>
#include <string_view>

namespace reprovip::ssh {

namespace {

bool is_plain(char c) {
  constexpr std::string_view k_others = "_-./:=,+@%";
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         k_others.find(c) != std::string_view::npos;
}

std::vector<std::string> client_argv(const Client& client) {
  std::vector<std::string> argv = {client.program};
  if (!client.config.empty()) {
    argv.insert(argv.end(), {"-F", client.config.string()});
  }
  argv.insert(argv.end(), client.options.begin(), client.options.end());
  return argv;
}

std::vector<std::string> client_argv(const Client& client, const std::string& socket) {
  auto argv = client_argv(client);
  argv.insert(argv.end(), {"-o", "ControlPath=" + (client.sockets / socket).string()});
  return argv;
}

void add_options(std::vector<std::string>& argv, std::initializer_list<const char*> options) {
  for (const char* option : options) {
    argv.insert(argv.end(), {"-o", option});
  }
}

} // namespace

std::string quoted(const std::string& word) {
  if (!word.empty() && std::ranges::all_of(word, is_plain)) {
    return word;
  }
  std::string text = "'";
  for (const char c : word) {
    text += c == '\'' ? std::string("'\\''") : std::string(1, c);
  }
  return text + "'";
}

std::string quoted(const std::vector<std::string>& words) {
  std::string text;
  for (const auto& word : words) {
    text += (text.empty() ? "" : " ") + quoted(word);
  }
  return text;
}

std::vector<std::string> session_argv(const Client& client, const std::string& host,
                                      const std::string& socket, const std::vector<std::string>& words) {
  auto argv = client_argv(client, socket);
  add_options(argv, {"BatchMode=yes", "ConnectTimeout=10", "ServerAliveInterval=5", "ServerAliveCountMax=3",
                     "ControlMaster=auto", "ControlPersist=30", "ClearAllForwardings=yes", "RequestTTY=no",
                     "LogLevel=ERROR"});
  argv.insert(argv.end(), {"--", host, quoted(words)});
  return argv;
}

std::vector<std::string> single_argv(const Client& client, const std::string& host,
                                     const std::vector<std::string>& words) {
  auto argv = client_argv(client);
  add_options(argv, {"BatchMode=yes", "ConnectTimeout=10", "ControlPath=none", "ClearAllForwardings=yes",
                     "RequestTTY=no", "LogLevel=ERROR"});
  argv.insert(argv.end(), {"--", host, quoted(words)});
  return argv;
}

std::vector<std::string> leave_argv(const Client& client, const std::string& host,
                                    const std::string& socket) {
  auto argv = client_argv(client, socket);
  argv.insert(argv.end(), {"-O", "exit", "--", host});
  return argv;
}

} // namespace reprovip::ssh
