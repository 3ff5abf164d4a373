#include "harness/sys/archive.hpp"

#include "harness/base/format.hpp"

#include <archive.h>
#include <archive_entry.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <memory>
#include <set>

namespace reprovip::sys {

namespace {

constexpr std::size_t k_piece = std::size_t{64} << 10;
// Deflate packs a thousand to one at best, so what is beyond is made to fill disks.
constexpr std::uint64_t k_most_ratio = 1100;
constexpr std::uint64_t k_always_allowed = std::uint64_t{16} << 20;

using Archive = std::unique_ptr<archive, decltype(&archive_read_free)>;
using Stream = std::unique_ptr<std::FILE, decltype(&std::fclose)>;

std::string text_or_empty(const char* text) {
  return text == nullptr ? std::string() : std::string(text);
}

tl::unexpected<Error> damaged(const Path& file, const std::string& why) {
  return failure(ErrorKind::data, format("archive \"{}\" is damaged: {}", file.string(), why),
                 "get it again from where it was made");
}

Result<Archive> open_archive(const Path& file) {
  Archive source(archive_read_new(), &archive_read_free);
  archive_read_support_format_tar(source.get());
  archive_read_support_format_zip(source.get());
  archive_read_support_filter_gzip(source.get());
  if (archive_read_open_filename(source.get(), file.c_str(), k_piece) != ARCHIVE_OK) {
    return damaged(file, text_or_empty(archive_error_string(source.get())));
  }
  return source;
}

// "" for what is no file of its own below the archive.
std::string member_name(archive_entry* entry) {
  if (archive_entry_filetype(entry) != AE_IFREG || archive_entry_hardlink(entry) != nullptr) {
    return {};
  }
  auto name = text_or_empty(archive_entry_pathname(entry));
  if (name.empty()) {
    name = text_or_empty(archive_entry_pathname_utf8(entry));
  }
  const auto plain = Path(name).lexically_normal();
  return plain.is_absolute() || plain.empty() || *plain.begin() == ".." ? std::string() : plain.string();
}

// The next regular file; "" at the end.
Result<std::string> next_member(archive* source, const Path& file) {
  archive_entry* entry = nullptr;
  while (true) {
    const int result = archive_read_next_header(source, &entry);
    if (result == ARCHIVE_EOF) {
      return std::string();
    }
    if (result != ARCHIVE_OK && result != ARCHIVE_WARN) {
      return damaged(file, text_or_empty(archive_error_string(source)));
    }
    if (auto name = member_name(entry); !name.empty()) {
      return name;
    }
  }
}

Result<void> write_member(archive* source, const Path& file, const Path& to, std::uint64_t& budget) {
  const Stream stream(std::fopen(to.c_str(), "wb"), &std::fclose);
  if (!stream) {
    return failure(ErrorKind::environment, format("cannot write \"{}\"", to.string()));
  }
  std::array<char, k_piece> piece{};
  while (true) {
    const auto got = archive_read_data(source, piece.data(), piece.size());
    if (got == 0) {
      break;
    }
    if (got < 0) {
      return damaged(file, text_or_empty(archive_error_string(source)));
    }
    const auto size = static_cast<std::size_t>(got);
    if (size > budget) {
      return damaged(file, "it unpacks to more than a file of its size should");
    }
    budget -= size;
    if (std::fwrite(piece.data(), 1, size, stream.get()) != size) {
      return failure(ErrorKind::environment, format("cannot write \"{}\"", to.string()), "is the disk full?");
    }
  }
  return {};
}

using Sink = std::unique_ptr<archive, decltype(&archive_write_free)>;

tl::unexpected<Error> not_written(const Path& file, archive* sink) {
  return failure(ErrorKind::environment,
                 format("cannot write \"{}\": {}", file.string(), text_or_empty(archive_error_string(sink))));
}

Result<void> add_member(archive* sink, const Path& archive, const Path& file, const Entry& member) {
  const std::unique_ptr<archive_entry, decltype(&archive_entry_free)> entry(archive_entry_new(),
                                                                            &archive_entry_free);
  archive_entry_set_pathname(entry.get(), member.relative.c_str());
  archive_entry_set_filetype(entry.get(), AE_IFREG);
  archive_entry_set_perm(entry.get(), 0644);
  archive_entry_set_size(entry.get(), static_cast<la_int64_t>(member.size));
  archive_entry_set_mtime(entry.get(), 315619200, 0); // 1980-01-02: the first day zip has in every time zone
  if (archive_write_header(sink, entry.get()) != ARCHIVE_OK) {
    return not_written(archive, sink);
  }
  const Stream stream(std::fopen(file.c_str(), "rb"), &std::fclose);
  if (!stream) {
    return failure(ErrorKind::environment, format("cannot read \"{}\"", file.string()));
  }
  std::array<char, k_piece> piece{};
  while (const auto got = std::fread(piece.data(), 1, piece.size(), stream.get())) {
    if (archive_write_data(sink, piece.data(), got) != static_cast<la_ssize_t>(got)) {
      return not_written(archive, sink);
    }
  }
  return {};
}

} // namespace

bool is_archive_name(const std::string& file_name) {
  constexpr std::array<std::string_view, 4> k_endings = {".tgz", ".tar.gz", ".tar", ".zip"};
  return std::ranges::any_of(k_endings, [&](auto ending) { return file_name.ends_with(ending); });
}

Result<std::vector<std::string>> list_archive(const Path& archive) {
  TRY_ASSIGN(const auto source, open_archive(archive));
  std::set<std::string> names;
  while (true) {
    TRY_ASSIGN(auto name, next_member(source.get(), archive));
    if (name.empty()) {
      return std::vector<std::string>(names.begin(), names.end());
    }
    names.insert(std::move(name));
  }
}

Result<void> extract_members(const Path& archive, const std::map<std::string, Path>& members) {
  TRY_ASSIGN(const auto source, open_archive(archive));
  std::error_code ignored;
  auto budget = k_always_allowed + k_most_ratio * std::filesystem::file_size(archive, ignored);
  std::set<std::string> written;
  while (true) {
    TRY_ASSIGN(const auto name, next_member(source.get(), archive));
    if (name.empty()) {
      break;
    }
    // A name that an archive has twice stands for the last one, as in tar.
    if (const auto wanted = members.find(name); wanted != members.end()) {
      TRY(write_member(source.get(), archive, wanted->second, budget));
      written.insert(name);
    }
  }
  for (const auto& [name, path] : members) {
    if (!written.contains(name)) {
      return failure(ErrorKind::data, format("archive \"{}\" has no member \"{}\"", archive.string(), name));
    }
  }
  return {};
}

Result<void> zip_folder(const Path& folder, const Path& archive) {
  TRY_ASSIGN(const auto members, list_tree(folder));
  const Path part = archive.string() + ".part";
  {
    const Sink sink(archive_write_new(), &archive_write_free);
    archive_write_set_format_zip(sink.get());
    if (archive_write_open_filename(sink.get(), part.c_str()) != ARCHIVE_OK) {
      return not_written(archive, sink.get());
    }
    for (const auto& member : members) {
      if (member.kind == FileKind::regular) {
        TRY(add_member(sink.get(), archive, folder / member.relative, member));
      }
    }
    if (archive_write_close(sink.get()) != ARCHIVE_OK) {
      return not_written(archive, sink.get());
    }
  }
  return rename_path(part, archive);
}

} // namespace reprovip::sys
