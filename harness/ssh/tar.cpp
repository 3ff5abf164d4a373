#include "harness/ssh/tar.hpp"

#include "harness/base/format.hpp"
#include "harness/sys/descriptor.hpp"

#include <archive.h>
#include <archive_entry.h>
#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <filesystem>
#include <memory>

namespace reprovip::ssh {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t k_piece = std::size_t{64} << 10;

using Source = std::unique_ptr<archive, decltype(&archive_read_free)>;
using Sink = std::unique_ptr<archive, decltype(&archive_write_free)>;
using EntryHandle = std::unique_ptr<archive_entry, decltype(&archive_entry_free)>;

std::string text_or_empty(const char* text) {
  return text == nullptr ? std::string() : std::string(text);
}

tl::unexpected<Error> not_written(const sys::Path& file, archive* sink) {
  return failure(ErrorKind::environment,
                 format("cannot write \"{}\": {}", file.string(), text_or_empty(archive_error_string(sink))));
}

tl::unexpected<Error> not_read(const sys::Path& file, const std::string& why) {
  return failure(ErrorKind::data, format("archive \"{}\" cannot be unpacked: {}", file.string(), why));
}

Result<void> add_bytes(archive* sink, const sys::Path& archive, const sys::Path& from, std::uint64_t size) {
  TRY_ASSIGN(const auto file, sys::open_to_read(from));
  std::array<char, k_piece> piece{};
  while (size > 0) {
    const auto wanted = std::min<std::uint64_t>(size, piece.size());
    TRY_ASSIGN(const auto got, sys::read_some(file, piece.data(), wanted, from));
    if (got == 0) {
      return failure(ErrorKind::data, format("\"{}\" became shorter while it was read", from.string()));
    }
    if (archive_write_data(sink, piece.data(), got) != static_cast<la_ssize_t>(got)) {
      return not_written(archive, sink);
    }
    size -= got;
  }
  return {};
}

Result<void> add_entry(archive* sink, const sys::Path& archive, const TarEntry& entry) {
  const EntryHandle header(archive_entry_new(), &archive_entry_free);
  archive_entry_set_pathname(header.get(), entry.name.c_str());
  archive_entry_set_mtime(header.get(), 0, 0);
  std::uint64_t size = 0;
  if (entry.kind == TarKind::folder) {
    archive_entry_set_filetype(header.get(), AE_IFDIR);
    archive_entry_set_perm(header.get(), 0755);
  } else if (entry.kind == TarKind::link) {
    archive_entry_set_filetype(header.get(), AE_IFLNK);
    archive_entry_set_symlink(header.get(), entry.target.c_str());
    archive_entry_set_perm(header.get(), 0777);
  } else {
    std::error_code error;
    size = fs::file_size(entry.from, error);
    if (error) {
      return failure(ErrorKind::data, format("cannot read \"{}\": {}", entry.from.string(), error.message()));
    }
    archive_entry_set_filetype(header.get(), AE_IFREG);
    archive_entry_set_perm(header.get(), entry.executable ? 0555 : 0444);
    archive_entry_set_size(header.get(), static_cast<la_int64_t>(size));
  }
  if (archive_write_header(sink, header.get()) != ARCHIVE_OK) {
    return not_written(archive, sink);
  }
  return size == 0 ? Result<void>{} : add_bytes(sink, archive, entry.from, size);
}

std::string name_of(archive_entry* entry) {
  const auto* const name = archive_entry_pathname(entry);
  return text_or_empty(name != nullptr ? name : archive_entry_pathname_utf8(entry));
}

std::string link_of(archive_entry* entry) {
  const auto* const target = archive_entry_symlink(entry);
  return text_or_empty(target != nullptr ? target : archive_entry_symlink_utf8(entry));
}

std::string hard_link_of(archive_entry* entry) {
  const auto* const target = archive_entry_hardlink(entry);
  return text_or_empty(target != nullptr ? target : archive_entry_hardlink_utf8(entry));
}

// Without "." and a slash at the end; empty: not below.
sys::Path plain(const std::string& name) {
  sys::Path path;
  for (const auto& part : sys::Path(name)) {
    if (part == ".." || part.is_absolute()) {
      return {};
    }
    if (!part.empty() && part != ".") {
      path /= part;
    }
  }
  return path;
}

// The folders above `relative`, made where they are missing; each must be a folder by itself.
Result<void> make_parents(const sys::Path& root, const sys::Path& relative, const sys::Path& archive) {
  auto above = root;
  for (const auto& part : relative.parent_path()) {
    above /= part;
    std::error_code ignored;
    const auto kind = fs::symlink_status(above, ignored).type();
    if (kind == fs::file_type::not_found) {
      TRY(sys::make_directories(above));
    } else if (kind != fs::file_type::directory) {
      return not_read(archive, format("\"{}\" leads through what is no folder", relative.string()));
    }
  }
  return {};
}

class Unpacker {
public:
  Unpacker(archive* source, const sys::Path& file, const PlaceOf& place_of)
      : m_source(source), m_file(file), m_place_of(place_of) {}

  Result<void> take(archive_entry* entry) {
    const auto name = name_of(entry);
    TRY_ASSIGN(const auto to, path_of(name));
    if (to.empty()) {
      return {};
    }
    if (const auto first = hard_link_of(entry); !first.empty()) {
      return hard_link(first, to);
    }
    switch (archive_entry_filetype(entry)) {
    case AE_IFDIR:
      return folder(to);
    case AE_IFLNK:
      return link(link_of(entry), to);
    case AE_IFREG:
      return regular(to, static_cast<mode_t>(archive_entry_perm(entry)));
    default:
      return {};
    }
  }

private:
  // Empty: left out.
  Result<sys::Path> path_of(const std::string& name) {
    const auto whole = plain(name);
    if (whole.empty()) {
      return not_read(m_file, format("it has an entry called \"{}\"", name));
    }
    const auto place = m_place_of(whole.string());
    if (!place) {
      return sys::Path{};
    }
    TRY(make_parents(place->root, place->relative, m_file));
    return place->relative.empty() ? place->root : place->root / place->relative;
  }

  static fs::file_type kind_of(const sys::Path& path) {
    std::error_code ignored;
    return fs::symlink_status(path, ignored).type();
  }

  static Result<void> folder(const sys::Path& to) {
    if (kind_of(to) == fs::file_type::directory) {
      return {};
    }
    TRY(sys::remove_tree(to));
    return sys::make_directories(to);
  }

  static Result<void> link(const std::string& target, const sys::Path& to) {
    if (kind_of(to) == fs::file_type::symlink) {
      return {};
    }
    TRY(sys::remove_tree(to));
    std::error_code error;
    fs::create_symlink(target, to, error);
    return error ? failure(ErrorKind::environment,
                           format("cannot link \"{}\": {}", to.string(), error.message()))
                 : Result<void>{};
  }

  Result<void> hard_link(const std::string& first, const sys::Path& to) {
    TRY_ASSIGN(const auto from, path_of(first));
    if (from.empty() || kind_of(from) != fs::file_type::regular) {
      return not_read(m_file,
                      format("\"{}\" is a second name of \"{}\", which is no file", to.string(), first));
    }
    if (from == to) {
      return {};
    }
    TRY(sys::remove_tree(to));
    std::error_code error;
    fs::create_hard_link(from, to, error);
    return error ? failure(ErrorKind::environment,
                           format("cannot link \"{}\": {}", to.string(), error.message()))
                 : Result<void>{};
  }

  Result<void> regular(const sys::Path& to, mode_t mode) {
    TRY(sys::remove_tree(to));
    const sys::Descriptor file(::open(to.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
                                      (mode & 0777U) | S_IRUSR | S_IWUSR));
    if (!file.is_open()) {
      return tl::unexpected(sys::os_error("write", to, errno));
    }
    std::array<char, k_piece> piece{};
    while (true) {
      const auto got = archive_read_data(m_source, piece.data(), piece.size());
      if (got < 0) {
        return not_read(m_file, text_or_empty(archive_error_string(m_source)));
      }
      if (got == 0) {
        return {};
      }
      TRY(sys::write_all(file, {piece.data(), static_cast<std::size_t>(got)}, to));
    }
  }

  archive* m_source;
  const sys::Path& m_file;
  const PlaceOf& m_place_of;
};

} // namespace

Result<void> write_tar(const std::vector<TarEntry>& entries, const sys::Path& archive) {
  const Sink sink(archive_write_new(), &archive_write_free);
  archive_write_set_format_gnutar(sink.get());
  if (archive_write_open_filename(sink.get(), archive.c_str()) != ARCHIVE_OK) {
    return not_written(archive, sink.get());
  }
  for (const auto& entry : entries) {
    TRY(add_entry(sink.get(), archive, entry));
  }
  return archive_write_close(sink.get()) == ARCHIVE_OK ? Result<void>{} : not_written(archive, sink.get());
}

Result<std::vector<TarEntry>> entries_below(const sys::Path& folder, const std::string& prefix) {
  TRY_ASSIGN(const auto found, sys::list_tree(folder));
  std::vector<TarEntry> entries;
  for (const auto& item : found) {
    const auto path = folder / item.relative;
    TarEntry entry{.name = prefix + item.relative.string(), .from = path};
    std::error_code error;
    if (item.kind == sys::FileKind::directory) {
      entry.kind = TarKind::folder;
    } else if (item.kind == sys::FileKind::symlink && !fs::is_regular_file(path, error)) {
      entry.kind = TarKind::link;
      entry.target = fs::read_symlink(path, error).string();
    } else if (!fs::is_regular_file(path, error)) {
      continue;
    }
    entry.executable = (fs::status(path, error).permissions() & fs::perms::owner_exec) != fs::perms::none;
    entries.push_back(std::move(entry));
  }
  return entries;
}

Result<void> unpack_tar(const sys::Path& archive, const PlaceOf& place_of) {
  const Source source(archive_read_new(), &archive_read_free);
  archive_read_support_format_tar(source.get());
  if (archive_read_open_filename(source.get(), archive.c_str(), k_piece) != ARCHIVE_OK) {
    return not_read(archive, text_or_empty(archive_error_string(source.get())));
  }
  Unpacker unpacker(source.get(), archive, place_of);
  archive_entry* entry = nullptr;
  while (true) {
    const int result = archive_read_next_header(source.get(), &entry);
    if (result == ARCHIVE_EOF) {
      return {};
    }
    if (result != ARCHIVE_OK && result != ARCHIVE_WARN) {
      return not_read(archive, text_or_empty(archive_error_string(source.get())));
    }
    TRY(unpacker.take(entry));
  }
}

} // namespace reprovip::ssh
