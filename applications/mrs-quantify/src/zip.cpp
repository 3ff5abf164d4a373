#include "zip.hpp"

#include <minizip/unzip.h>

#include "mistake.hpp"
#include <memory>

namespace mrs_quantify {

namespace {

constexpr unsigned long k_largest = 64UL << 20U;

struct Closer {
  void operator()(void* zip) const { unzClose(zip); }
};

std::string read_entry(const std::string& path, unzFile zip, const std::string& name, std::size_t size) {
  std::string bytes(size, '\0');
  if (unzOpenCurrentFile(zip) != UNZ_OK) {
    throw Mistake(path, 0, "\"" + name + "\" cannot be opened; is it encrypted?");
  }
  const int got = size == 0 ? 0 : unzReadCurrentFile(zip, bytes.data(), static_cast<unsigned>(size));
  // The check sum is compared on closing.
  if (unzCloseCurrentFile(zip) != UNZ_OK || got != static_cast<int>(size)) {
    throw Mistake(path, 0, "\"" + name + "\" is damaged; copy the file again");
  }
  return bytes;
}

} // namespace

Archive read_zip(const std::string& path) {
  const std::unique_ptr<void, Closer> zip(unzOpen64(path.c_str()));
  if (!zip) {
    throw Mistake(path, 0, "is neither a folder nor a zip file that can be read");
  }
  Archive archive;
  for (int status = unzGoToFirstFile(zip.get()); status == UNZ_OK; status = unzGoToNextFile(zip.get())) {
    char name[512];
    unz_file_info64 info = {};
    if (unzGetCurrentFileInfo64(zip.get(), &info, name, sizeof name, nullptr, 0, nullptr, 0) != UNZ_OK) {
      throw Mistake(path, 0, "is damaged; copy the file again");
    }
    const std::string whole(name);
    if (whole.empty() || whole.back() == '/') {
      continue;
    }
    if (info.uncompressed_size > k_largest) {
      throw Mistake(path, 0, "\"" + whole + "\" is above 64 MiB, no signal");
    }
    const auto slash = whole.find_last_of('/');
    const auto short_name = slash == std::string::npos ? whole : whole.substr(slash + 1);
    if (!archive.emplace(short_name, read_entry(path, zip.get(), whole, info.uncompressed_size)).second) {
      throw Mistake(path, 0, "has two files of the name \"" + short_name + "\"; take one out");
    }
  }
  return archive;
}

} // namespace mrs_quantify
