// FreeSurfer: volumes (.mgh, .mgz), triangle surfaces, and the tables *.stats. All numbers are big-endian.

#include "harness/base/format.hpp"
#include "harness/collect/cursor.hpp"
#include "harness/collect/normaliser.hpp"
#include "harness/collect/scrub.hpp"

#include <array>

namespace reprovip::collect {

namespace {

using namespace std::literals;
constexpr std::size_t k_most_in_memory = std::size_t{1} << 30;
constexpr std::size_t k_mgh_header = 284;
constexpr auto k_triangles = "\xff\xff\xfe"sv;

enum Tag : std::uint64_t {
  old_colortable = 1,
  old_use_real_ras = 2,
  command_line = 3,
  old_surface_geometry = 20,
  old_transform = 30
};

// The eight lines "valid = ...", "filename = ..." to "cras = ..." of a surface's volume.
std::string_view take_geometry(Cursor& cursor, std::string_view rest) {
  const auto begin = cursor.at();
  for (int i = 0; i < 8; ++i) {
    cursor.take_until('\n');
  }
  return cursor.ok() ? rest.substr(0, cursor.at() - begin) : std::string_view();
}

// Tags stand to the end of the file; the first that is not understood ends the reading, and the rest counts
// as it is.
void add_tags(Cursor& cursor, const Context& context, sys::Sha256& hash, std::vector<std::string>& ignored) {
  while (cursor.left() >= 4) {
    auto ahead = cursor;
    const auto tag = ahead.number(4);
    std::string_view value;
    if (tag == old_colortable) {
      break;
    }
    if (tag == old_use_real_ras) {
      value = ahead.take(4);
    } else if (tag == old_surface_geometry) {
      auto rest = ahead;
      value = take_geometry(ahead, rest.take(rest.left()));
    } else {
      value = ahead.take(ahead.number(tag == old_transform ? 4 : 8));
    }
    if (!ahead.ok()) {
      break;
    }
    cursor = ahead;
    if (tag == command_line) {
      ignored.emplace_back("FreeSurfer command lines");
    } else {
      const auto kept =
          tag == old_surface_geometry ? scrub(value, context.named, ignored) : std::string(value);
      hash.add(format("tag {} {}\n", tag, kept.size()));
      hash.add(kept);
    }
  }
  hash.add("rest\n");
  hash.add(scrub(cursor.take(cursor.left()), context.named, ignored));
}

std::uint64_t voxel_size(std::uint64_t type) {
  constexpr std::array<std::uint64_t, 11> k_sizes = {1, 4, 8, 4, 2, 0, 0, 0, 0, 0, 2};
  return type < k_sizes.size() ? k_sizes[type] : 0;
}

// Of the voxels; 0 when the header makes no sense or they cannot be in a file of `most` bytes.
std::uint64_t mgh_size(std::string_view header, std::uint64_t most) {
  Cursor cursor(header, true);
  cursor.take(4);
  std::uint64_t size = 1;
  for (int i = 0; i < 4; ++i) {
    const auto length = cursor.number(4);
    size = length == 0 || size > most / length ? 0 : size * length;
  }
  const auto one = voxel_size(cursor.number(4));
  return one == 0 || size > most / one ? 0 : size * one;
}

// "created by USER on DATE", and maybe an empty line.
std::string_view take_created_by(Cursor& cursor) {
  const auto line = cursor.take_until('\n');
  auto ahead = cursor;
  if (ahead.take(1) == "\n") {
    cursor = ahead;
  }
  return line;
}

// Lines of *.stats that say who ran it, where and when.
bool is_circumstance(std::string_view line) {
  constexpr std::array<std::string_view, 5> k_keys = {"CreationTime", "hostname", "user", "cmdline",
                                                      "SUBJECTS_DIR"};
  for (const auto key : k_keys) {
    if (line.starts_with("# ") && line.substr(2).starts_with(key) &&
        (line.size() == 2 + key.size() || line[2 + key.size()] == ' ')) {
      return true;
    }
  }
  return false;
}

} // namespace

bool is_mgh(std::string_view head, std::string_view file_name) {
  return (file_name.ends_with(".mgh") || file_name.ends_with(".mgz")) && head.starts_with("\0\0\0\1"sv);
}

Result<Canonical> normalise_mgh(Bytes& bytes, const Context& context) {
  const auto all = bytes.whole(k_most_in_memory);
  if (!all) {
    return unparsable("it is too large");
  }
  Cursor cursor(*all, true);
  const auto header = cursor.take(k_mgh_header);
  const auto voxels = cursor.take(mgh_size(header, all->size()));
  if (!cursor.ok() || voxels.empty()) {
    return unparsable("its header makes no sense or it has fewer voxels than that says");
  }
  constexpr std::size_t k_used = 90; // the rest of the header is reserved
  Canonical canonical;
  sys::Sha256 hash;
  hash.add("mgh\n");
  hash.add(header.substr(0, k_used));
  hash.add(voxels);
  canonical.ignored = {"MGH reserved part of the header"};
  hash.add(cursor.take(std::min<std::size_t>(cursor.left(), 20))); // TR, flip angle, TE, TI, field of view
  add_tags(cursor, context, hash, canonical.ignored);
  canonical.digest = hash.finish();
  return canonical;
}

bool is_surface(std::string_view head, std::string_view /*file_name*/) {
  return head.starts_with(k_triangles) && head.substr(k_triangles.size()).starts_with("created by");
}

Result<Canonical> normalise_surface(Bytes& bytes, const Context& context) {
  const auto all = bytes.whole(k_most_in_memory);
  if (!all) {
    return unparsable("it is too large");
  }
  Cursor cursor(*all, true);
  cursor.take(k_triangles.size());
  take_created_by(cursor);
  const auto vertices = cursor.number(4);
  const auto faces = cursor.number(4);
  const auto mesh = cursor.take(12 * (vertices + faces));
  if (!cursor.ok()) {
    return unparsable("it has fewer vertices and faces than it says");
  }
  Canonical canonical;
  sys::Sha256 hash;
  hash.add(format("surface {} {}\n", vertices, faces));
  hash.add(mesh);
  canonical.ignored = {"FreeSurfer \"created by\" line"};
  add_tags(cursor, context, hash, canonical.ignored);
  canonical.digest = hash.finish();
  return canonical;
}

bool is_stats(std::string_view head, std::string_view file_name) {
  return is_text(head, file_name) && head.starts_with("# ") &&
         (file_name.ends_with(".stats") || head.find("\n# generating_program ") != std::string_view::npos);
}

Result<Canonical> normalise_stats(Bytes& bytes, const Context& context) {
  const auto all = bytes.whole(k_most_in_memory);
  if (!all) {
    return unparsable("it is too large");
  }
  std::string kept;
  std::set<std::string> found;
  for (std::size_t begin = 0; begin < all->size();) {
    const auto end = std::min(all->find('\n', begin), all->size() - 1) + 1;
    const auto line = all->substr(begin, end - begin);
    begin = end;
    const auto bare = line.substr(0, line.find_last_not_of("\r\n") + 1);
    if (is_circumstance(bare)) {
      found.insert(format("FreeSurfer {}", bare.substr(2, bare.find(' ', 2) - 2)));
    } else {
      kept += line;
    }
  }
  Canonical canonical{{}, {found.begin(), found.end()}};
  canonical.digest = sys::sha256(scrub(kept, context.named, canonical.ignored));
  return canonical;
}

} // namespace reprovip::collect
