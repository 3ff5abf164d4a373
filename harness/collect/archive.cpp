// tar and zip by libarchive: names, types and the canonical contents of the members.

#include "harness/base/format.hpp"
#include "harness/collect/mapped_file.hpp"
#include "harness/collect/members.hpp"
#include "harness/collect/normaliser.hpp"

#include <archive.h>
#include <archive_entry.h>

#include <algorithm>
#include <charconv>
#include <memory>

namespace reprovip::collect {

namespace {

constexpr int k_deepest = 4;
constexpr std::size_t k_most_in_memory = std::size_t{1} << 30;
constexpr std::size_t k_piece = std::size_t{256} << 10;

using Archive = std::unique_ptr<archive, decltype(&archive_read_free)>;

// The member that the archive stands at.
class MemberBytes : public Bytes {
public:
  MemberBytes(archive* source, std::uint64_t& budget)
      : m_source(source), m_budget(budget), m_buffer(k_piece, '\0') {}
  std::string damage() const override { return m_damage; }

protected:
  std::string_view pull() override {
    const auto got = archive_read_data(m_source, m_buffer.data(), m_buffer.size());
    if (got < 0) {
      m_damage = "a member of the archive is damaged";
      return {};
    }
    const auto size = static_cast<std::size_t>(got);
    if (size > m_budget) {
      m_damage = "it unpacks to more than a file of its size should";
      return {};
    }
    m_budget -= size;
    return std::string_view(m_buffer).substr(0, size);
  }

private:
  archive* m_source;
  std::uint64_t& m_budget;
  std::string m_buffer;
  std::string m_damage;
};

std::string text_or_empty(const char* text) {
  return text == nullptr ? std::string() : std::string(text);
}

// In a locale that cannot write a name, libarchive has it in UTF-8 only.
std::string name_of(archive_entry* entry) {
  const auto name = text_or_empty(archive_entry_pathname(entry));
  return name.empty() ? text_or_empty(archive_entry_pathname_utf8(entry)) : name;
}

std::string_view type_of(archive_entry* entry) {
  switch (archive_entry_filetype(entry)) {
  case AE_IFREG:
    return "file";
  case AE_IFDIR:
    return "directory";
  case AE_IFLNK:
    return "symlink";
  default:
    return archive_entry_hardlink(entry) != nullptr ? "hardlink" : "special";
  }
}

struct Members {
  std::vector<std::pair<std::string, std::string>> lines; // name, what it is
  std::set<std::string> ignored;
};

Result<void> add_member(archive* source, archive_entry* entry, const Context& context, Members& members) {
  const auto name = name_of(entry);
  MemberBytes bytes(source, context.budget);
  Layers layers;
  if (context.depth < k_deepest) {
    layers = digest_layers(bytes, name, {context.named, context.budget, context.depth + 1});
  } else {
    layers.canonical.digest = HashedBytes(bytes).finish();
  }
  if (!bytes.damage().empty()) {
    return unparsable(bytes.damage());
  }
  members.ignored.insert(layers.canonical.ignored.begin(), layers.canonical.ignored.end());
  const auto link =
      text_or_empty(archive_entry_symlink(entry)) + text_or_empty(archive_entry_hardlink(entry));
  members.lines.emplace_back(name, format("{} \"{}\" {}", type_of(entry), link, layers.canonical.digest.hex));
  return {};
}

Result<Members> read_members(archive* source, const Context& context) {
  Members members;
  archive_entry* entry = nullptr;
  while (true) {
    const int result = archive_read_next_header(source, &entry);
    if (result == ARCHIVE_EOF) {
      return members;
    }
    if (result != ARCHIVE_OK && result != ARCHIVE_WARN) {
      return unparsable("the archive is damaged: " + text_or_empty(archive_error_string(source)));
    }
    TRY(add_member(source, entry, context, members));
  }
}

Result<Canonical> canonical_of(archive* source, const Context& context, std::string_view kind) {
  TRY_ASSIGN(auto members, read_members(source, context));
  std::stable_sort(members.lines.begin(), members.lines.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  sys::Sha256 hash;
  hash.add("archive\n");
  for (const auto& [name, what] : members.lines) {
    hash.add(name);
    hash.add(std::string_view("\0", 1));
    hash.add(what + "\n");
  }
  Canonical canonical;
  canonical.digest = hash.finish();
  canonical.ignored = {format("{} times, owners, modes and order of members", kind)};
  canonical.ignored.insert(canonical.ignored.end(), members.ignored.begin(), members.ignored.end());
  return canonical;
}

la_ssize_t pull_from(archive* /*source*/, void* bytes, const void** piece) {
  const auto next = static_cast<Bytes*>(bytes)->take(k_piece);
  *piece = next.data();
  return static_cast<la_ssize_t>(next.size());
}

// POSIX: the sum of the header's bytes with those of the sum itself taken as blanks. Tells a tar without a
// magic.
bool has_tar_checksum(std::string_view head) {
  constexpr std::size_t k_header = 512;
  constexpr std::size_t k_sum = 148;
  if (head.size() < k_header || head[0] == '\0') {
    return false;
  }
  unsigned sum = 0;
  for (std::size_t i = 0; i < k_header; ++i) {
    sum +=
        i >= k_sum && i < k_sum + 8 ? static_cast<unsigned char>(' ') : static_cast<unsigned char>(head[i]);
  }
  const auto digits = head.substr(head.find_first_not_of(' ', k_sum), 8);
  unsigned said = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), said, 8);
  return error == std::errc() && end != digits.data() && said == sum;
}

Result<void> give_members(archive* source, std::uint64_t budget, const TakeMember& take) {
  archive_entry* entry = nullptr;
  while (true) {
    const int result = archive_read_next_header(source, &entry);
    if (result == ARCHIVE_EOF) {
      return {};
    }
    if (result != ARCHIVE_OK && result != ARCHIVE_WARN) {
      return unparsable("the archive is damaged: " + text_or_empty(archive_error_string(source)));
    }
    MemberBytes bytes(source, budget);
    TRY(take(name_of(entry), type_of(entry), bytes));
    if (!bytes.damage().empty()) {
      return unparsable(bytes.damage());
    }
  }
}

} // namespace

Result<void> for_each_member(const sys::Path& file, const TakeMember& take) {
  constexpr std::uint64_t k_always = std::uint64_t{4} << 30;
  constexpr std::uint64_t k_ratio = 20;
  TRY_ASSIGN(const auto mapped, MappedFile::open(file));
  const Archive source(archive_read_new(), &archive_read_free);
  archive_read_support_format_tar(source.get());
  archive_read_support_format_zip_seekable(source.get());
  archive_read_support_filter_gzip(source.get());
  archive_read_support_filter_bzip2(source.get());
  archive_read_support_filter_xz(source.get());
  archive_read_support_filter_zstd(source.get());
  const auto bytes = mapped.bytes();
  if (archive_read_open_memory(source.get(), bytes.data(), bytes.size()) != ARCHIVE_OK) {
    return unparsable("it is no archive that can be read");
  }
  return give_members(source.get(), std::max(k_always, k_ratio * bytes.size()), take);
}

bool is_tar(std::string_view head, std::string_view /*file_name*/) {
  return has_tar_checksum(head);
}

Result<Canonical> normalise_tar(Bytes& bytes, const Context& context) {
  const Archive source(archive_read_new(), &archive_read_free);
  archive_read_support_format_tar(source.get());
  if (archive_read_open(source.get(), &bytes, nullptr, pull_from, nullptr) != ARCHIVE_OK) {
    return unparsable("the archive cannot be opened: " + text_or_empty(archive_error_string(source.get())));
  }
  return canonical_of(source.get(), context, "tar");
}

bool is_zip(std::string_view head, std::string_view /*file_name*/) {
  return head.starts_with("PK\x03\x04") || head.starts_with("PK\x05\x06");
}

// The list of members is at the end of a zip file, so all of it must be at hand.
Result<Canonical> normalise_zip(Bytes& bytes, const Context& context) {
  const auto file = bytes.whole(k_most_in_memory);
  if (!file) {
    return unparsable("it is too large");
  }
  const Archive source(archive_read_new(), &archive_read_free);
  archive_read_support_format_zip_seekable(source.get());
  if (archive_read_open_memory(source.get(), file->data(), file->size()) != ARCHIVE_OK) {
    return unparsable("the archive cannot be opened: " + text_or_empty(archive_error_string(source.get())));
  }
  return canonical_of(source.get(), context, "zip");
}

} // namespace reprovip::collect
