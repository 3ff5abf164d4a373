#include "harness/study/import_tree.hpp"

#include "harness/base/format.hpp"
#include "harness/plan/nearest.hpp"
#include "harness/sys/archive.hpp"

#include <algorithm>
#include <filesystem>

namespace reprovip::study {

namespace {

struct Wanted {
  const model::OutputDecl* output = nullptr;
  PathPattern pattern;
};

std::string values_text(const PathPattern::Values& values) {
  std::string text;
  for (const auto& [name, value] : values) {
    text += (text.empty() ? "" : ", ") + format("{} \"{}\"", name, value);
  }
  return text;
}

bool is_hidden(const sys::Path& relative) {
  return std::ranges::any_of(relative, [](const auto& part) { return part.native().starts_with('.'); });
}

class Scanner {
public:
  Scanner(const sys::Path& tree, std::vector<Wanted> wanted) : m_tree(tree), m_wanted(std::move(wanted)) {}

  Checked<TreeScan> scan(const std::vector<sys::Entry>& entries) {
    for (const auto& entry : entries) {
      if (is_hidden(entry.relative) || is_taken(entry.relative)) {
        continue;
      }
      std::error_code ignored;
      const auto path = entry.relative.string();
      if (entry.kind == sys::FileKind::directory) {
        if (add(path, {}, {}, model::OutputKind::directory)) {
          m_taken.push_back(entry.relative);
        }
      } else if (std::filesystem::is_regular_file(m_tree / entry.relative, ignored) &&
                 !add(path, {}, {}, model::OutputKind::file) && !add_members(path)) {
        m_scan.unmatched.push_back(path);
      }
    }
    if (!m_errors.empty()) {
      return tl::unexpected(std::move(m_errors));
    }
    std::ranges::stable_sort(m_scan.files, {}, [this](const TreeFile& file) { return place_of(file); });
    return std::move(m_scan);
  }

private:
  std::size_t place_of(const TreeFile& file) const {
    const auto found =
        std::ranges::find_if(m_wanted, [&](const Wanted& one) { return one.output->id == file.output; });
    return static_cast<std::size_t>(found - m_wanted.begin());
  }

  // Below a folder that is an output itself.
  bool is_taken(const sys::Path& relative) const {
    return std::ranges::any_of(m_taken, [&](const sys::Path& folder) {
      return std::mismatch(folder.begin(), folder.end(), relative.begin(), relative.end()).first ==
             folder.end();
    });
  }

  bool add(const std::string& path, const sys::Path& archive, const std::string& member,
           model::OutputKind kind) {
    bool found = false;
    for (const auto& one : m_wanted) {
      if (one.output->kind != kind) {
        continue;
      }
      auto match = one.pattern.match(path);
      if (!match) {
        continue;
      }
      if (match->other) {
        m_errors.push_back(make_error(
            ErrorKind::usage,
            format("pattern \"{}\" of output \"{}\" reads \"{}\" in two ways: {}; or {}", one.pattern.text(),
                   one.output->id, path, values_text(match->values), values_text(*match->other)),
            "write more of what is the same in all names into the pattern"));
      }
      m_scan.files.push_back({one.output->id, path, archive, member, std::move(match->values)});
      found = true;
    }
    return found;
  }

  bool add_members(const std::string& path) {
    if (!sys::is_archive_name(path)) {
      return false;
    }
    const auto members = sys::list_archive(m_tree / path);
    if (!members) {
      m_scan.problems.push_back(one_line(members.error()));
      return false;
    }
    bool found = false;
    std::vector<std::string> rest;
    for (const auto& member : *members) {
      if (add(path + "/" + member, path, member, model::OutputKind::file)) {
        found = true;
      } else {
        rest.push_back(path + "/" + member);
      }
    }
    if (found) {
      m_scan.unmatched.insert(m_scan.unmatched.end(), rest.begin(), rest.end());
    }
    return found;
  }

  const sys::Path& m_tree;
  std::vector<Wanted> m_wanted;
  std::vector<sys::Path> m_taken;
  TreeScan m_scan;
  Errors m_errors;
};

} // namespace

Checked<TreeScan> scan_tree(const sys::Path& tree, const std::vector<model::OutputDecl>& outputs) {
  std::error_code ignored;
  if (!std::filesystem::is_directory(tree, ignored)) {
    return tl::unexpected(Errors{make_error(
        ErrorKind::usage, format("there is no folder \"{}\"", tree.string()), plan::nearest_name(tree))});
  }
  std::vector<Wanted> wanted;
  for (const auto& output : outputs) {
    TRY_ASSIGN(auto pattern, checked(PathPattern::parse(output.path)));
    wanted.push_back({&output, std::move(pattern)});
  }
  TRY_ASSIGN(const auto entries, checked(sys::list_tree(tree)));
  return Scanner(tree, std::move(wanted)).scan(entries);
}

} // namespace reprovip::study
