#pragma once

#include "harness/sys/files.hpp"

#include <string>
#include <vector>

namespace reprovip::ssh {

// One word as a POSIX shell reads it back, whatever bytes it has: 'it'\''s'. Words that need no quotes stay
// as they are.
std::string quoted(const std::string& word);
// What `ssh` is given as the remote command: the words, quoted, with blanks between.
std::string quoted(const std::vector<std::string>& words);

// How OpenSSH's client is called. It never asks (no password, no new host key), and says when a connection
// has been dead for a quarter of a minute. Sessions share one connection for each host.
struct Client {
  std::string program = "ssh";
  sys::Path config;                 // empty: the user's own
  std::vector<std::string> options; // further words, before ours: they win
  sys::Path sockets;                // folder of the shared connections; short: sockets' names are limited
};

// Runs `words` on `host`. `socket`: the name of its shared connection.
std::vector<std::string> session_argv(const Client& client, const std::string& host,
                                      const std::string& socket, const std::vector<std::string>& words);
// The same on a connection of its own.
std::vector<std::string> single_argv(const Client& client, const std::string& host,
                                     const std::vector<std::string>& words);
// Ends the shared connection.
std::vector<std::string> leave_argv(const Client& client, const std::string& host, const std::string& socket);

} // namespace reprovip::ssh
