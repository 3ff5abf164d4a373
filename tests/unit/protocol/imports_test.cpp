#include "tests/unit/protocol/files.hpp"

#include <gtest/gtest.h>

namespace reprovip::protocol {
namespace {

constexpr const char* k_import = R"(schema = 1
name = "masks"
[import]
tree = "results"
first = 0
[factors]
version = ["v181", "v190"]
[factor.team]
source = "machine"
[outputs.mask]
path = "{team}/{version}/exec_{repetition}/{subject}/mask.nii.gz"
)";

TEST(Imports, TakeFactorsFromThePatterns) {
  Folder folder;
  folder.write("protocol.toml", k_import);
  const auto protocol = folder.protocol();
  ASSERT_TRUE(protocol) << folder.plain(protocol.error());
  ASSERT_TRUE(protocol->import);
  EXPECT_EQ(protocol->import->tree, "results");
  EXPECT_EQ(protocol->import->first, 0U);
  EXPECT_FALSE(protocol->import->lists_subjects);
  EXPECT_FALSE(protocol->import->counts);
  ASSERT_EQ(protocol->factors.size(), 2U);
  EXPECT_EQ(protocol->factors[0].name, "team");
  EXPECT_EQ(protocol->factors[0].source, model::Source::machine);
  EXPECT_TRUE(protocol->factors[0].levels.empty());
  EXPECT_EQ(protocol->factors[1].source, model::Source::software);
  EXPECT_EQ(protocol->factors[1].levels.size(), 2U);
  EXPECT_EQ(protocol->factors[1].effect, model::FactorEffect::imported);
  EXPECT_EQ(protocol->application.name, "masks");
}

TEST(Imports, MistakesAreSaidAtTheirPlace) {
  Folder folder;
  const auto mistakes_of = [&](const std::string& text) {
    folder.write("protocol.toml", text);
    return folder.mistakes();
  };
  EXPECT_NE(mistakes_of("schema = 1\n[import]\n").find("there are no outputs to import"), std::string::npos);
  EXPECT_NE(mistakes_of(replaced(k_import, "{team}/", "{team/")).find("11:8"), std::string::npos);
  EXPECT_NE(mistakes_of(replaced(k_import, "version = [", "versio = [")).find("did you mean \"version\"?"),
            std::string::npos);
  EXPECT_NE(mistakes_of(replaced(k_import, "source = \"machine\"", "env = \"TEAM\"")).find("nothing is set"),
            std::string::npos);
  EXPECT_NE(
      mistakes_of(replaced(k_import, "first = 0", "[repeat]\nmax = 9\nuntil = \"1 < 2\"")).find("until"),
      std::string::npos);
  EXPECT_NE(mistakes_of(std::string(k_import) + "[params]\nx = 1\n").find("exclude each other"),
            std::string::npos);
  EXPECT_NE(mistakes_of("schema = 1\n").find("missing key \"application\""), std::string::npos);
}

} // namespace
} // namespace reprovip::protocol
