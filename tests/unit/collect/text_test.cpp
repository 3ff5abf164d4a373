#include "harness/collect/scrub.hpp"
#include "harness/sys/hash.hpp"

#include "tests/unit/collect/samples.hpp"

#include <gmock/gmock.h>

#include <ostream>

namespace reprovip::collect {

namespace {

std::string scrubbed(const std::string& text, const std::set<std::string>& named) {
  std::vector<std::string> ignored;
  return scrub(text, named, ignored);
}

struct Case {
  std::string name;
  std::string text;
  std::string clean;
};

void PrintTo(const Case& example, std::ostream* out) {
  *out << example.name << ": " << example.text;
}

class Scrubbers : public testing::TestWithParam<Case> {};

TEST_P(Scrubbers, ReplaceWhatTheyStandFor) {
  EXPECT_EQ(scrubbed(GetParam().text, {GetParam().name}), GetParam().clean);
}

INSTANTIATE_TEST_SUITE_P(Dates, Scrubbers,
                         testing::Values(Case{"dates", "at 2022-10-10T12:30:05.250Z ok", "at <date> ok"},
                                         Case{"dates", "2022-10-10 12:30:05 +0200", "<date>"},
                                         Case{"dates", "(2022/10/10)", "(<date>)"},
                                         Case{"dates", "Mon Oct 10 12:30:05 2022\n", "<date>\n"},
                                         Case{"dates", "Mon Oct  3 12:30:05 UTC 2022", "<date>"},
                                         Case{"dates", "Mon, 10 Oct 2022 12:30:05 +0000", "<date>"},
                                         Case{"dates", "date=20221010T123005", "date=<date>"},
                                         Case{"dates", "t 12:30:05,", "t <date>,"},
                                         Case{"dates", "epoch 1665405005.25", "epoch <date>"},
                                         Case{"dates", "seed 20221010", "seed 20221010"},
                                         Case{"dates", "1.25 2 3000000000", "1.25 2 3000000000"},
                                         Case{"dates", "a2022-10-10", "a2022-10-10"}));

INSTANTIATE_TEST_SUITE_P(Paths, Scrubbers,
                         testing::Values(Case{"paths", "in /tmp/job-17/out.nii: done", "in <path>: done"},
                                         Case{"paths", "\"/var/www/x.sh-2\"", "\"<path>\""},
                                         Case{"paths", "a/b and 1 / 2", "a/b and 1 / 2"},
                                         Case{"paths", "http://host/x", "http://host/x"},
                                         Case{"paths", "</tag>", "</tag>"},
                                         Case{"paths", "ratio 3 /4", "ratio 3 /4"},
                                         Case{"paths", "see /tmp/x.", "see <path>."}));

INSTANTIATE_TEST_SUITE_P(Durations, Scrubbers,
                         testing::Values(Case{"durations", "took 12.3 s, 340ms",
                                              "took <duration>, <duration>"},
                                         Case{"durations", "real 0m1.234s", "real <duration>"},
                                         Case{"durations", "1h 2min left", "<duration> left"},
                                         Case{"durations", "0:01:23", "<duration>"},
                                         Case{"durations", "5 subjects, 2.5 mm", "5 subjects, 2.5 mm"}));

INSTANTIATE_TEST_SUITE_P(
    Others, Scrubbers,
    testing::Values(Case{"pids", "pid 4711, PID=12", "pid <pid>, PID=<pid>"},
                    Case{"pids", "sshd[4711]: x[3]", "sshd[<pid>]: x[3]"},
                    Case{"pids", "rapid 12", "rapid 12"},
                    Case{"hex-addresses", "at 0x7ffe12ab34 (0x1)", "at <address> (0x1)"},
                    Case{"uuids", "id 123e4567-e89b-12d3-a456-426614174000.", "id <uuid>."},
                    Case{"hostnames", "Host: node-12.cluster\n", "Host: <host>\n"},
                    Case{"hostnames", "\"hostname\": \"wn042\"", "\"hostname\": \"<host>\""},
                    Case{"hostnames", "me@laptop http://wn1:80/", "me@<host> http://<host>:80/"},
                    Case{"hostnames", "host is up", "host is up"},
                    Case{"line-ends", "a\r\nb\rc", "a\nb\rc"}));

TEST(Text, IsTakenAsItIsUnlessNamed) {
  const auto found = digests("begun 2022-10-10\n", "run.log");
  EXPECT_EQ(found.format, "text");
  EXPECT_EQ(found.canonical, found.raw);
  EXPECT_TRUE(found.ignored.empty());
}

TEST(Text, IsScrubbedByName) {
  const auto one = digests("begun 2022-10-10 in /tmp/a\nmean 0.5\n", "run.log", {"dates", "paths"});
  EXPECT_EQ(one.canonical,
            digests("begun 2024-02-29 in /home/me\nmean 0.5\n", "run.log", {"paths", "dates"}).canonical);
  EXPECT_NE(one.canonical,
            digests("begun 2022-10-10 in /tmp/a\nmean 0.6\n", "run.log", {"dates", "paths"}).canonical);
  EXPECT_THAT(one.ignored, testing::ElementsAre("dates", "absolute paths"));
  EXPECT_EQ(one.canonical, sys::sha256("begun <date> in <path>\nmean 0.5\n"));
}

TEST(Text, RefusesAnUnknownNormaliser) {
  const test::TempDir directory;
  const auto found = digests_of(directory.write("x", "x"), {"date"});
  ASSERT_FALSE(found.has_value());
  EXPECT_EQ(found.error().kind, ErrorKind::usage);
  EXPECT_THAT(render(found.error()),
              testing::HasSubstr("unknown normaliser \"date\"; did you mean \"dates\"?"));
}

TEST(Text, LeavesOtherFormatsAlone) {
  const auto binary = std::string("\0\1 2022-10-10", 13);
  EXPECT_EQ(digests(binary, "x.dat", {"dates"}).canonical, sys::sha256(binary));
}

TEST(JsonText, LeavesOutOrderAndSpace) {
  const auto found = digests("{\"b\": [1, 2.50, NaN], \"a\": {\"y\": null, \"x\": \"q\"}}\n", "x.json");
  EXPECT_EQ(found.format, "json");
  EXPECT_EQ(digests("{\"a\":{\"x\":\"q\",\"y\":null},\"b\":[1,2.50,NaN]}").canonical, found.canonical);
  EXPECT_NE(digests("{\"a\":{\"x\":\"q\",\"y\":null},\"b\":[1,2.5,NaN]}").canonical, found.canonical);
  EXPECT_NE(digests("{\"a\":{\"x\":\"q\",\"y\":null},\"b\":[2.50,1,NaN]}").canonical, found.canonical);
}

TEST(JsonText, IsScrubbedByName) {
  const auto text = [](const std::string& date) { return "{\"when\": \"" + date + "\", \"n\": 1}"; };
  EXPECT_EQ(digests(text("2022-10-10"), "x.json", {"dates"}).canonical,
            digests(text("2022-10-11"), "x.json", {"dates"}).canonical);
  EXPECT_NE(digests(text("2022-10-10"), "x.json").canonical, digests(text("2022-10-11"), "x.json").canonical);
}

TEST(JsonText, IsTextWhenItIsNone) {
  for (const std::string text : {"[info] started", "{\"a\": 1", "{\"a\": 1} trailing", "[1,]", "{a: 1}"}) {
    EXPECT_EQ(digests(text, "x.json").canonical, sys::sha256(text)) << text;
  }
  EXPECT_EQ(digests(std::string(100000, '[')).canonical, sys::sha256(std::string(100000, '[')));
}

} // namespace

} // namespace reprovip::collect
