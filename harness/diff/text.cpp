#include "harness/base/format.hpp"
#include "harness/diff/differ.hpp"
#include "harness/diff/line_edits.hpp"
#include "harness/score/readers/unpack.hpp"

#include <algorithm>

namespace reprovip::diff {

namespace {

constexpr std::size_t k_around = 3;

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  for (std::size_t at = 0; at < text.size();) {
    const auto end = std::min(text.find('\n', at), text.size());
    lines.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return lines;
}

// Edits and the lines around them that stand together.
struct Hunk {
  std::size_t first = 0; // of the edits
  std::size_t last = 0;  // after
};

std::vector<Hunk> hunks_of(const std::vector<Edit>& edits) {
  std::vector<Hunk> hunks;
  for (std::size_t i = 0; i < edits.size(); ++i) {
    if (edits[i].kind == Edit::Kind::keep) {
      continue;
    }
    const auto low = i < k_around ? 0 : i - k_around;
    const auto high = std::min(edits.size(), i + k_around + 1);
    if (!hunks.empty() && low <= hunks.back().last) {
      hunks.back().last = high;
    } else {
      hunks.push_back({low, high});
    }
  }
  return hunks;
}

char sign_of(Edit::Kind kind) {
  return kind == Edit::Kind::keep ? ' ' : kind == Edit::Kind::remove ? '-' : '+';
}

void add_hunk(const Hunk& hunk, const std::vector<Edit>& edits, const std::vector<std::string>& a,
              const std::vector<std::string>& b, std::vector<std::string>& lines) {
  std::size_t of_a = 0;
  std::size_t of_b = 0;
  for (auto i = hunk.first; i < hunk.last; ++i) {
    of_a += edits[i].kind == Edit::Kind::add ? 0U : 1U;
    of_b += edits[i].kind == Edit::Kind::remove ? 0U : 1U;
  }
  lines.push_back(
      format("@@ -{},{} +{},{} @@", edits[hunk.first].a + 1, of_a, edits[hunk.first].b + 1, of_b));
  for (auto i = hunk.first; i < hunk.last; ++i) {
    const auto& edit = edits[i];
    lines.push_back(sign_of(edit.kind) + (edit.kind == Edit::Kind::add ? b[edit.b] : a[edit.a]));
  }
}

} // namespace

Part text_part(const std::string& a, const std::string& b, const Options& options) {
  const auto lines_a = lines_of(a);
  const auto lines_b = lines_of(b);
  const auto edits = line_edits(lines_a, lines_b);
  const auto count = [&](Edit::Kind kind) { return std::ranges::count(edits, kind, &Edit::kind); };
  Part part;
  part.title = "lines";
  part.lines.push_back(format("{} removed, {} added; {} | {} lines", count(Edit::Kind::remove),
                              count(Edit::Kind::add), lines_a.size(), lines_b.size()));
  std::vector<std::string> shown;
  const auto hunks = hunks_of(edits);
  for (std::size_t i = 0; i < std::min(hunks.size(), options.most); ++i) {
    add_hunk(hunks[i], edits, lines_a, lines_b, shown);
  }
  part.lines.insert(part.lines.end(), shown.begin(), shown.end());
  if (hunks.size() > options.most) {
    part.lines.push_back(format("... and {} more places", hunks.size() - options.most));
  }
  if (hunks.empty()) {
    part.lines.emplace_back("they differ in the ends of lines only");
  }
  auto json = Json::array();
  for (const auto& line : shown) {
    json.push(line);
  }
  part.json = Json::object({{"removed", static_cast<std::int64_t>(count(Edit::Kind::remove))},
                            {"added", static_cast<std::int64_t>(count(Edit::Kind::add))},
                            {"unified", std::move(json)}});
  return part;
}

std::optional<Part> header_lines_part(const std::string& a, const std::string& b, const Options& options) {
  if (a == b) {
    return std::nullopt;
  }
  auto part = text_part(a, b, options);
  part.title = "header";
  return part;
}

Result<void> diff_texts(const Pair& pair, const Options& options, Difference& difference) {
  TRY_ASSIGN(const auto a, score::read_unpacked(pair.a.file));
  TRY_ASSIGN(const auto b, score::read_unpacked(pair.b.file));
  difference.parts.push_back(text_part(a, b, options));
  return {};
}

} // namespace reprovip::diff
