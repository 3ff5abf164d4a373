#include "harness/ssh/calls.hpp"

#include <algorithm>
#include <csignal>
#include <utility>

namespace reprovip::ssh {

namespace {

constexpr std::size_t k_words_kept = 600;

std::string on_one_line(std::string text) {
  std::replace_if(
      text.begin(), text.end(), [](char c) { return c == '\n' || c == '\r'; }, ' ');
  const auto end = text.find_last_not_of(' ');
  return end == std::string::npos ? "" : text.substr(0, end + 1);
}

} // namespace

Lane::Lane(const Client& client, sys::Processes& processes, sys::Path scratch, std::string name)
    : m_client(client), m_processes(processes), m_out(scratch / (name + ".out")),
      m_err(scratch / (name + ".err")) {}

Result<void> Lane::ask(const std::string& host, const std::string& socket,
                       const std::vector<std::string>& words, std::optional<sys::Path> in_file) {
  sys::Command command;
  command.argv = session_argv(m_client, host, socket, words);
  command.environment = sys::current_environment();
  command.in_file = std::move(in_file);
  command.out_file = m_out;
  command.err_file = m_err;
  TRY_ASSIGN(m_process, m_processes.start(command));
  return {};
}

void Lane::stop() {
  if (m_process) {
    m_processes.send(*m_process, SIGTERM);
  }
}

Answer Lane::ended(const sys::ExitStatus& status) {
  m_process.reset();
  return {status, m_out, on_one_line(sys::read_tail(m_err, k_words_kept).value_or(""))};
}

} // namespace reprovip::ssh
