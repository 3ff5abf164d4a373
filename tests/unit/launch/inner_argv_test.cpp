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
  invocation.settings = {{"hostname", "n1"}, {"rounding", "up"}, {"umask", "077"}};
  EXPECT_THAT(inner_argv(invocation, {.executor = "/x",
                                      .record = "/r",
                                      .preload = "/p.so",
                                      .unset = {"APPTAINER_*", "HOME"},
                                      .sets_environment = true,
                                      .seen_to = {"hostname"}}),
              ElementsAre("/x", "inner", "--record", "/r", "--unset", "APPTAINER_*", "--env", "HOME=/h",
                          "--env", "TZ=UTC", "--set", "rounding=up", "--set", "umask=077", "--preload",
                          "/p.so", "--", "fit", "a b"));
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
