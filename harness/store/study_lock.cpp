#include "harness/store/study_lock.hpp"

#include "harness/base/format.hpp"
#include "harness/store/state.hpp"
#include "harness/store/writer.hpp"
#include "harness/sys/clock.hpp"
#include "harness/sys/host.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>

namespace reprovip::store {

namespace {

class FileLock : public StudyLock {
public:
  explicit FileLock(sys::Descriptor file) : m_file(std::move(file)) {}
  ~FileLock() override {
    // Released with the file; the text would otherwise name an owner who is gone.
    if (::ftruncate(m_file.get(), 0) != 0) {
      return;
    }
  }
  FileLock(const FileLock&) = delete;
  FileLock& operator=(const FileLock&) = delete;

private:
  sys::Descriptor m_file;
};

std::string describe_owner(const sys::Path& file) {
  const auto text = sys::read_file(file);
  const auto json = text ? parse_json(*text) : Result<Json>(Json());
  if (!json || !json->has("pid")) {
    return "another process";
  }
  return format("process {} on \"{}\" since {}", (*json)["pid"].integer(), (*json)["host"].text(),
                (*json)["since"].text());
}

Result<void> write_owner(const sys::Descriptor& file, const sys::Path& path) {
  const auto self = this_writer();
  const auto owner = Json::object({{"host", sys::host_name()},
                                   {"pid", self.pid},
                                   {"start", format("{:x}", self.start)},
                                   {"since", sys::iso8601(sys::real_clock().utc())}});
  if (::ftruncate(file.get(), 0) != 0) {
    return tl::unexpected(sys::os_error("write", path, errno));
  }
  return sys::write_all(file, dump(owner) + "\n", path);
}

} // namespace

Result<std::unique_ptr<StudyLock>> lock_study(const sys::Path& directory, const std::string& study) {
  TRY(sys::make_directories(directory));
  const auto path = directory / "lock";
  sys::Descriptor file(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666));
  if (!file.is_open()) {
    return tl::unexpected(sys::os_error("write", path, errno));
  }
  TRY_ASSIGN(const bool locked, try_lock(file, LOCK_EX, path));
  if (!locked) {
    return failure(ErrorKind::environment,
                   format("the study \"{}\" is being written by {}", study, describe_owner(path)),
                   "wait until it ends or stop it, or use another store (--store)");
  }
  TRY(write_owner(file, path));
  return std::make_unique<FileLock>(std::move(file));
}

std::string holder_of(const sys::Path& directory) {
  const auto path = directory / "lock";
  const sys::Descriptor file(::open(path.c_str(), O_RDWR | O_CLOEXEC));
  if (!file.is_open()) {
    return {};
  }
  const auto free = try_lock(file, LOCK_SH, path);
  return free && !*free ? describe_owner(path) : std::string();
}

Result<std::unique_ptr<StudyLock>> Store::lock(const std::string& study) {
  TRY(m_state->may_write());
  return lock_study(study_directory(study), study);
}

} // namespace reprovip::store
