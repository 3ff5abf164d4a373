#include "harness/store/builds.hpp"

#include "harness/sys/descriptor.hpp"

#include <fcntl.h>
#include <sys/file.h>

#include <cerrno>

namespace reprovip::store {

namespace {

class BuildLock : public StudyLock {
public:
  explicit BuildLock(sys::Descriptor file) : m_file(std::move(file)) {}

private:
  sys::Descriptor m_file;
};

} // namespace

BuildPlaces build_places(const sys::Path& store, const Digest& key) {
  const auto directory = store / "builds" / key.hex;
  return {.directory = directory,
          .out = directory / "out",
          .log = directory / "log.txt",
          .note = directory / "build.json"};
}

Result<std::unique_ptr<StudyLock>> lock_build(const sys::Path& store, const Digest& key) {
  TRY(sys::make_directories(store / "builds"));
  const auto path = store / "builds" / (key.hex + ".lock");
  sys::Descriptor file(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666));
  if (!file.is_open()) {
    return tl::unexpected(sys::os_error("write", path, errno));
  }
  while (::flock(file.get(), LOCK_EX) != 0) {
    if (errno != EINTR) {
      return tl::unexpected(sys::os_error("lock", path, errno));
    }
  }
  return std::make_unique<BuildLock>(std::move(file));
}

} // namespace reprovip::store
