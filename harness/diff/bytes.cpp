#include "harness/base/format.hpp"
#include "harness/diff/differ.hpp"
#include "harness/sys/process.hpp"

#include <algorithm>

namespace reprovip::diff {

namespace {

constexpr std::size_t k_context = 16;
constexpr Seconds k_patience{120};

std::string hex_of(std::string_view bytes) {
  std::string text;
  for (const char c : bytes) {
    text += format("{}{:02x}", text.empty() ? "" : " ", static_cast<unsigned>(static_cast<unsigned char>(c)));
  }
  return text.empty() ? "(end)" : text;
}

} // namespace

Part bytes_part(std::string_view a, std::string_view b) {
  const auto common = std::min(a.size(), b.size());
  const auto first = static_cast<std::size_t>(
      std::mismatch(a.begin(), a.begin() + static_cast<std::ptrdiff_t>(common), b.begin()).first - a.begin());
  std::size_t different = 0;
  for (std::size_t i = first; i < common; ++i) {
    different += a[i] == b[i] ? 0U : 1U;
  }
  Part part;
  part.title = "bytes";
  part.lines.push_back(format("{} | {} bytes, first different at offset {}, {} of the first {} differ",
                              a.size(), b.size(), first, different, common));
  const auto from = first < k_context / 2 ? 0 : first - k_context / 2;
  part.lines.push_back(format("at {}: {}", from, hex_of(a.substr(std::min(from, a.size()), k_context))));
  part.lines.push_back(format("   | {}", hex_of(b.substr(std::min(from, b.size()), k_context))));
  part.json = Json::object({{"size_a", a.size()},
                            {"size_b", b.size()},
                            {"first", first},
                            {"different", different},
                            {"hex_a", hex_of(a.substr(std::min(from, a.size()), k_context))},
                            {"hex_b", hex_of(b.substr(std::min(from, b.size()), k_context))}});
  return part;
}

Part diffoscope_part(const Pair& pair, const Options& options) {
  Part part;
  part.title = "diffoscope";
  const auto program = sys::find_program("diffoscope", sys::environment_value("PATH"));
  if (program.empty()) {
    part.lines.emplace_back("not installed: it may say more of files of this kind");
    part.json = Json::object({{"installed", false}});
    return part;
  }
  sys::Command command;
  command.argv = {
      program.string(),    "--text", "-", "--no-progress", "--text-color", "never", pair.a.file.string(),
      pair.b.file.string()};
  command.environment = sys::current_environment();
  const auto said = sys::run_captured(command, k_patience);
  if (!said) {
    part.lines.push_back(one_line(said.error()));
    part.json = Json::object({{"installed", true}, {"problem", part.lines.front()}});
    return part;
  }
  std::size_t lines = 0;
  part.lines.emplace_back(said->status.code > 1 ? "it failed" : "");
  const auto& text = said->status.code > 1 ? said->err : said->out;
  for (std::size_t at = 0; at < text.size() && lines < 10 * options.most; ++lines) {
    const auto end = std::min(text.find('\n', at), text.size());
    part.lines.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  part.json = Json::object({{"installed", true}, {"status", said->status.code}, {"text", text}});
  return part;
}

Result<void> diff_bytes(const Pair& pair, const Options& options, Difference& difference) {
  TRY_ASSIGN(const auto a, sys::read_file(pair.a.file));
  TRY_ASSIGN(const auto b, sys::read_file(pair.b.file));
  difference.parts.push_back(bytes_part(a, b));
  if (options.ask_programs) {
    difference.parts.push_back(diffoscope_part(pair, options));
  }
  return {};
}

} // namespace reprovip::diff
