#include "harness/store/builds.hpp"

#include "harness/sys/descriptor.hpp"

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
  TRY_ASSIGN(auto file, sys::lock_file(store / "builds" / (key.hex + ".lock")));
  return std::make_unique<BuildLock>(std::move(file));
}

} // namespace reprovip::store
