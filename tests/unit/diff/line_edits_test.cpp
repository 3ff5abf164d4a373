// Edits turn one list into the other, and are the fewest.

#include "harness/diff/line_edits.hpp"

#include <gtest/gtest.h>

#include <random>

namespace reprovip::diff {
namespace {

using Lines = std::vector<std::string>;

Lines applied(const std::vector<Edit>& edits, const Lines& a, const Lines& b) {
  Lines result;
  std::size_t x = 0;
  for (const auto& edit : edits) {
    EXPECT_EQ(edit.a, x);
    EXPECT_EQ(edit.b, result.size());
    if (edit.kind == Edit::Kind::add) {
      result.push_back(b[edit.b]);
      continue;
    }
    if (edit.kind == Edit::Kind::keep) {
      EXPECT_EQ(a[edit.a], b[edit.b]);
      result.push_back(a[edit.a]);
    }
    ++x;
  }
  EXPECT_EQ(x, a.size());
  return result;
}

std::size_t edits_in(const std::vector<Edit>& edits) {
  std::size_t count = 0;
  for (const auto& edit : edits) {
    count += edit.kind == Edit::Kind::keep ? 0 : 1;
  }
  return count;
}

// By the longest common subsequence.
std::size_t fewest_edits(const Lines& a, const Lines& b) {
  std::vector<std::vector<std::size_t>> common(a.size() + 1, std::vector<std::size_t>(b.size() + 1, 0));
  for (std::size_t i = 1; i <= a.size(); ++i) {
    for (std::size_t j = 1; j <= b.size(); ++j) {
      common[i][j] =
          a[i - 1] == b[j - 1] ? common[i - 1][j - 1] + 1 : std::max(common[i - 1][j], common[i][j - 1]);
    }
  }
  return a.size() + b.size() - 2 * common[a.size()][b.size()];
}

TEST(LineEdits, RandomListsHaveTheFewest) {
  std::mt19937 random(20221010);
  const auto list = [&] {
    Lines lines(random() % 13);
    for (auto& line : lines) {
      line = std::string(1, static_cast<char>('a' + random() % 4));
    }
    return lines;
  };
  for (int round = 0; round < 2000; ++round) {
    const auto a = list();
    const auto b = list();
    const auto edits = line_edits(a, b);
    ASSERT_EQ(applied(edits, a, b), b);
    ASSERT_EQ(edits_in(edits), fewest_edits(a, b));
  }
}

TEST(LineEdits, ListsFarApartAreReplaced) {
  Lines a = {"first"};
  Lines b = {"first"};
  for (int i = 0; i < 3000; ++i) {
    a.push_back("a" + std::to_string(i));
    b.push_back("b" + std::to_string(i));
  }
  const auto edits = line_edits(a, b);
  EXPECT_EQ(applied(edits, a, b), b);
  EXPECT_EQ(edits.front().kind, Edit::Kind::keep);
}

} // namespace
} // namespace reprovip::diff
