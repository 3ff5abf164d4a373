#include "harness/collect/found.hpp"

#include "harness/base/format.hpp"
#include "harness/base/suggest.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <cerrno>

namespace reprovip::collect {

namespace {

using model::OutputState;

// Staged by the harness for the program to read: never its outputs.
bool is_staged(const sys::Path& relative) {
  return !relative.empty() && (*relative.begin() == "in" || *relative.begin() == "app");
}

bool is_pattern(const std::string& path) {
  return path.find_first_of("*?") != std::string::npos;
}

bool leaves_directory(const sys::Path& path) {
  return path.is_absolute() || std::find(path.begin(), path.end(), "..") != path.end();
}

sys::Path without_trailing_slash(const std::string& path) {
  auto normal = sys::Path(path).lexically_normal();
  return normal.has_filename() ? normal : normal.parent_path();
}

Found refused(std::string reason) {
  return {OutputState::refused, std::move(reason), {}, false};
}

std::string describe_type(mode_t mode) {
  switch (mode & S_IFMT) {
  case S_IFLNK:
    return "a symbolic link";
  case S_IFDIR:
    return "a directory";
  case S_IFIFO:
    return "a FIFO";
  case S_IFSOCK:
    return "a socket";
  case S_IFBLK:
  case S_IFCHR:
    return "a device";
  default:
    return "a file";
  }
}

// Whether a link in the parents of `path` leads out of `work`: then it is not this execution that made the
// file.
bool parent_leads_outside(const sys::Path& work, const sys::Path& relative) {
  std::error_code error;
  const auto top = std::filesystem::canonical(work, error);
  const auto parent = std::filesystem::canonical((work / relative).parent_path(), error);
  const auto [end, unused] = std::mismatch(top.begin(), top.end(), parent.begin(), parent.end());
  return !error && end != top.end();
}

// Why `relative`, which is there, may not be taken; "" when it may.
std::string objection(const sys::Path& work, const sys::Path& relative) {
  struct stat status = {};
  if (::lstat((work / relative).c_str(), &status) != 0) {
    return format("\"{}\" cannot be looked at", path_text(relative));
  }
  if (!S_ISREG(status.st_mode)) {
    return format("\"{}\" is {}, no file of its own", path_text(relative), describe_type(status.st_mode));
  }
  if (parent_leads_outside(work, relative)) {
    return format("\"{}\" lies behind a symbolic link that leads out of the output directory",
                  path_text(relative));
  }
  return {};
}

Found take(const sys::Path& work, std::vector<sys::Path> files, bool is_list) {
  for (const auto& file : files) {
    if (auto reason = objection(work, file); !reason.empty()) {
      return refused(std::move(reason));
    }
  }
  std::sort(files.begin(), files.end(), [](const auto& a, const auto& b) { return a.native() < b.native(); });
  files.erase(std::unique(files.begin(), files.end()), files.end());
  return {OutputState::present, "", std::move(files), is_list};
}

// Names of regular files that the program wrote, nearest to `wanted` first.
std::vector<std::string> near_misses(const sys::Path& work, const std::string& wanted) {
  std::vector<std::pair<int, std::string>> ranked;
  const auto entries = sys::list_tree(work);
  for (const auto& entry : entries ? *entries : std::vector<sys::Entry>()) {
    if (entry.kind == sys::FileKind::regular && !is_staged(entry.relative)) {
      const auto name = entry.relative.string();
      ranked.emplace_back(edit_distance(wanted.substr(0, 200), name.substr(0, 200)),
                          path_text(entry.relative));
    }
    if (ranked.size() == 1000) {
      break;
    }
  }
  std::sort(ranked.begin(), ranked.end());
  std::vector<std::string> names;
  names.reserve(ranked.size());
  for (const auto& [distance, name] : ranked) {
    names.push_back(name);
  }
  return names;
}

std::string missing_reason(const sys::Path& work, const std::string& wanted) {
  const auto names = near_misses(work, wanted);
  if (names.empty()) {
    return format("\"{}\" is not there; the program wrote no file", wanted);
  }
  constexpr std::size_t k_shown = 3;
  std::string text;
  for (std::size_t i = 0; i < std::min(k_shown, names.size()); ++i) {
    text += format("{}\"{}\"", i == 0 ? "" : ", ", names[i]);
  }
  if (names.size() > k_shown) {
    text += format(" and {} more", names.size() - k_shown);
  }
  return format("\"{}\" is not there; the program wrote {}", wanted, text);
}

Found missing(const sys::Path& work, const model::OutputDecl& output) {
  if (output.optional) {
    return {OutputState::absent_optional, "", {}, false};
  }
  return {OutputState::missing, missing_reason(work, output.path), {}, false};
}

// The regular files below a directory; anything in it that is neither file nor directory makes it refused.
Result<Found> find_directory(const sys::Path& work, const sys::Path& relative) {
  if (parent_leads_outside(work, relative / "x")) {
    return refused(format("\"{}\" lies behind a symbolic link that leads out of the output directory",
                          path_text(relative)));
  }
  TRY_ASSIGN(const auto entries, sys::list_tree(work / relative));
  std::vector<sys::Path> files;
  for (const auto& entry : entries) {
    const auto path = relative == "." ? entry.relative : relative / entry.relative;
    if (entry.kind != sys::FileKind::directory && !is_staged(path)) {
      files.push_back(path);
    }
  }
  return take(work, std::move(files), true);
}

Result<Found> find_plain(const sys::Path& work, const model::OutputDecl& output) {
  const auto relative = without_trailing_slash(output.path);
  struct stat status = {};
  if (::lstat((work / relative).c_str(), &status) != 0) {
    return missing(work, output);
  }
  const bool is_directory = S_ISDIR(status.st_mode);
  if (output.kind == model::OutputKind::directory) {
    if (!is_directory) {
      return refused(
          format("\"{}\" is {}, no directory", path_text(relative), describe_type(status.st_mode)));
    }
    return find_directory(work, relative);
  }
  return take(work, {relative}, false);
}

Result<Found> find_matches(const sys::Path& work, const model::OutputDecl& output) {
  std::vector<sys::Path> files;
  bool any = false;
  for (const auto& match : sys::glob(work, output.path)) {
    struct stat status = {};
    if (is_staged(match) || ::lstat((work / match).c_str(), &status) != 0) {
      continue;
    }
    const bool is_directory = S_ISDIR(status.st_mode);
    if (is_directory && output.kind == model::OutputKind::directory) {
      TRY_ASSIGN(const auto found, find_directory(work, match));
      if (found.state == OutputState::refused) {
        return found;
      }
      files.insert(files.end(), found.files.begin(), found.files.end());
      any = true;
    } else if (!is_directory && output.kind == model::OutputKind::file) {
      files.push_back(match);
      any = true;
    }
  }
  return any ? take(work, std::move(files), true) : missing(work, output);
}

} // namespace

Result<Found> find_output(const sys::Path& work, const model::OutputDecl& output) {
  const sys::Path path = output.path;
  if (path.empty() || leaves_directory(path)) {
    return refused(format("the path \"{}\" leaves the output directory", output.path));
  }
  if (is_staged(path.lexically_normal())) {
    return refused(format("\"{}\" is what the program reads, not what it writes", output.path));
  }
  return is_pattern(output.path) ? find_matches(work, output) : find_plain(work, output);
}

} // namespace reprovip::collect
