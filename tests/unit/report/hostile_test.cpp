#include "harness/base/json.hpp"
#include "harness/report/report.hpp"
#include "harness/report/reporters.hpp"
#include "harness/report/text.hpp"

#include "tests/unit/report/sample_study.hpp"

#include <gtest/gtest.h>

#include <map>
#include <set>

namespace reprovip::report {
namespace {

// Programs choose the names, reasons and logs that reports show: none of it may become markup.

// The names of all elements of a page, outside scripts and styles.
std::set<std::string> elements_of(const std::string& page) {
  std::set<std::string> names;
  for (std::size_t at = page.find('<'); at != std::string::npos; at = page.find('<', at + 1)) {
    const auto end = page.find_first_of(" >\n", at + 1);
    auto name = page.substr(at + 1, end - at - 1);
    names.insert(name);
    if (name == "script" || name == "style") {
      at = page.find("</" + name, at);
      EXPECT_NE(at, std::string::npos);
    }
  }
  return names;
}

class Hostile : public testing::TestWithParam<std::string> {
protected:
  static const std::string& text() {
    static std::map<std::string, std::string> written;
    auto& one = written[GetParam()];
    if (one.empty()) {
      one = find_reporter(GetParam())->write(test::hostile_study());
    }
    return one;
  }
};

TEST_P(Hostile, IsCleanUtf8) {
  EXPECT_TRUE(clean(text(), Lines::keep) == text());
}

INSTANTIATE_TEST_SUITE_P(Reporters, Hostile,
                         testing::Values("junit", "html", "csv", "markdown", "openmetrics", "codequality"));

TEST(HostileHtml, AddsNoElement) {
  const auto hostile = write_html(test::hostile_study());
  const auto plain = write_html(test::sample_study());
  const auto known = elements_of(plain);
  for (const auto& name : elements_of(hostile)) {
    EXPECT_TRUE(known.contains(name)) << name;
  }
  EXPECT_EQ(test::count(hostile, "<script"), test::count(plain, "<script"));
  EXPECT_EQ(test::count(hostile, "<!--"), 0U);
  EXPECT_LT(hostile.size(), std::size_t{1} << 20U);
}

TEST(HostileHtml, AddsNoElementThroughTheData) {
  auto study = test::large_study(200);
  const auto plain = test::count(write_html(study), "<script");
  study.plan.resolved.subjects[3].id = "</script><script>alert(2)</script><!--";
  const auto page = write_html(study);
  EXPECT_EQ(test::count(page, "<script"), plain);
  EXPECT_EQ(test::count(page, "alert(2)</script>"), 0U);
  EXPECT_EQ(test::count(page, "<!--"), 0U);
}

TEST(HostileJson, ReadsBack) {
  const auto study = test::hostile_study();
  const auto json = parse_json(write_json(study));
  ASSERT_TRUE(json) << render(json.error());
  EXPECT_EQ((*json)["executions"].items().size(), 12U);
  EXPECT_TRUE(parse_json(write_code_quality(study)));
}

TEST(HostileCsv, KeepsItsRowsAndColumns) {
  const auto text = write_csv(test::hostile_study());
  std::size_t fields = 1;
  bool quoted = false;
  for (const char c : text) {
    quoted = quoted != (c == '"');
    fields += !quoted && (c == ',' || c == '\n') ? 1 : 0;
  }
  EXPECT_FALSE(quoted);
  EXPECT_EQ(fields - 1, 22U * 5U);
}

TEST(HostileOpenmetrics, SplitsLikeAShellIntoTwoWords) {
  const auto text = write_openmetrics(test::hostile_study());
  std::size_t begin = 0;
  for (auto end = text.find('\n'); end != std::string::npos; end = text.find('\n', begin)) {
    const auto line = text.substr(begin, end - begin);
    begin = end + 1;
    if (!line.starts_with("# ")) {
      EXPECT_EQ(test::count(line, " "), 1U) << line;
      EXPECT_EQ(test::count(line, "#") + test::count(line, "'") + test::count(line, "\\"), 0U) << line;
    }
  }
}

TEST(HostileMarkdown, KeepsItsTable) {
  const auto text = write_markdown(test::hostile_study());
  // The last line is a block of code, where nothing is markup.
  EXPECT_EQ(test::count(text.substr(0, text.find("\n    ")), "<script"), 0U);
  EXPECT_EQ(test::count(text, "\n| "), 5U);
}

TEST(HostileConsole, KeepsToTheScreen) {
  const auto text = console(test::hostile_study(), {});
  EXPECT_EQ(text.find('\x1b'), std::string::npos);
  EXPECT_LT(test::count(text, "\n"), 50U);
}

TEST(Console, FitsItsWidthButNeverCutsACommand) {
  const auto text = console(test::sample_study(), {false, 60, 0});
  std::size_t begin = 0;
  for (auto end = text.find('\n'); end != std::string::npos; end = text.find('\n', begin)) {
    const auto line = text.substr(begin, end - begin);
    begin = end + 1;
    if (!line.starts_with("next: ")) {
      EXPECT_LE(columns(line), 60U) << line;
    }
  }
  EXPECT_NE(text.find("next: reprovip run protocols/dti/protocol.toml --failed"), std::string::npos);
}

TEST(Console, SaysOnlyTheVerdictWhenQuiet) {
  EXPECT_EQ(console(test::sample_study(), {false, 100, -1}), "✗ FAIL: 1 of 2 deciding criteria fails"
                                                             "; 1 of 12 executions did not succeed\n");
}

TEST(Html, WritesRowsOfTheFirstFiveHundredExecutionsAndDataOfAll) {
  EXPECT_EQ(test::count(write_html(test::large_study(83)), "<tr id=\"execution-"), 83U * 6U);
  const auto page = write_html(test::large_study(84));
  EXPECT_EQ(test::count(page, "<tr id=\"execution-"), 500U);
  EXPECT_NE(page.find("id=\"executions-data\""), std::string::npos);
}

} // namespace
} // namespace reprovip::report
