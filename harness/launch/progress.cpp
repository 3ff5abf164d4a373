#include "harness/launch/progress.hpp"

#include "harness/launch/progress_styles.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdlib>

namespace reprovip::launch {

namespace {

constexpr std::size_t k_usual_columns = 80;

// TERM=dumb is how editors and logs say that they cannot write a line over.
bool can_write_over(std::FILE* stream) {
  const char* terminal = std::getenv("TERM");
  return ::isatty(::fileno(stream)) == 1 && terminal != nullptr && std::string(terminal) != "dumb";
}

std::size_t columns_of(std::FILE* stream) {
  winsize size{};
  const bool known = ::ioctl(::fileno(stream), TIOCGWINSZ, &size) == 0 && size.ws_col > 1;
  return known ? size.ws_col : k_usual_columns;
}

} // namespace

void QuietProgress::noted(const std::string& text) {
  std::fputs((note_line(text) + "\n").c_str(), m_stream);
}

std::unique_ptr<Progress> make_progress(ProgressStyle style, std::FILE* stream) {
  auto& clock = sys::real_clock();
  switch (style) {
  case ProgressStyle::automatic:
    if (can_write_over(stream)) {
      return ticking(std::make_unique<LiveProgress>(stream, clock, [stream] { return columns_of(stream); }));
    }
    return ticking(std::make_unique<PlainProgress>(stream, clock));
  case ProgressStyle::plain:
    return ticking(std::make_unique<PlainProgress>(stream, clock));
  case ProgressStyle::json:
    return std::make_unique<JsonProgress>(stream, clock);
  case ProgressStyle::quiet:
    break;
  }
  return std::make_unique<QuietProgress>(stream);
}

} // namespace reprovip::launch
