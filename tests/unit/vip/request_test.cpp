#include "harness/vip/pipeline.hpp"
#include "harness/vip/request.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace reprovip::vip {

namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

Json descriptor() {
  return *parse_json(R"({"name":"T","inputs":[
    {"id":"text","type":"String"},{"id":"real","type":"Number"},{"id":"whole","type":"Number","integer":true},
    {"id":"many","type":"String","list":true},{"id":"file","type":"File"},{"id":"hidden","type":"String"},
    {"id":"loops","type":"Number","integer":true},{"id":"folder","type":"File"},
    {"id":"results-directory","type":"String"}],
    "custom":{"vip:overriddenInputs":{"hidden":"text"},"vip:intIteratorInputs":["loops"],
              "vip:directoryInputs":{"folder":{"patterns":["*"]}}}})");
}

struct Row {
  std::string id;
  std::vector<std::string> values;
  std::string mistake; // a part of it; "" = none
  std::string warning;
};

TEST(VipRequest, ChecksValues) {
  const std::vector<Row> rows = {
      {"text", {"fine [1] (a):b?c&d=e@f"}, "", ""},
      {"text", {"50%"}, "VIP does not take %", ""},
      {"text", {""}, "which VIP refuses", ""},
      {"text", {"a@@b"}, "several jobs", ""},
      {"real", {"0.5"}, "", ""},
      {"real", {"0.123456789"}, "", "reaches the program as 0.12345679"},
      {"real", {"1"}, "", "reaches the program as 1.0: VIP writes every number with a point"},
      {"real", {"1.5"}, "", ""},
      {"real", {"1e300"}, "no number of single precision", ""},
      {"whole", {"16777217"}, "", ""},
      {"whole", {"2147483648"}, "those of 32 bits", ""},
      {"folder", {"/vip/Home/a"}, "a job for each of its files", ""},
      {"many", {"a"}, "", ""},
      {"many", {"a", "b"}, "makes 2 jobs", ""},
      {"hidden", {"a"}, "fills it from \"text\"", ""},
      {"loops", {"1"}, "", ""},
      {"loops", {"3"}, "run 3 jobs", ""},
      {"results-directory", {"/vip/Home"}, "no input \"results-directory\"", ""},
      {"other", {"a"}, "no input \"other\"", ""},
  };
  for (const auto& row : rows) {
    const auto found = check_request({"T/1", {}, {{row.id, row.values}}}, {}, descriptor(), false);
    const auto what = row.id + " = " + testing::PrintToString(row.values);
    if (row.mistake.empty()) {
      EXPECT_THAT(found.mistakes, IsEmpty()) << what;
    } else {
      EXPECT_THAT(found.mistakes, ElementsAre(HasSubstr(row.mistake))) << what;
    }
    if (row.warning.empty()) {
      EXPECT_THAT(found.warnings, IsEmpty()) << what;
    } else {
      EXPECT_THAT(found.warnings, ElementsAre(HasSubstr(row.warning))) << what;
    }
  }
  EXPECT_THAT(check_request({"T/1", {}, {{"many", {"a", "b"}}}}, {}, descriptor(), true).mistakes, IsEmpty());
}

model::InputFile file(const std::string& id, const std::string& name, std::uint64_t size = 1) {
  model::InputFile input;
  input.id = id;
  input.host = "/data/" + name;
  input.size = size;
  return input;
}

TEST(VipRequest, ChecksFiles) {
  const auto mistakes = [](const std::vector<model::InputFile>& files) {
    return check_request({"T/1", {}, {}}, files, descriptor(), false).mistakes;
  };
  EXPECT_THAT(mistakes({file("file", "a.nii")}), IsEmpty());
  EXPECT_THAT(mistakes({file("file", "empty", 0)}), ElementsAre(HasSubstr("would make a folder of it")));
  EXPECT_THAT(mistakes({file("file", "a#b.nii")}), ElementsAre(HasSubstr("characters: #")));
  EXPECT_THAT(mistakes({file("file", "a[1].nii")}), ElementsAre(HasSubstr("characters: []")));
  EXPECT_THAT(mistakes({file("file", "é")}), ElementsAre(HasSubstr("rename the file")));
  EXPECT_THAT(mistakes({file("folder", "a")}), ElementsAre(HasSubstr("not supported")));
  EXPECT_EQ(mistakes({file("file", "a"), file("file", "b")}).size(), 2U);
  auto folder = file("file", "folder");
  folder.is_directory = true;
  EXPECT_THAT(mistakes({folder}), ElementsAre(HasSubstr("VIP takes files only")));
  EXPECT_THAT(check_request({"T/1", {}, {}}, {file("file", "a b.nii")}, descriptor(), false).warnings,
              ElementsAre(HasSubstr("a b.nii is called a_b.nii on VIP")));
}

TEST(VipRequest, ReadsTheCommandOfTheEngine) {
  const auto request = request_from({"vip", "run", "T/1", "--descriptor", "/d.json", "--value", "a", "1",
                                     "--value", "b", "x", "--value", "b", "y", "--file", "c", "/c.nii"});
  ASSERT_TRUE(request);
  EXPECT_EQ(request->pipeline, "T/1");
  EXPECT_EQ(request->descriptor, "/d.json");
  EXPECT_EQ(request->values,
            (std::map<std::string, std::vector<std::string>>{{"a", {"1"}}, {"b", {"x", "y"}}}));
  EXPECT_FALSE(request_from({"sh", "-c", "true"}));
  EXPECT_FALSE(request_from({"vip", "run", "T/1", "--descriptor", "/d.json", "--value", "a"}));
}

TEST(VipPipeline, ComparesDescriptorsByValue) {
  const auto a = *parse_json(R"({"b":[1,{"x":1,"y":2}],"a":"t"})");
  const auto same = *parse_json(R"({"a":"t","b":[1,{"y":2,"x":1}]})");
  EXPECT_EQ(canonical_text(a), R"({"a":"t","b":[1,{"x":1,"y":2}]})");
  EXPECT_EQ(first_difference(a, same), "");
  EXPECT_EQ(pipeline_identity("T/1", a), pipeline_identity("T/1", same));
  EXPECT_EQ(first_difference(a, *parse_json(R"({"a":"t","b":[1,{"y":3,"x":1}]})")), "/b/1/y");
  EXPECT_EQ(first_difference(a, *parse_json(R"({"a":"t","b":[1]})")), "/b/1");
  EXPECT_EQ(first_difference(a, *parse_json(R"({"a":"t","b":[1,{"y":2,"x":1}],"c":1})")), "/c");
}

} // namespace

} // namespace reprovip::vip
