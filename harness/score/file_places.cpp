#include "harness/score/file_places.hpp"

#include "harness/base/format.hpp"
#include "harness/base/path_pattern.hpp"
#include "harness/score/reader.hpp"
#include "harness/sys/hash.hpp"

#include <algorithm>
#include <charconv>
#include <tuple>

namespace reprovip::score {

namespace {

// Whole numbers by value, then texts.
bool comes_before(const std::string& a, const std::string& b) {
  const auto number_of = [](const std::string& text) {
    std::uint64_t number = 0;
    const auto* end = text.data() + text.size();
    const auto read = std::from_chars(text.data(), end, number);
    return read.ec == std::errc{} && read.ptr == end ? std::optional(number) : std::nullopt;
  };
  const auto x = number_of(a);
  const auto y = number_of(b);
  return std::tuple(!x, x.value_or(0), a) < std::tuple(!y, y.value_or(0), b);
}

using Values = PathPattern::Values;

std::string value_of(const Values& values, const std::string& name) {
  const auto found = values.find(name);
  return found == values.end() ? std::string{} : found->second;
}

std::vector<std::string> levels_of(const std::vector<Values>& all, const std::string& name) {
  std::vector<std::string> levels;
  for (const auto& values : all) {
    levels.push_back(value_of(values, name));
  }
  std::ranges::sort(levels, comes_before);
  levels.erase(std::unique(levels.begin(), levels.end()), levels.end());
  return levels;
}

std::uint32_t index_in(const std::vector<std::string>& list, const std::string& text) {
  return static_cast<std::uint32_t>(std::ranges::find(list, text) - list.begin());
}

// The end of a path, as many components as the pattern has.
std::string tail_of(const sys::Path& path, const std::string& pattern) {
  const auto wanted = static_cast<std::size_t>(std::ranges::count(pattern, '/')) + 1;
  std::string tail = path.filename().string();
  auto folder = path.parent_path();
  for (std::size_t i = 1; i < wanted && folder.has_filename(); ++i) {
    tail = folder.filename().string() + "/" + tail;
    folder = folder.parent_path();
  }
  return tail;
}

Result<Values> read_name(const PathPattern& pattern, const sys::Path& path) {
  auto match = pattern.match(tail_of(path, pattern.text()));
  if (!match) {
    return failure(ErrorKind::usage,
                   format("the pattern \"{}\" does not match \"{}\"", pattern.text(), path.string()),
                   "it is matched with the end of the path: \"{subject}_r{repetition}.nii.gz\"");
  }
  if (match->other) {
    return failure(ErrorKind::usage,
                   format("the pattern \"{}\" reads \"{}\" in two ways", pattern.text(), path.string()),
                   "write more of what is the same in all names into it");
  }
  return std::move(match->values);
}

Result<PlacedFiles> placed_by_pattern(const FileRequest& request) {
  TRY_ASSIGN(const auto pattern, PathPattern::parse(request.pattern));
  if (!request.across.empty() && !pattern.has(request.across)) {
    return failure(ErrorKind::usage, format("the pattern has no {{{}}} to compare across", request.across),
                   format("it has {{{}}}", fmt::join(pattern.names(), "}, {")));
  }
  std::vector<Values> all;
  for (const auto& path : request.files) {
    TRY_ASSIGN(auto values, read_name(pattern, path));
    all.push_back(std::move(values));
  }
  PlacedFiles placed;
  placed.across = !request.across.empty();
  placed.targets = levels_of(all, "subject");
  placed.levels = placed.across ? levels_of(all, request.across) : std::vector<std::string>{};
  const auto columns = placed.across ? placed.levels : levels_of(all, "repetition");
  const auto repetitions = levels_of(all, "repetition");
  placed.columns = static_cast<std::uint32_t>(columns.size());
  for (std::size_t i = 0; i < all.size(); ++i) {
    auto& file = placed.files.emplace_back();
    file.path = request.files[i];
    file.target = index_in(placed.targets, value_of(all[i], "subject"));
    file.column = index_in(columns, value_of(all[i], placed.across ? request.across : "repetition"));
    file.slot = placed.across ? index_in(repetitions, value_of(all[i], "repetition")) : 0;
    for (const auto& [name, value] : all[i]) {
      if (name != "subject" && name != "repetition" && name != request.across) {
        file.factors[name] = value;
      }
    }
  }
  return placed;
}

PlacedFiles placed_by_level(const FileRequest& request) {
  PlacedFiles placed;
  placed.across = true;
  placed.targets = {""};
  std::map<std::string, std::uint32_t> slots;
  for (const auto& [level, path] : request.levels) {
    if (std::ranges::find(placed.levels, level) == placed.levels.end()) {
      placed.levels.push_back(level);
    }
    auto& file = placed.files.emplace_back();
    file.path = path;
    file.column = index_in(placed.levels, level);
    file.slot = slots[level]++;
  }
  placed.columns = static_cast<std::uint32_t>(placed.levels.size());
  return placed;
}

PlacedFiles placed_in_order(const FileRequest& request) {
  PlacedFiles placed;
  placed.targets = {""};
  placed.columns = static_cast<std::uint32_t>(request.files.size());
  for (std::uint32_t i = 0; i < request.files.size(); ++i) {
    auto& file = placed.files.emplace_back();
    file.path = request.files[i];
    file.column = i;
  }
  return placed;
}

// Planned factors: files that differ in nothing else are in slots of their own.
void number_slots(PlacedFiles& placed) {
  std::map<std::tuple<std::uint32_t, std::uint32_t, std::uint32_t>, std::uint32_t> seen;
  for (auto& file : placed.files) {
    const auto number = seen[{file.target, file.column, file.slot}]++;
    file.slot += file.factors.empty() ? 0 : number;
  }
}

Result<void> finish(PlacedFiles& placed) {
  number_slots(placed);
  const auto place = [](const PlacedFile& file) { return std::tuple(file.target, file.column, file.slot); };
  std::ranges::stable_sort(placed.files, {}, place);
  for (std::size_t i = 0; i < placed.files.size(); ++i) {
    auto& file = placed.files[i];
    file.name = file.path.string();
    if (i > 0 && place(placed.files[i - 1]) == place(file)) {
      return failure(
          ErrorKind::usage,
          format("two files are of one execution: \"{}\" and \"{}\"", placed.files[i - 1].name, file.name),
          "name the part in which they differ in --pattern");
    }
    TRY_ASSIGN(file.digest, sys::sha256_file(file.path));
  }
  return {};
}

} // namespace

const PlacedFile* PlacedFiles::find(std::uint32_t target, std::uint32_t column, std::uint32_t slot) const {
  const auto found = std::ranges::find_if(files, [&](const PlacedFile& file) {
    return file.target == target && file.column == column && file.slot == slot;
  });
  return found == files.end() ? nullptr : &*found;
}

Result<PlacedFiles> place_files(const FileRequest& request) {
  PlacedFiles placed;
  if (!request.pattern.empty()) {
    TRY_ASSIGN(placed, placed_by_pattern(request));
  } else {
    placed = request.levels.empty() ? placed_in_order(request) : placed_by_level(request);
  }
  TRY(finish(placed));
  return placed;
}

Result<Data> read_file_data(const FileRequest& request, const sys::Path& path) {
  auto options = request.reader_options;
  if (!request.key.empty()) {
    options["key"] = request.key;
  }
  return read_data(request.reader, path, path.filename().string(), options);
}

std::optional<sys::Path> truth_of(const FileRequest& request, const std::string& target) {
  if (request.truth.empty()) {
    return std::nullopt;
  }
  auto path = request.truth;
  constexpr std::string_view k_subject = "{subject}";
  for (auto at = path.find(k_subject); at != std::string::npos;
       at = path.find(k_subject, at + target.size())) {
    path.replace(at, k_subject.size(), target);
  }
  return path;
}

} // namespace reprovip::score
