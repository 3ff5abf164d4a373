#include "harness/sys/http.hpp"

#include "tests/support/support.hpp"
#include "tests/unit/sys/tiny_server.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace reprovip::sys {

namespace {

using test::http_answer;
using test::TempDir;
using test::TinyServer;
using testing::HasSubstr;
using testing::Not;

HttpResponse sent(Http& http, const HttpRequest& request) {
  auto response = http.send(request);
  EXPECT_TRUE(response) << response.error().message;
  return response ? *response : HttpResponse{};
}

HttpError unanswered(const HttpRequest& request, const HttpOptions& options = {}) {
  const auto response = make_http(options)->send(request);
  EXPECT_FALSE(response);
  return response ? HttpError{} : response.error();
}

TEST(Http, SendsMethodHeadersAndBody) {
  const TinyServer server([](const auto&) { return http_answer("fine", "201 Created", "X-Id: a b \r\n"); });
  ASSERT_TRUE(server.bound());
  const auto http = make_http();
  const auto response = sent(*http, {.method = "PUT",
                                     .url = server.url("/a?b=c"),
                                     .headers = {{"apikey", "s3cret", true}, {"Content-Type", "text/x"}},
                                     .body = "hello"});
  EXPECT_EQ(response.status, 201);
  EXPECT_EQ(response.body, "fine");
  EXPECT_EQ(response.headers,
            (std::vector<std::pair<std::string, std::string>>{{"content-length", "4"}, {"x-id", "a b"}}));
  const auto request = server.requests().front();
  EXPECT_THAT(request, HasSubstr("PUT /a?b=c HTTP/1.1\r\n"));
  EXPECT_THAT(request, HasSubstr("apikey: s3cret\r\n"));
  EXPECT_THAT(request, HasSubstr("Content-Type: text/x\r\n"));
  EXPECT_THAT(request, testing::EndsWith("\r\n\r\nhello"));
}

TEST(Http, AnEmptyBodySaysItsLengthAndNoType) {
  const TinyServer server([](const auto&) { return http_answer(""); });
  const auto http = make_http();
  sent(*http, {.method = "PUT", .url = server.url("/folder")});
  sent(*http, {.url = server.url("/")});
  const auto requests = server.requests();
  EXPECT_THAT(requests[0], HasSubstr("Content-Length: 0"));
  EXPECT_THAT(requests[0], Not(HasSubstr("Content-Type")));
  EXPECT_THAT(requests[1], Not(HasSubstr("Content-Length")));
}

TEST(Http, SendsAndWritesFiles) {
  const TempDir dir;
  const std::string bytes(100'000, 'x');
  const TinyServer server([&](const auto&) { return http_answer(bytes + "y"); });
  const auto http = make_http();
  sent(*http, {.method = "PUT", .url = server.url("/"), .body_file = dir.write("up", bytes)});
  EXPECT_THAT(server.requests().front(), HasSubstr("Content-Length: 100000"));
  const auto response = sent(*http, {.url = server.url("/"), .to_file = dir.path() / "down"});
  EXPECT_EQ(response.body, "");
  EXPECT_EQ(response.size, 100'001);
  EXPECT_EQ(test::read_text(dir.path() / "down"), bytes + "y");
  EXPECT_EQ(server.connections(), 1);
}

TEST(Http, WritesNoFileUnlessItIsWhole) {
  const TempDir dir;
  const TinyServer server([](const std::string& request) {
    return request.find("/cut") != std::string::npos
               ? std::string("HTTP/1.1 200 OK\r\nContent-Length: 9\r\nConnection: close\r\n\r\nhalf")
               : http_answer("{}", "400 Bad Request");
  });
  const auto http = make_http();
  const auto response = sent(*http, {.url = server.url("/"), .to_file = dir.path() / "file"});
  EXPECT_EQ(response.body, "{}");
  EXPECT_EQ(sent(*http, {.url = server.url("/"), .to_file = dir.path() / "file", .max_bytes = 1}).body, "{}");
  const auto cut =
      http->send({.url = server.url("/cut"), .to_file = dir.path() / "file", .timeout = Seconds(0.3)});
  ASSERT_FALSE(cut);
  EXPECT_EQ(cut.error().failure, HttpFailure::lost);
  EXPECT_TRUE(list_names(dir.path()).empty());
}

TEST(Http, LimitsTheAnswer) {
  const TinyServer server([](const auto&) { return http_answer(std::string(1000, 'x')); });
  const auto error = unanswered({.url = server.url("/?key=s3cret"), .max_bytes = 999});
  EXPECT_EQ(error.failure, HttpFailure::refused);
  EXPECT_EQ(error.message, "GET " + server.url("/") + ": the answer is larger than 999 B");
}

TEST(Http, DoesNotFollowARedirection) {
  const TinyServer server(
      [](const auto&) { return http_answer("", "302 Found", "Location: http://127.0.0.1:9/stolen\r\n"); });
  const auto http = make_http();
  EXPECT_EQ(sent(*http, {.url = server.url("/"), .headers = {{"apikey", "s3cret", true}}}).status, 302);
  EXPECT_EQ(server.requests().size(), 1U);
}

// libcurl sends a request again when a kept connection dies without an answer: a POST would be made twice.
TEST(Http, NeverSendsAPostTwice) {
  const TinyServer server([](const std::string& request) {
    return request.find("POST") == 0 ? std::string() : http_answer("fine");
  });
  const auto http = make_http();
  sent(*http, {.url = server.url("/")});
  const auto lost = http->send({.method = "POST", .url = server.url("/"), .body = "{}"});
  ASSERT_FALSE(lost);
  EXPECT_EQ(lost.error().failure, HttpFailure::lost);
  EXPECT_EQ(server.requests().size(), 2U);
}

TEST(Http, TellsWhatWasSentFromWhatWasNot) {
  EXPECT_EQ(unanswered({.url = "http://127.0.0.1:1/"}).failure, HttpFailure::unsent);
  const TinyServer silent([](const auto&) { return std::string(); });
  EXPECT_EQ(unanswered({.url = silent.url("/")}).failure, HttpFailure::lost);
  EXPECT_EQ(unanswered({.url = silent.url("/"), .body_file = "/nowhere/file"}).failure, HttpFailure::refused);
  EXPECT_EQ(unanswered({.url = silent.url("/")}, {.stop = [] { return true; }}).failure,
            HttpFailure::stopped);
}

TEST(Http, ShowsNoSecretInItsErrors) {
  const TinyServer silent([](const auto&) { return std::string(); });
  const auto error = unanswered({.url = silent.url("/a?b"), .headers = {{"apikey", "s3cret", true}}});
  EXPECT_THAT(error.message, Not(HasSubstr("s3cret")));
}

TEST(Http, SpeaksPlainlyToThisMachineOnly) {
  EXPECT_EQ(url_advice("https://vip.creatis.insa-lyon.fr/rest"), "");
  EXPECT_EQ(url_advice("http://localhost:8080/rest"), "");
  EXPECT_EQ(url_advice("http://127.0.0.2/rest"), "");
  EXPECT_EQ(url_advice("http://[::1]:80/rest"), "");
  for (const auto* url :
       {"http://vip.example.org/rest", "http://127.0.0.1.example.org/", "http://127.a.b.c/",
        "http://localhost.example.org/", "http://localhost@example.org/", "ftp://127.0.0.1/",
        "https://user:word@example.org/", "https:///rest", "https://a b/", "vip"}) {
    EXPECT_NE(url_advice(url), "") << url;
  }
  EXPECT_THAT(unanswered({.url = "http://vip.example.org/"}).message, HasSubstr("write https://"));
}

} // namespace

} // namespace reprovip::sys
