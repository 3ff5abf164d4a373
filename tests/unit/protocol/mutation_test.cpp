#include "tests/unit/protocol/files.hpp"

#include <gtest/gtest.h>

#include <random>

namespace reprovip::protocol {

namespace {

using Random = std::mt19937;

std::size_t below(Random& random, std::size_t limit) {
  return random() % limit;
}

// Cuts, flips, drops or repeats a piece of `text`.
std::string mutated(std::string text, Random& random) {
  const auto at = below(random, text.size());
  const auto length = 1 + below(random, 12);
  switch (below(random, 5)) {
  case 0:
    return text.substr(0, at);
  case 1:
    text[at] = static_cast<char>(below(random, 256));
    return text;
  case 2:
    return text.erase(at, length);
  case 3:
    return text.insert(below(random, text.size()), text.substr(at, length * 4));
  default: {
    constexpr std::string_view k_signs = "[]{}\"'=.,#\n\\%()<>-0";
    text[at] = k_signs[below(random, k_signs.size())];
    return text;
  }
  }
}

// A mutation may leave the meaning, but what is refused must say where and render.
void expect_sound(const Errors& errors) {
  ASSERT_FALSE(errors.empty());
  for (const auto& error : errors) {
    EXPECT_FALSE(error.message.empty());
    ASSERT_TRUE(error.where) << error.message;
    EXPECT_FALSE(error.where->file.empty()) << error.message;
    EXPECT_GE(error.where->line, 0);
  }
  EXPECT_FALSE(render(errors).empty());
}

} // namespace

TEST(Mutation, OfAProtocolIsReadOrRefused) {
  Folder folder;
  Random random(20221010);
  int refused = 0;
  for (int i = 0; i < 300; ++i) {
    folder.write("protocol.toml", mutated(complete_protocol(), random));
    if (const auto read = folder.protocol(); !read) {
      expect_sound(read.error());
      ++refused;
    }
  }
  EXPECT_GT(refused, 150);
}

TEST(Mutation, OfADescriptorIsReadOrRefused) {
  const auto example = test::read_text(test::test_data() / "protocol/descriptor.json");
  Folder folder;
  Random random(42);
  for (int i = 0; i < 300; ++i) {
    folder.write("app.json", mutated(example, random));
    if (const auto read = read_application(folder.path("app.json"), small_vocabulary()); !read) {
      expect_sound(read.error());
    }
  }
}

TEST(Mutation, CutAnywhereIsReadOrRefused) {
  const auto whole = complete_protocol();
  Folder folder;
  for (std::size_t length = 0; length < whole.size(); length += 13) {
    folder.write("protocol.toml", whole.substr(0, length));
    if (const auto read = folder.protocol(); !read) {
      expect_sound(read.error());
    }
  }
}

TEST(Mutation, NestedDeeplyIsRefused) {
  Folder folder;
  folder.write("protocol.toml", "x = " + std::string(100000, '['));
  EXPECT_FALSE(folder.protocol());
  folder.write("app.json", "{\"a\": " + std::string(100000, '['));
  EXPECT_FALSE(read_application(folder.path("app.json"), small_vocabulary()));
}

} // namespace reprovip::protocol
