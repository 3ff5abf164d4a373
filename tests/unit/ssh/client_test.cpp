#include "harness/ssh/client.hpp"
#include "harness/ssh/scripts.hpp"
#include "harness/sys/process.hpp"

#include "tests/support/support.hpp"

#include <gtest/gtest.h>

namespace reprovip::ssh {

namespace {

std::string lines(const std::vector<std::string>& words) {
  std::string text;
  for (const auto& word : words) {
    text += word + "\n";
  }
  return text;
}

TEST(Quoting, AShellReadsBackWhatWasQuoted) {
  const std::vector<std::string> hostile = {
      "",   "plain-1.2/x", "two words", "it's", "a\"b",      "line\nline\n", "$(id) `id` $HOME",
      "\\", "*?[a]",       "-n",        "~",    "a;b&c|d>e", "#no",          "\xc3\xa9 \xff",
      "!x", "''"};
  for (const auto& word : hostile) {
    const auto answer =
        sys::run_captured({.argv = {"/bin/sh", "-c", "printf '%s' " + quoted(word)}}, Seconds{10});
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->out, word);
  }
  const auto all = sys::run_captured({.argv = {"/bin/sh", "-c", quoted({"printf", "%s|", "a b", "", "c'd"})}},
                                     Seconds{10});
  ASSERT_TRUE(all);
  EXPECT_EQ(all->out, "a b||c'd|");
}

TEST(Client, CommandLinesAreAsApproved) {
  const Client plain{.sockets = "/tmp/s"};
  const Client all{.config = "/etc/my ssh", .options = {"-p", "2222"}, .sockets = "/tmp/s"};
  const auto text = lines(session_argv(plain, "me@there", "c0", {"sh", "-c", "echo 'x'", "it's"})) + "--\n" +
                    lines(session_argv(all, "there", "c1", {"true"})) + "--\n" +
                    lines(leave_argv(all, "there", "c1"));
  EXPECT_EQ(test::differs_from_golden("ssh/client.txt", text), "");
}

TEST(Client, NeverTurnsOffTheCheckOfHostKeys) {
  for (const auto& word : session_argv({.sockets = "/tmp/s"}, "h", "c", {"true"})) {
    EXPECT_EQ(word.find("HostKey"), std::string::npos);
    EXPECT_EQ(word.find("assword"), std::string::npos);
  }
}

} // namespace

} // namespace reprovip::ssh
