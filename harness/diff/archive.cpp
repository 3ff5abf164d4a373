#include "harness/sys/archive.hpp"

#include "harness/base/format.hpp"
#include "harness/diff/differ.hpp"

#include <cstdlib>
#include <filesystem>

namespace reprovip::diff {

namespace {

constexpr int k_deepest = 3;

// A folder of our own, removed with all in it.
class Folder {
public:
  static Result<Folder> make() {
    std::error_code error;
    auto pattern = (std::filesystem::temp_directory_path(error) / "reprovip-diff-XXXXXX").string();
    if (error || mkdtemp(pattern.data()) == nullptr) {
      return failure(ErrorKind::environment, "cannot make a temporary folder to unpack into");
    }
    return Folder(pattern);
  }
  Folder(Folder&& other) noexcept : m_path(std::exchange(other.m_path, {})) {}
  Folder& operator=(Folder&&) = delete;
  ~Folder() {
    if (!m_path.empty()) {
      static_cast<void>(sys::remove_tree(m_path));
    }
  }
  const sys::Path& path() const { return m_path; }

private:
  explicit Folder(sys::Path path) : m_path(std::move(path)) {}
  sys::Path m_path;
};

// Members go to numbered files: their names may be anything.
Result<Tree> unpacked(const Side& archive, const sys::Path& folder) {
  TRY(sys::make_directories(folder));
  TRY_ASSIGN(const auto names, sys::list_archive(archive.file));
  Tree tree;
  std::map<std::string, sys::Path> places;
  for (std::size_t i = 0; i < names.size(); ++i) {
    const auto place = folder / std::to_string(i);
    places.emplace(names[i], place);
    tree.emplace_back(names[i], Side{place, sys::Path(names[i]).filename().string()});
  }
  TRY(sys::extract_members(archive.file, places));
  return tree;
}

} // namespace

Result<void> diff_archives(const Pair& pair, const Options& options, Difference& difference) {
  if (pair.depth >= k_deepest) {
    return failure(ErrorKind::data, format("archives in archives are looked into {} deep", k_deepest));
  }
  TRY_ASSIGN(const auto folder, Folder::make());
  TRY_ASSIGN(const auto a, unpacked(pair.a, folder.path() / "a"));
  TRY_ASSIGN(const auto b, unpacked(pair.b, folder.path() / "b"));
  TRY_ASSIGN(auto inside, diff_trees_at(a, b, difference.name, options, pair.depth + 1));
  difference.members = std::move(inside.members);
  difference.same_members = inside.same_members;
  difference.only_a = std::move(inside.only_a);
  difference.only_b = std::move(inside.only_b);
  return {};
}

} // namespace reprovip::diff
