#include "harness/report/site.hpp"

#include "tests/support/support.hpp"
#include "tests/unit/report/sample_study.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace reprovip::report {
namespace {

using model::Severity;
using model::Status;

constexpr std::int64_t k_day = 86'400'000;

SiteEntry entry(const std::string& protocol, const std::string& study, int day, Status status) {
  SiteEntry one;
  one.protocol = protocol;
  one.study = study;
  one.status = status;
  one.application = "dti 3.0.3";
  one.design = "2 subjects × 1 condition × 3 repetitions";
  one.executions = one.succeeded = 6;
  one.ended_ms = 1'700'000'000'000 + day * k_day;
  one.criteria = {{"retest", Severity::fail, status}};
  return one;
}

std::vector<SiteEntry> entries() {
  auto failing = entry("dti", "dti-c", 5, Status::fail);
  failing.succeeded = 5;
  failing.alerts = {{Severity::fail, "retest", "fails: <b>nu</b> = 0.4"}};
  failing.more_alerts = 2;
  failing.criteria.push_back({"<i>new</i>", Severity::warn, Status::inconclusive});
  return {entry("dti", "dti-a", 1, Status::pass), entry("registration", "registration-a", 9, Status::pass),
          failing, entry("dti", "dti-b", 3, Status::fail), entry("dti", "dti-old", 0, Status::fail)};
}

std::size_t place(const std::string& text, const std::string& part, std::size_t from = 0) {
  const auto at = text.find(part, from);
  EXPECT_NE(at, std::string::npos) << part;
  return at;
}

// Without the style and the scripts, which are as in every page.
std::string body_of(const std::string& page) {
  const auto begin = place(page, "<body>");
  return page.substr(begin, page.rfind("<script") - begin);
}

TEST(Site, WritesTheApprovedIndex) {
  const auto difference =
      reprovip::test::differs_from_golden("report/site.html", body_of(write_site_index(entries(), "0.1.0")));
  EXPECT_TRUE(difference.empty()) << difference;
}

TEST(Site, WritesTheSameBytesWhateverTheOrder) {
  auto reversed = entries();
  std::ranges::reverse(reversed);
  EXPECT_EQ(write_site_index(entries(), "0.1.0"), write_site_index(reversed, "0.1.0"));
}

TEST(Site, ShowsWhatFailsFirstAndTheNewestOfAProtocolFirst) {
  const auto page = write_site_index(entries(), "0.1.0");
  auto at = place(page, "id=\"studies\"");
  for (const auto* study : {">dti-c<", ">dti-b<", ">dti-a<", ">dti-old<", ">registration-a<"}) {
    at = place(page, study, at);
  }
}

TEST(Site, SaysSinceWhenAVerdictHolds) {
  const auto page = body_of(write_site_index(entries(), "0.1.0"));
  place(page, "2023-11-17 22:13 (2 studies)"); // dti-b and dti-c fail, dti-a between passed
  EXPECT_EQ(page.find("(3 studies)"), std::string::npos);
}

TEST(Site, LinksToFoldersWithNamesOfAnyKind) {
  const auto page = write_site_index({entry("p", "a b<c>\"/../#?", 1, Status::pass)}, "0.1.0");
  place(page, "href=\"a%20b%3Cc%3E%22%2F..%2F%23%3F/index.html\"");
}

TEST(Site, OfNothingSaysSo) {
  place(write_site_index({}, "0.1.0"), "No study yet.");
}

TEST(Site, ShowsTheNewestSixtyOfALongHistory) {
  std::vector<SiteEntry> many;
  for (int day = 0; day < 80; ++day) {
    many.push_back(entry("dti", "dti-" + std::to_string(100 + day), day, Status::pass));
  }
  const auto page = body_of(write_site_index(many, "0.1.0"));
  place(page, "the newest 60 of 80 studies");
  place(page, ">dti-100<"); // in the table of all
}

TEST(SiteEntry, ReadsBackWhatItWrites) {
  const auto one = site_entry(test::sample_study());
  const auto text = dump(to_json(one), 1);
  const auto json = parse_json(text);
  ASSERT_TRUE(json);
  const auto read = site_entry_from_json(*json, "summary.json");
  ASSERT_TRUE(read);
  EXPECT_EQ(dump(to_json(*read), 1), text);
}

TEST(SiteEntry, KeepsTheFirstAlertsAndCountsTheOthers) {
  const auto one = site_entry(test::sample_study());
  EXPECT_EQ(one.status, Status::fail);
  EXPECT_EQ(one.succeeded, 11U);
  EXPECT_EQ(one.executions, 12U);
  EXPECT_EQ(one.alerts.size(), 3U);
  EXPECT_EQ(one.more_alerts, 1U);
  EXPECT_EQ(one.ended_ms, 1700000011900);
}

TEST(SiteEntry, RefusesWhatIsNone) {
  const auto json = parse_json(R"({"kind": "something else"})");
  ASSERT_TRUE(json);
  const auto read = site_entry_from_json(*json, "x/summary.json");
  ASSERT_FALSE(read);
  EXPECT_NE(render(read.error()).find("x/summary.json"), std::string::npos);
}

} // namespace
} // namespace reprovip::report
