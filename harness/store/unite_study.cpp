#include "harness/store/unite_study.hpp"

#include "harness/base/json.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <optional>
#include <set>

namespace reprovip::store {

namespace fs = std::filesystem;

namespace {

// In the order in which they decide which judgement is later.
constexpr std::array<const char*, 4> k_judgement = {"verdicts.json", "scores.json", "observations.json",
                                                    "plan.json"};

bool is_judgement(const std::string& name) {
  return std::ranges::find(k_judgement, name) != k_judgement.end();
}

struct Stamped {
  fs::file_time_type time;
  std::string bytes;
  auto operator<=>(const Stamped&) const = default;
};

Result<std::optional<Stamped>> read_stamped(const sys::Path& file) {
  if (!is_there(file)) {
    return std::nullopt;
  }
  TRY_ASSIGN(auto bytes, sys::read_file(file));
  std::error_code ignored;
  return Stamped{fs::last_write_time(file, ignored), std::move(bytes)};
}

Result<void> write_stamped(const sys::Path& file, const Stamped& stamped, sys::Durability durability) {
  TRY(sys::write_file_atomic(file, stamped.bytes, durability));
  std::error_code ignored;
  fs::last_write_time(file, stamped.time, ignored);
  return {};
}

using Judgement = std::array<std::optional<Stamped>, k_judgement.size()>;

Result<Judgement> read_judgement(const sys::Path& study) {
  Judgement judgement;
  for (std::size_t i = 0; i < judgement.size(); ++i) {
    TRY_ASSIGN(judgement[i], read_stamped(study / k_judgement[i]));
  }
  return judgement;
}

// What decides is written last: a union that was cut off is the same when it is made again.
Result<void> unite_judgement(const sys::Path& from, const sys::Path& to, sys::Durability durability) {
  TRY_ASSIGN(const auto theirs, read_judgement(from));
  TRY_ASSIGN(const auto mine, read_judgement(to));
  if (theirs <= mine) {
    return {};
  }
  for (std::size_t i = theirs.size(); i-- > 0;) {
    const auto file = to / k_judgement[i];
    if (theirs[i]) {
      TRY(write_stamped(file, *theirs[i], durability));
    } else if (mine[i]) {
      TRY(sys::remove_tree(file));
    }
  }
  return {};
}

// Each line once, by when what it tells ended.
std::string united_events(const std::string& a, const std::string& b) {
  std::set<std::pair<std::int64_t, std::string>> lines;
  for (const auto* text : {&a, &b}) {
    for (std::size_t at = 0; at < text->size();) {
      const auto end = std::min(text->find('\n', at), text->size());
      auto line = text->substr(at, end - at);
      const auto event = parse_json(line);
      lines.emplace(event ? (*event)["ended_ms"].integer() : 0, std::move(line));
      at = end + 1;
    }
  }
  std::string all;
  for (const auto& [time, line] : lines) {
    all += line + "\n";
  }
  return all;
}

Result<void> unite_events(const sys::Path& from, const sys::Path& to, sys::Durability durability) {
  if (!is_there(from)) {
    return {};
  }
  TRY_ASSIGN(const auto theirs, sys::read_file(from));
  std::string mine;
  if (is_there(to)) {
    TRY_ASSIGN(mine, sys::read_file(to));
  }
  const auto all = united_events(mine, theirs);
  return all == mine ? Result<void>{} : sys::write_file_atomic(to, all, durability);
}

} // namespace

bool is_there(const sys::Path& path) {
  std::error_code ignored;
  return fs::exists(fs::symlink_status(path, ignored));
}

Result<bool> take_file(const sys::Path& from, const sys::Path& to, sys::Durability durability) {
  TRY_ASSIGN(const auto theirs, read_stamped(from));
  if (!theirs) {
    return false;
  }
  TRY_ASSIGN(const auto mine, read_stamped(to));
  if (mine && *theirs <= *mine) {
    return false;
  }
  // Of the same bytes the later time counts, against what a third store holds.
  if (mine && mine->bytes == theirs->bytes) {
    std::error_code ignored;
    fs::last_write_time(to, theirs->time, ignored);
    return false;
  }
  TRY(write_stamped(to, *theirs, durability));
  return !mine;
}

Result<void> unite_study(const sys::Path& from, const sys::Path& to, sys::Durability durability) {
  TRY(unite_judgement(from, to, durability));
  for (const auto& name : sys::list_names(from)) {
    if (name.ends_with(".json") && name.front() != '.' && !is_judgement(name)) {
      TRY(take_file(from / name, to / name, durability));
    }
  }
  return unite_events(from / "events.jsonl", to / "events.jsonl", durability);
}

} // namespace reprovip::store
