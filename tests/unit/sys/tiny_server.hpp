#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace reprovip::test {

// A stand-in of an HTTP server: on loopback, one connection at a time, which it keeps until another
// comes. `answer` gets the
// whole request and gives the whole answer; "" closes the connection without one.
class TinyServer {
public:
  explicit TinyServer(std::function<std::string(const std::string& request)> answer)
      : m_answer(std::move(answer)) {
    m_socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    m_bound = ::bind(m_socket, reinterpret_cast<sockaddr*>(&address), size) == 0 &&
              ::listen(m_socket, 8) == 0 &&
              ::getsockname(m_socket, reinterpret_cast<sockaddr*>(&address), &size) == 0;
    m_port = ntohs(address.sin_port);
    m_thread = std::thread([this] { serve(); });
  }
  ~TinyServer() {
    m_over = true;
    m_thread.join();
    ::close(m_socket);
  }
  TinyServer(const TinyServer&) = delete;
  TinyServer& operator=(const TinyServer&) = delete;

  bool bound() const { return m_bound; }
  std::string url(const std::string& path) const {
    return "http://127.0.0.1:" + std::to_string(m_port) + path;
  }
  int connections() const { return m_connections; }
  std::vector<std::string> requests() const {
    const std::lock_guard lock(m_mutex);
    return m_requests;
  }

private:
  // False when all is over, or when a peer that says nothing keeps another waiting.
  bool readable(int file) const {
    pollfd both[] = {{file, POLLIN, 0}, {m_socket, POLLIN, 0}};
    while (!m_over) {
      if (::poll(both, 2, 20) > 0) {
        return (both[0].revents & POLLIN) != 0;
      }
    }
    return false;
  }

  void serve() {
    while (readable(m_socket)) {
      const int peer = ::accept4(m_socket, nullptr, nullptr, SOCK_CLOEXEC);
      ++m_connections;
      while (answered(peer)) {
      }
      ::close(peer);
    }
  }

  static std::size_t length_of(const std::string& head) {
    const auto at = head.find("Content-Length: ");
    return at == std::string::npos ? 0 : std::stoul(head.substr(at + 16));
  }

  bool answered(int peer) {
    std::string request;
    std::size_t wanted = std::string::npos;
    while (request.size() < wanted) {
      char bytes[4096];
      const auto count = readable(peer) ? ::recv(peer, bytes, sizeof bytes, 0) : 0;
      if (count <= 0) {
        return false;
      }
      request.append(bytes, static_cast<std::size_t>(count));
      const auto end = request.find("\r\n\r\n");
      if (wanted == std::string::npos && end != std::string::npos) {
        wanted = end + 4 + length_of(request.substr(0, end + 2));
      }
    }
    {
      const std::lock_guard lock(m_mutex);
      m_requests.push_back(request);
    }
    const auto answer = m_answer(request);
    return !answer.empty() && ::send(peer, answer.data(), answer.size(), MSG_NOSIGNAL) > 0;
  }

  std::function<std::string(const std::string&)> m_answer;
  int m_socket = -1;
  bool m_bound = false;
  int m_port = 0;
  std::atomic<bool> m_over{false};
  std::atomic<int> m_connections{0};
  mutable std::mutex m_mutex;
  std::vector<std::string> m_requests;
  std::thread m_thread;
};

inline std::string http_answer(const std::string& body, const std::string& status = "200 OK",
                               const std::string& more = "") {
  return "HTTP/1.1 " + status + "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" + more +
         "\r\n" + body;
}

} // namespace reprovip::test
