#pragma once

#include "harness/collect/bytes.hpp"
#include "harness/collect/found.hpp"

#include <functional>

namespace reprovip::collect {

// Called for each member of an archive in its order; `type`: "file", "directory", "symlink" ... `bytes` need
// not be read.
using TakeMember = std::function<Result<void>(const std::string& name, std::string_view type, Bytes& bytes)>;
// tar and zip, also compressed by gzip, bzip2, xz or zstd. What is damaged, or unpacks to more than 4 GiB and
// more than 20 times its size, is an error of kind `data`.
Result<void> for_each_member(const sys::Path& file, const TakeMember& take);

// A folder of our own below the work directory, removed with all in it at the end.
class MemberFolder {
public:
  explicit MemberFolder(const sys::Path& work) : m_work(work) {}
  ~MemberFolder();
  MemberFolder(const MemberFolder&) = delete;
  MemberFolder& operator=(const MemberFolder&) = delete;

  // A new file, relative to the work directory.
  Result<sys::Path> next_file();

private:
  sys::Path m_work;
  sys::Path m_folder; // relative; "" until it is needed
  std::size_t m_files = 0;
};

// Instead of the archives that were found, their members that `output.member` names, unpacked into `folder`.
// A member's name is "ARCHIVE!/MEMBER". What is no regular file is refused, as is an archive that cannot be
// read.
Result<Found> find_members(const sys::Path& work, const model::OutputDecl& output, const Found& archives,
                           MemberFolder& folder);

} // namespace reprovip::collect
