#include "harness/exec/log.hpp"

#include "harness/exec/disk.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>

namespace reprovip::exec {

namespace {

constexpr std::size_t k_piece = std::size_t{256} << 10;
char g_buffer[k_piece];

void close_once(int& file) {
  if (file >= 0) {
    ::close(file);
    file = -1;
  }
}

std::uint64_t smaller(std::uint64_t a, std::uint64_t b) {
  return a < b ? a : b;
}

} // namespace

Log::~Log() {
  close_once(m_file);
  close_once(m_read_end);
  close_once(m_write_end);
}

bool Log::open(const char* path, std::uint64_t limit) {
  m_path = path;
  m_limit = limit;
  const int append = limit == 0 ? O_APPEND : 0;
  m_file = ::open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC | append, 0666);
  if (m_file < 0) {
    return false;
  }
  if (limit == 0) {
    m_write_end = ::fcntl(m_file, F_DUPFD_CLOEXEC, 3);
    return m_write_end >= 0;
  }
  int ends[2] = {-1, -1};
  if (::pipe2(ends, O_CLOEXEC) != 0) {
    return false;
  }
  m_read_end = ends[0];
  m_write_end = ends[1];
  ::fcntl(m_read_end, F_SETFL, O_NONBLOCK);
  ::fcntl(m_read_end, F_SETPIPE_SZ, 1 << 20);
  return true;
}

void Log::close_write_end() {
  close_once(m_write_end);
}

void Log::pump() {
  // Bounded, so that a program that never stops writing does not keep us from its timeout.
  for (int round = 0; round < 64 && m_read_end >= 0; ++round) {
    const auto got = ::read(m_read_end, g_buffer, k_piece);
    if (got > 0) {
      store(g_buffer, static_cast<std::size_t>(got));
    } else if (got == 0) {
      close_once(m_read_end);
    } else if (errno != EINTR) {
      return;
    }
  }
}

void Log::store(const char* bytes, std::size_t size) {
  const auto head = m_limit / 2;
  const auto ring = m_limit - head;
  m_size += size;
  while (size > 0 && m_error == 0) {
    const bool in_head = m_stored < head;
    const auto at = in_head ? m_stored : head + (m_stored - head) % ring;
    const auto room = in_head ? head - at : m_limit - at;
    const auto piece = static_cast<std::size_t>(smaller(size, room));
    const auto written = ::pwrite(m_file, bytes, piece, static_cast<off_t>(at));
    if (written < 0 && errno != EINTR) {
      m_error = errno;
    }
    const auto done = written < 0 ? 0 : static_cast<std::size_t>(written);
    m_stored += done;
    bytes += done;
    size -= done;
  }
}

bool Log::copy(int to, std::uint64_t from, std::uint64_t size) const {
  while (size > 0) {
    const auto piece = static_cast<std::size_t>(smaller(size, k_piece));
    const auto got = ::pread(m_file, g_buffer, piece, static_cast<off_t>(from));
    if (got <= 0 || !write_all(to, {g_buffer, static_cast<std::size_t>(got)})) {
      return false;
    }
    from += static_cast<std::uint64_t>(got);
    size -= static_cast<std::uint64_t>(got);
  }
  return true;
}

void Log::put_in_order() {
  const auto head = m_limit / 2;
  const auto ring = m_limit - head;
  const auto oldest = (m_stored - head) % ring;
  Text note;
  note.add("\n[... ")
      .add_number(static_cast<long long>(m_size - m_limit))
      .add(" bytes left out by reprovip ...]\n");
  Text temporary(m_path);
  temporary.add(".tmp");
  const int ordered = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  const bool done = ordered >= 0 && copy(ordered, 0, head) && write_all(ordered, note.view()) &&
                    copy(ordered, head + oldest, ring - oldest) && copy(ordered, head, oldest) &&
                    std::rename(temporary.c_str(), m_path) == 0;
  if (!done) {
    // Better a short log than one in the wrong order.
    m_error = errno;
    m_stored = head;
    ::unlink(temporary.c_str());
    if (::ftruncate(m_file, static_cast<off_t>(head)) != 0) {
      m_stored = 0;
    }
  }
  if (ordered >= 0) {
    ::close(ordered);
  }
}

void Log::finish() {
  close_write_end();
  if (m_limit == 0) {
    struct stat status = {};
    if (::fstat(m_file, &status) == 0) {
      m_size = static_cast<std::uint64_t>(status.st_size);
    }
    m_stored = m_size;
    return;
  }
  pump();
  close_once(m_read_end);
  if (m_stored > m_limit) {
    put_in_order();
  }
}

std::uint64_t Log::kept() const {
  return m_limit == 0 ? m_stored : smaller(m_stored, m_limit);
}

} // namespace reprovip::exec
