#include "harness/sys/http.hpp"
#include "harness/sys/process.hpp"

#include "tests/support/support.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <thread>

namespace reprovip::sys {

namespace {

using test::TempDir;
using testing::HasSubstr;

// OpenSSL's own server, with a certificate for "localhost" that nobody has signed but itself.
class TlsServer {
public:
  explicit TlsServer(const TempDir& dir)
      : m_processes(make_processes()), m_certificate(dir.path() / "cert.pem") {
    const auto key = dir.path() / "key.pem";
    const Command make{{"openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj",
                        "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-keyout", key.string(),
                        "-out", m_certificate.string()},
                       k_environment,
                       {},
                       {},
                       {},
                       {}};
    const auto made = run_captured(make, Seconds(20));
    if (!made || !made->status.success()) {
      return;
    }
    Command serve{{"openssl", "s_server", "-www", "-accept", "127.0.0.1:0", "-key", key.string(), "-cert",
                   m_certificate.string()},
                  k_environment,
                  {},
                  {},
                  dir.path() / "out",
                  {}};
    const auto started = m_processes->start(serve);
    m_process = started ? *started : 0;
    for (int i = 0; m_process != 0 && m_port.empty() && i < 500; ++i) {
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
      const auto said = read_file(dir.path() / "out").value_or("");
      const auto at = said.find("ACCEPT 127.0.0.1:");
      const auto end = at == std::string::npos ? at : said.find('\n', at);
      m_port = end == std::string::npos ? "" : said.substr(at + 17, end - at - 17);
    }
  }
  ~TlsServer() {
    if (m_process != 0) {
      m_processes->send(m_process, SIGTERM);
      m_processes->wait(std::nullopt);
    }
  }
  TlsServer(const TlsServer&) = delete;
  TlsServer& operator=(const TlsServer&) = delete;

  bool ready() const { return !m_port.empty(); }
  std::string url(const std::string& host) const { return "https://" + host + ":" + m_port + "/"; }
  const Path& certificate() const { return m_certificate; }

private:
  inline static const Environment k_environment = {{"PATH", "/usr/bin:/bin"}};
  std::unique_ptr<Processes> m_processes;
  Path m_certificate;
  ProcessId m_process = 0;
  std::string m_port;
};

TEST(HttpTls, VerifiesAuthorityAndHostName) {
  const TempDir dir;
  const TlsServer server(dir);
  if (!server.ready()) {
    GTEST_SKIP() << "openssl s_server does not start here";
  }
  const auto unknown = make_http()->send({.url = server.url("localhost")});
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error().failure, HttpFailure::refused);
  EXPECT_THAT(unknown.error().message, HasSubstr("certificate"));

  const auto trusting = make_http({.certificates = server.certificate()});
  const auto answered = trusting->send({.url = server.url("localhost")});
  ASSERT_TRUE(answered) << answered.error().message;
  EXPECT_EQ(answered->status, 200);
  const auto other_name = trusting->send({.url = server.url("127.0.0.1")});
  ASSERT_FALSE(other_name);
  EXPECT_EQ(other_name.error().failure, HttpFailure::refused);
}

} // namespace

} // namespace reprovip::sys
