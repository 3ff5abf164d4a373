#include "harness/vip/settings.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <string>
#include <utility>
#include <vector>

namespace reprovip::vip {

namespace {

TEST(VipSettings, AreChecked) {
  ::unsetenv("REPROVIP_VIP_URL");
  launch::LauncherOptions options;
  EXPECT_EQ(settings_from(options)->server.url, k_public_url);
  options.options = {{"url", std::string("https://vip.test/test/rest/")}, {"poll", std::string("1s")}};
  EXPECT_EQ(settings_from(options)->server.url, "https://vip.test/test/rest");
  ::setenv("REPROVIP_VIP_URL", "http://127.0.0.1:8080/rest", 1);
  EXPECT_EQ(settings_from(options)->server.url, "http://127.0.0.1:8080/rest");
  ::setenv("REPROVIP_VIP_URL", "http://vip.example.org/rest", 1);
  EXPECT_FALSE(settings_from(options));
  ::unsetenv("REPROVIP_VIP_URL");
  for (const auto& [name, value] :
       std::vector<std::pair<std::string, std::string>>{{"folder", "/tmp"},
                                                        {"folder", "/vip/Home/a#b"},
                                                        {"folder", "/vip/Home/../x"},
                                                        {"folder", "/vip/Home/a b"},
                                                        {"key_header", "a: b"},
                                                        {"poll", "10"}}) {
    options.options = {{name, value}};
    EXPECT_FALSE(settings_from(options)) << name << value;
  }
}

} // namespace

} // namespace reprovip::vip
