#include "harness/protocol/read.hpp"
#include "harness/study/starter.hpp"
#include "harness/study/vocabulary.hpp"

#include "tests/support/support.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace reprovip::study {

namespace {

model::OutputDecl output(const std::string& id, const std::string& path, const std::string& reader = "") {
  model::OutputDecl one;
  one.id = id;
  one.path = path;
  one.reader = reader;
  return one;
}

// As it is read once it has been written beside its application.
Checked<model::Protocol> read_back(const std::string& text, const std::string& application) {
  const test::TempDir directory;
  EXPECT_TRUE(sys::write_file_atomic(directory.path() / "application.toml", application).has_value());
  EXPECT_TRUE(sys::write_file_atomic(directory.path() / "protocol.toml", text).has_value());
  return protocol::read_protocol(directory.path() / "protocol.toml", {}, vocabulary());
}

bool has_metric(const model::Protocol& protocol, const std::string& output, const std::string& kind) {
  return std::ranges::any_of(protocol.metrics, [&](const model::MetricSpec& metric) {
    return metric.output == output && metric.kind == kind;
  });
}

TEST(Starter, FitsTheMetricToTheOutput) {
  const std::string application =
      "schema = 1\nname = \"a\"\nversion = \"1\"\ncommand = [\"a\", \"{threads}\"]\n"
      "[outputs.table]\npath = \"t.csv\"\n[outputs.brain]\npath = \"brain.nii.gz\"\n"
      "[outputs.regions]\npath = \"regions.nii\"\nread = \"labels\"\n"
      "[outputs.log]\npath = \"log.bin\"\n";
  model::Application a;
  a.name = "a";
  a.command = {"a", "{threads}"};
  a.outputs = {output("table", "t.csv"), output("brain", "brain.nii.gz"),
               output("regions", "regions.nii", "labels"), output("log", "log.bin")};
  const auto protocol = read_back(starter_protocol(a, "application.toml"), application);
  ASSERT_TRUE(protocol.has_value()) << render(protocol.error());
  EXPECT_TRUE(has_metric(*protocol, "table", "nu"));
  EXPECT_TRUE(has_metric(*protocol, "brain", "nrmse"));
  EXPECT_TRUE(has_metric(*protocol, "regions", "dice"));
  EXPECT_EQ(protocol->metrics.size(), 3U);
  for (const auto& criterion : protocol->criteria) {
    const bool decides = !criterion.metric.empty() || criterion.output == "log";
    EXPECT_EQ(criterion.severity, decides ? model::Severity::fail : model::Severity::info) << criterion.id;
  }
  EXPECT_EQ(protocol->factors.size(), 2U); // engine and threads
}

TEST(Starter, SaysWhatNobodyElseKnows) {
  model::Application a;
  a.name = "a";
  a.inputs.emplace_back().id = "image";
  a.params.emplace_back().id = "threshold";
  a.params.emplace_back().id = "odd name";
  a.params.back().fallback = model::Value(3);
  const auto text = starter_protocol(a, "application.toml");
  EXPECT_NE(text.find("# threshold = FILL IN"), std::string::npos) << text;
  EXPECT_NE(text.find("# \"odd name\" = 3"), std::string::npos) << text;
  EXPECT_NE(text.find("image = \"data/{subject}/image\""), std::string::npos) << text;
}

TEST(Starter, NamesTheProtocolInThePipeline) {
  const auto files = starter_pipeline("deep/protocol.toml");
  ASSERT_EQ(files.size(), 2U);
  EXPECT_NE(files[0].second.find("[\"deep/protocol.toml\"]"), std::string::npos);
  EXPECT_EQ(files[1].second.rfind("# Runs each protocol", 0), 0U);
}

} // namespace

} // namespace reprovip::study
