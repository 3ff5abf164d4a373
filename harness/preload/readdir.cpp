// Folders are read whole at the first question and handed out in the order that is wished.
#include "harness/preload/real.hpp"
#include "harness/preload/wishes.hpp"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

namespace reprovip::preload {

namespace {

static_assert(sizeof(dirent) == sizeof(dirent64), "one code for both");

struct Listing {
  DIR* folder = nullptr;
  dirent** entries = nullptr;
  size_t count = 0;
  size_t next = 0;
  int error = 0; // that ended it
  Listing* link = nullptr;
};

Listing* g_listings = nullptr;
bool g_lock = false;

class Lock {
public:
  Lock() {
    while (__atomic_test_and_set(&g_lock, __ATOMIC_ACQUIRE)) {
    }
  }
  ~Lock() { __atomic_clear(&g_lock, __ATOMIC_RELEASE); }
  Lock(const Lock&) = delete;
  Lock& operator=(const Lock&) = delete;
};

bool is_wished() {
  return wishes().order != Order::untouched;
}

int compare(const void* a, const void* b) {
  return ::strcmp((*static_cast<dirent* const*>(a))->d_name, (*static_cast<dirent* const*>(b))->d_name);
}

void swap(dirent*& a, dirent*& b) {
  dirent* const kept = a;
  a = b;
  b = kept;
}

// A shuffled order is that of the seed and the names: the same at each look, as on a file system.
void put_in_order(dirent** entries, size_t count) {
  ::qsort(entries, count, sizeof *entries, compare);
  uint64_t random = wishes().seed;
  for (size_t i = 0; i < count; ++i) {
    random = hash(entries[i]->d_name, random);
  }
  for (size_t i = 0; wishes().order == Order::reversed && i < count / 2; ++i) {
    swap(entries[i], entries[count - 1 - i]);
  }
  for (size_t i = count; wishes().order == Order::shuffled && i > 1; --i) {
    swap(entries[i - 1], entries[draw(random) % i]);
  }
}

bool add(Listing& listing, const dirent& entry) {
  if ((listing.count & (listing.count - 1)) == 0) { // full at each power of two
    const auto room = listing.count == 0 ? 1 : 2 * listing.count;
    auto* const larger = static_cast<dirent**>(::realloc(listing.entries, room * sizeof(dirent*)));
    if (larger == nullptr) {
      return false;
    }
    listing.entries = larger;
  }
  auto* const copy = static_cast<dirent*>(::malloc(sizeof(dirent)));
  if (copy == nullptr) {
    return false;
  }
  ::memcpy(copy, &entry, entry.d_reclen < sizeof(dirent) ? entry.d_reclen : sizeof(dirent));
  listing.entries[listing.count++] = copy;
  return true;
}

void forget(Listing& listing) {
  for (size_t i = 0; i < listing.count; ++i) {
    ::free(listing.entries[i]);
  }
  ::free(listing.entries);
  listing.entries = nullptr;
  listing.count = listing.next = 0;
}

void read_whole(Listing& listing) {
  static const auto s_real = real<dirent*(DIR*)>("readdir");
  errno = 0;
  while (const dirent* const entry = s_real(listing.folder)) {
    if (!add(listing, *entry)) {
      break;
    }
    errno = 0;
  }
  listing.error = errno;
  put_in_order(listing.entries, listing.count);
  for (size_t i = 0; i < listing.count; ++i) {
    listing.entries[i]->d_off = static_cast<off_t>(i + 1);
  }
}

Listing** place_of(DIR* folder) {
  Listing** place = &g_listings;
  while (*place != nullptr && (*place)->folder != folder) {
    place = &(*place)->link;
  }
  return place;
}

Listing* take_out(DIR* folder) {
  const Lock lock;
  Listing** const place = place_of(folder);
  Listing* const listing = *place;
  if (listing != nullptr) {
    *place = listing->link;
  }
  return listing;
}

Listing* find(DIR* folder) {
  const Lock lock;
  return *place_of(folder);
}

// Null: no memory.
Listing* find_or_read(DIR* folder) {
  if (Listing* const known = find(folder)) {
    return known;
  }
  auto* const listing = static_cast<Listing*>(::malloc(sizeof(Listing)));
  if (listing == nullptr) {
    return nullptr;
  }
  *listing = Listing{.folder = folder};
  read_whole(*listing);
  const Lock lock;
  listing->link = g_listings;
  g_listings = listing;
  return listing;
}

void drop(DIR* folder) {
  if (Listing* const listing = take_out(folder)) {
    forget(*listing);
    ::free(listing);
  }
}

// Null at the end, with errno as it was, or the error that ended the listing.
dirent* next_of(DIR* folder) {
  const int before = errno;
  Listing* const listing = find_or_read(folder);
  if (listing == nullptr) {
    errno = ENOMEM;
    return nullptr;
  }
  const bool is_end = listing->next >= listing->count;
  errno = is_end && listing->error != 0 ? listing->error : before;
  return is_end ? nullptr : listing->entries[listing->next++];
}

int next_into(DIR* folder, dirent* entry, dirent** result) {
  const int before = errno;
  errno = 0;
  const dirent* const next = next_of(folder);
  const int error = errno;
  errno = before;
  if (next != nullptr) {
    ::memcpy(entry, next, next->d_reclen < sizeof(dirent) ? next->d_reclen : sizeof(dirent));
  }
  *result = next == nullptr ? nullptr : entry;
  return next == nullptr ? error : 0;
}

} // namespace

REPROVIP_EXPORT dirent* readdir(DIR* folder) {
  static const auto s_real = real<dirent*(DIR*)>("readdir");
  return is_wished() ? next_of(folder) : s_real(folder);
}

REPROVIP_EXPORT dirent64* readdir64(DIR* folder) {
  return reinterpret_cast<dirent64*>(readdir(folder));
}

REPROVIP_EXPORT int readdir_r(DIR* folder, dirent* entry, dirent** result) {
  static const auto s_real = real<int(DIR*, dirent*, dirent**)>("readdir_r");
  return is_wished() ? next_into(folder, entry, result) : s_real(folder, entry, result);
}

REPROVIP_EXPORT int readdir64_r(DIR* folder, dirent64* entry, dirent64** result) {
  static const auto s_real = real<int(DIR*, dirent64*, dirent64**)>("readdir64_r");
  return is_wished() ? next_into(folder, reinterpret_cast<dirent*>(entry), reinterpret_cast<dirent**>(result))
                     : s_real(folder, entry, result);
}

REPROVIP_EXPORT void rewinddir(DIR* folder) noexcept {
  static const auto s_real = real<void(DIR*)>("rewinddir");
  drop(folder);
  s_real(folder);
}

REPROVIP_EXPORT long telldir(DIR* folder) noexcept {
  static const auto s_real = real<long(DIR*)>("telldir");
  const Listing* const listing = find(folder);
  return !is_wished() ? s_real(folder) : listing == nullptr ? 0 : static_cast<long>(listing->next);
}

REPROVIP_EXPORT void seekdir(DIR* folder, long position) noexcept {
  static const auto s_real = real<void(DIR*, long)>("seekdir");
  if (!is_wished()) {
    s_real(folder, position);
  } else if (Listing* const listing = find_or_read(folder)) {
    listing->next = position < 0 ? 0 : static_cast<size_t>(position);
  }
}

REPROVIP_EXPORT int closedir(DIR* folder) {
  static const auto s_real = real<int(DIR*)>("closedir");
  drop(folder);
  return s_real(folder);
}

// Of themselves they do not come by here; where they sort, the order is theirs.
// NOLINTBEGIN(cppcoreguidelines-macro-usage): a name becomes a symbol
#define REPROVIP_SCANDIR(NAME, ENTRY, ARGUMENTS, ...)                                                        \
  REPROVIP_EXPORT int NAME(__VA_ARGS__, ENTRY*** entries, int (*wanted)(const ENTRY*),                       \
                           int (*order)(const ENTRY**, const ENTRY**)) {                                     \
    static const auto s_real =                                                                               \
        real<int(__VA_ARGS__, ENTRY***, int (*)(const ENTRY*), int (*)(const ENTRY**, const ENTRY**))>(      \
            #NAME);                                                                                          \
    const int count = s_real(ARGUMENTS, entries, wanted, order);                                             \
    if (is_wished() && order == nullptr && count > 0) {                                                      \
      put_in_order(reinterpret_cast<dirent**>(*entries), static_cast<size_t>(count));                        \
    }                                                                                                        \
    return count;                                                                                            \
  }
#define REPROVIP_LIST(...) __VA_ARGS__
REPROVIP_SCANDIR(scandir, dirent, path, const char* path)
REPROVIP_SCANDIR(scandir64, dirent64, path, const char* path)
REPROVIP_SCANDIR(scandirat, dirent, REPROVIP_LIST(folder, path), int folder, const char* path)
REPROVIP_SCANDIR(scandirat64, dirent64, REPROVIP_LIST(folder, path), int folder, const char* path)
// NOLINTEND(cppcoreguidelines-macro-usage)

} // namespace reprovip::preload
