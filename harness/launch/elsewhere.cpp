#include "harness/launch/elsewhere.hpp"

#include "harness/base/assert.hpp"
#include "harness/model/elsewhere.hpp"
#include "harness/sys/descriptor.hpp"

#include <unistd.h>

#include <cerrno>

namespace reprovip::launch {

Result<void> write_elsewhere(const sys::Path& attempt, const Json& marker, const std::string& more) {
  REPROVIP_ASSERT(!marker["launcher"].text().empty());
  return sys::write_file_atomic(attempt / model::k_elsewhere_file, dump(marker) + "\n" + more);
}

Result<void> clear_elsewhere(const sys::Path& attempt) {
  const auto file = attempt / model::k_elsewhere_file;
  if (::unlink(file.c_str()) != 0 && errno != ENOENT) {
    return tl::unexpected(sys::os_error("remove the file", file, errno));
  }
  return {};
}

} // namespace reprovip::launch
