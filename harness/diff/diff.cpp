#include "harness/diff/diff.hpp"

#include "harness/base/format.hpp"
#include "harness/collect/canonical.hpp"
#include "harness/diff/differ.hpp"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <map>
#include <set>

namespace reprovip::diff {

namespace {

std::string common_name(const std::string& a, const std::string& b) {
  return a == b ? a : format("{} | {}", a, b);
}

std::vector<std::string> merged(const std::vector<std::string>& a, const std::vector<std::string>& b) {
  auto all = a;
  for (const auto& one : b) {
    if (std::find(all.begin(), all.end(), one) == all.end()) {
      all.push_back(one);
    }
  }
  return all;
}

// The first differ that applies and can read both.
Result<void> ask_differs(const Pair& pair, const Options& options, Difference& difference) {
  for (const auto& differ : builtin_differs()) {
    if (!differ.applies(pair)) {
      continue;
    }
    auto found = difference;
    if (const auto done = differ.diff(pair, options, found); done) {
      difference = std::move(found);
      difference.kind = differ.name;
      return {};
    } else {
      difference.notes.push_back(format("not compared as {}: {}", differ.name, one_line(done.error())));
    }
  }
  return failure(ErrorKind::internal, "no differ takes the two files");
}

std::string instead_of(const sys::Path& path, sys::FileKind kind) {
  std::error_code unreadable;
  return kind == sys::FileKind::symlink
             ? format("link to {}", std::filesystem::read_symlink(path, unreadable).string())
             : "special file";
}

// One of them at least is no regular file: nothing is read.
Difference diff_entries(const Side& a, const Side& b) {
  Difference difference;
  difference.kind = "entry";
  difference.same = a.instead == b.instead;
  difference.same_payload = difference.same_bytes = difference.same;
  const auto what = [](const Side& side) { return side.instead.empty() ? "regular file" : side.instead; };
  difference.parts.push_back(
      {"entry", {format("{} | {}", what(a), what(b))}, Json::object({{"a", what(a)}, {"b", what(b)}})});
  return difference;
}

void note_problem(const score::Look& look, const std::string& side, Difference& difference) {
  if (!look.problem.empty()) {
    difference.notes.push_back(format("{} is taken as bytes: {}", side, look.problem));
  }
}

} // namespace

Result<Difference> diff_at(const Side& a, const Side& b, const Options& options, int depth) {
  TRY_ASSIGN(const auto of_a, collect::digests_of(a.file, a.name, options.ignore));
  TRY_ASSIGN(const auto of_b, collect::digests_of(b.file, b.name, options.ignore));
  Difference difference;
  difference.name = common_name(a.name, b.name);
  difference.same_bytes = of_a.raw == of_b.raw;
  difference.same_payload = of_a.payload == of_b.payload;
  difference.same = of_a.canonical == of_b.canonical;
  difference.ignored = merged(of_a.ignored, of_b.ignored);
  if (difference.same_bytes || difference.same_payload) {
    return difference;
  }
  Pair pair{a, b, of_a.format, of_b.format, {}, {}, depth};
  pair.look_a = score::look_at(a.file, a.name, options.reader, {});
  pair.look_b = score::look_at(b.file, b.name, options.reader, {});
  // A mask with many labels beside one with few is a mask.
  const bool a_is_labels = pair.look_a.nature == score::Nature::labels;
  if (a_is_labels != (pair.look_b.nature == score::Nature::labels)) {
    auto& other = a_is_labels ? pair.look_b : pair.look_a;
    const auto& side = a_is_labels ? b : a;
    if (const auto look = score::look_at(side.file, side.name, "labels", {}); look.problem.empty()) {
      other = look;
    }
  }
  for (const auto& note : {of_a.note, of_b.note}) {
    if (!note.empty() && std::ranges::find(difference.notes, note) == difference.notes.end()) {
      difference.notes.push_back(note);
    }
  }
  note_problem(pair.look_a, "A", difference);
  note_problem(pair.look_b, "B", difference);
  TRY(ask_differs(pair, options, difference));
  return difference;
}

Result<Difference> diff_trees_at(const Tree& a, const Tree& b, const std::string& name,
                                 const Options& options, int depth) {
  Difference difference;
  difference.name = name;
  difference.kind = "folder";
  const std::map<std::string, Side> of_b(b.begin(), b.end());
  std::set<std::string> common;
  bool all_same = true;
  bool all_bytes = true;
  for (const auto& [member, side] : a) {
    const auto other = of_b.find(member);
    if (other == of_b.end()) {
      difference.only_a.push_back(member);
      continue;
    }
    common.insert(member);
    const bool are_files = side.instead.empty() && other->second.instead.empty();
    TRY_ASSIGN(auto one, are_files ? diff_at(side, other->second, options, depth)
                                   : Result<Difference>(diff_entries(side, other->second)));
    one.name = member;
    all_same = all_same && one.same;
    all_bytes = all_bytes && one.same_bytes;
    if (one.same_bytes) {
      ++difference.same_members;
    } else {
      difference.members.push_back(std::move(one));
    }
  }
  for (const auto& [member, side] : b) {
    if (!common.contains(member)) {
      difference.only_b.push_back(member);
    }
  }
  const bool alone = !difference.only_a.empty() || !difference.only_b.empty();
  difference.same = all_same && !alone;
  difference.same_bytes = all_bytes && !alone;
  difference.same_payload = difference.same_bytes;
  return difference;
}

Result<Difference> diff_files(const Side& a, const Side& b, const Options& options) {
  return diff_at(a, b, options, 0);
}

Result<Difference> diff_trees(const Tree& a, const Tree& b, const std::string& name, const Options& options) {
  return diff_trees_at(a, b, name, options, 0);
}

Result<Tree> tree_of(const sys::Path& folder) {
  TRY_ASSIGN(const auto entries, sys::list_tree(folder));
  Tree tree;
  for (const auto& entry : entries) {
    const auto name = entry.relative.string();
    if (entry.kind == sys::FileKind::regular) {
      tree.emplace_back(name, Side{folder / entry.relative, entry.relative.filename().string()});
    } else if (entry.kind != sys::FileKind::directory) {
      tree.emplace_back(name, Side{folder / entry.relative, entry.relative.filename().string(),
                                   instead_of(folder / entry.relative, entry.kind)});
    }
  }
  return tree;
}

std::string share_text(std::size_t part, std::size_t whole) {
  const double percent = whole == 0 ? 0 : 100.0 * static_cast<double>(part) / static_cast<double>(whole);
  return format("{} of {} ({:.3g} %)", part, whole, percent);
}

std::string number_text(double value) {
  return format("{}", value);
}

Json number_json(double value) {
  return std::isfinite(value) ? Json(value) : Json(number_text(value));
}

double relative_difference(double a, double b) {
  const double largest = std::max(std::abs(a), std::abs(b));
  return largest > 0 ? std::abs(a - b) / largest : 0;
}

void add_more(std::vector<std::string>& lines, std::size_t count, const Options& options) {
  if (count > options.most) {
    lines.push_back(format("... and {} more", count - options.most));
  }
}

} // namespace reprovip::diff
