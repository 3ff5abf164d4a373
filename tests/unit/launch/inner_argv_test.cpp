#include "harness/launch/inner_argv.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace reprovip::launch {

namespace {

using testing::ElementsAre;

TEST(InnerArgvTest, SaysWhatTheEngineLeavesToTheInnerEnd) {
  model::Invocation invocation;
  invocation.argv = {"fit", "a b"};
  invocation.environment = {{"HOME", "/h"}, {"TZ", "UTC"}};
  invocation.cell.hex = "0123456789abcdef";
  invocation.repetition = 3;
  invocation.settings = {{"hostname", "n1"}, {"rounding", "up"}, {"umask", "077"}};
  EXPECT_THAT(inner_argv(invocation, {.executor = "/x",
                                      .record = "/r",
                                      .preload = "/p.so",
                                      .unset = {"APPTAINER_*", "HOME"},
                                      .sets_environment = true,
                                      .seen_to = {"hostname"}}),
              ElementsAre("/x", "inner", "--record", "/r", "--unset", "APPTAINER_*", "--env", "HOME=/h",
                          "--env", "TZ=UTC", "--env", "REPROVIP_SEED=0123456789ab-r3", "--set", "rounding=up",
                          "--set", "umask=077", "--preload", "/p.so", "--", "fit", "a b"));
}

TEST(InnerArgvTest, NeutralLevelsNeedNothing) {
  model::Invocation invocation;
  invocation.settings = {
      {"clock", "now"}, {"readdir", "default"}, {"rounding", "nearest"}, {"workdir", "/w"}};
  EXPECT_FALSE(needs_preload(invocation));
  EXPECT_EQ(setting_of(invocation, "workdir", "/work"), "/w");
  EXPECT_EQ(setting_of(invocation, "hostname", "reprovip"), "reprovip");
  EXPECT_EQ(setting_of(invocation, "clock", ""), "");
  invocation.settings["rounding"] = "random";
  EXPECT_TRUE(needs_preload(invocation));
}

TEST(InnerArgvTest, IsShortWithoutSettings) {
  model::Invocation invocation;
  invocation.argv = {"fit"};
  invocation.settings = {{"aslr", "off"}};
  EXPECT_FALSE(needs_preload(invocation));
  invocation.settings.clear();
  EXPECT_THAT(inner_argv(invocation, {.executor = "/x", .record = "/r"}),
              ElementsAre("/x", "inner", "--record", "/r", "--", "fit"));
}

} // namespace

} // namespace reprovip::launch
