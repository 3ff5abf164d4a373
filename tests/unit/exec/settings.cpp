#include "tests/unit/exec/settings.hpp"

#include <gmock/gmock.h>

namespace reprovip::exec {

Json Settings::inner(const Words& options, const Words& command, const sys::Environment& environment) {
  sys::Command start;
  start.argv = {executor(), "inner", "--record", (dir.path() / "inner.json").string()};
  start.environment = environment;
  start.directory = work;
  start.argv.insert(start.argv.end(), options.begin(), options.end());
  start.argv.emplace_back("--");
  start.argv.insert(start.argv.end(), command.begin(), command.end());
  const auto captured = sys::run_captured(start, Seconds(60));
  EXPECT_TRUE(captured);
  said = captured ? captured->out : "";
  status = captured ? captured->status.code : -1;
  const auto record = parse_json(test::read_text(dir.path() / "inner.json"));
  EXPECT_TRUE(record);
  return record ? *record : Json();
}

void Settings::expect_refused(const Words& options, const std::string& reason) {
  const auto record = inner(options, {"touch", "sign"});
  EXPECT_EQ(record["outcome"].text(), "not_started");
  EXPECT_FALSE(record["infrastructure"].boolean(true));
  EXPECT_THAT(record["reason"].text(), testing::HasSubstr(reason));
  EXPECT_TRUE(record["exit_code"].is_null());
  EXPECT_EQ(status, 126);
  EXPECT_FALSE(std::filesystem::exists(work / "sign")) << "the program ran";
}

Words Preloaded::with(const Words& settings, const std::string& seed) {
  Words options{"--env", "REPROVIP_SEED=" + seed, "--preload", library()};
  for (const auto& setting : settings) {
    options.insert(options.end(), {"--set", setting});
  }
  return options;
}

std::string Preloaded::ask(const Words& settings, const Words& command, const std::string& seed) {
  const auto record = inner(with(settings, seed), command);
  EXPECT_EQ(record["outcome"].text(), "succeeded") << record["reason"].text();
  return said;
}

} // namespace reprovip::exec
