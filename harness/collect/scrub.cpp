// Scanners written by hand: a regular expression of the standard library overflows the stack on a long line,
// and these read a log at hundreds of megabytes a second.

#include "harness/collect/scrub.hpp"

#include "harness/collect/scan.hpp"

#include <array>

namespace reprovip::collect {

namespace {

// The first `keep` bytes of what was found stay, the rest of `length` is replaced. Length 0: nothing found.
struct Match {
  std::size_t keep = 0;
  std::size_t length = 0;
};

struct Scrubber {
  std::string_view name;
  std::string_view replacement;
  std::string_view words; // for `ignored`
  Match (*match)(std::string_view text, std::size_t at);
};

Match whole_word(std::string_view text, std::size_t at, std::size_t length) {
  return length > 0 && starts_word(text, at) && ends_word(text, at + length) ? Match{0, length} : Match{};
}

Match match_uuid(std::string_view text, std::size_t at) {
  return whole_word(text, at, shape_at(text, at, "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx"));
}

Match match_address(std::string_view text, std::size_t at) {
  if (text.substr(at, 2) != "0x") {
    return {};
  }
  const auto digits = hex_digits_at(text, at + 2);
  return digits >= 4 && digits <= 16 ? whole_word(text, at, 2 + digits) : Match{};
}

Match match_date(std::string_view text, std::size_t at) {
  return starts_word(text, at) ? Match{0, date_at(text, at)} : Match{};
}

Match match_duration(std::string_view text, std::size_t at) {
  const bool in_number = at > 0 && text[at - 1] == '.';
  return starts_word(text, at) && !in_number ? Match{0, duration_at(text, at)} : Match{};
}

// "pid 12", "pid=12", "process 12", and syslog's "name[12]:".
Match match_pid(std::string_view text, std::size_t at) {
  if (text[at] == '[' && at > 0 && is_word(text[at - 1])) {
    const auto digits = digits_at(text, at + 1);
    return digits > 0 && text.substr(at + 1 + digits, 2) == "]:" ? Match{1, 1 + digits} : Match{};
  }
  if (!starts_word(text, at)) {
    return {};
  }
  for (const auto word : {"pid", "process"}) {
    const auto keyword = keyword_at(text, at, word);
    const auto between = keyword == 0 ? 0 : any_of_at(text, at + keyword, " :=\"'#", 5);
    const auto digits = between == 0 ? 0 : digits_at(text, at + keyword + between);
    if (digits > 0 && ends_word(text, at + keyword + between + digits)) {
      return {keyword + between, keyword + between + digits};
    }
  }
  return {};
}

Match match_path(std::string_view text, std::size_t at) {
  constexpr std::string_view k_before = " \t\r\n\"'`=:,;([{|";
  const bool begins = at == 0 || k_before.find(text[at - 1]) != std::string_view::npos;
  return text[at] == '/' && begins ? Match{0, path_at(text, at)} : Match{};
}

// After a word that announces a host, in an address, or in a URL. Without ":" or "=" between, a plain word is
// taken for prose ("host is up").
Match match_host(std::string_view text, std::size_t at) {
  if (text[at] == '@' && at > 0 && is_word(text[at - 1])) {
    const auto host = host_at(text, at + 1);
    return host > 0 ? Match{1, 1 + host} : Match{};
  }
  if (const auto slashes = shape_at(text, at, "://"); slashes > 0 && at > 0) {
    const auto host = host_at(text, at + slashes);
    return host > 0 ? Match{slashes, slashes + host} : Match{};
  }
  if (!starts_word(text, at)) {
    return {};
  }
  for (const auto word : {"hostname", "host", "nodename", "node", "machine"}) {
    const auto keyword = keyword_at(text, at, word);
    const auto between = keyword == 0 ? 0 : any_of_at(text, at + keyword, " :=\"'", 5);
    const auto host = between == 0 ? 0 : host_at(text, at + keyword + between);
    const bool is_said = text.substr(at + keyword, between).find_first_of(":=") != std::string_view::npos;
    const bool looks_so =
        text.substr(at + keyword + between, host).find_first_of("-.0123456789") != std::string_view::npos;
    if (host > 0 && (is_said || looks_so)) {
      return {keyword + between, keyword + between + host};
    }
  }
  return {};
}

Match match_line_end(std::string_view text, std::size_t at) {
  return {0, shape_at(text, at, "\r\n") > 0 ? std::size_t{1} : 0};
}

// The order in which they are tried where they meet: a date before the duration that its time could be.
constexpr std::array<Scrubber, 8> k_scrubbers = {{
    {"uuids", "<uuid>", "UUIDs", match_uuid},
    {"hex-addresses", "<address>", "hexadecimal addresses", match_address},
    {"dates", "<date>", "dates", match_date},
    {"durations", "<duration>", "durations", match_duration},
    {"pids", "<pid>", "process ids", match_pid},
    {"paths", "<path>", "absolute paths", match_path},
    {"hostnames", "<host>", "host names", match_host},
    {"line-ends", "", "CR of line ends", match_line_end},
}};

} // namespace

bool has_scrubber(const std::set<std::string>& named) {
  for (const auto& scrubber : k_scrubbers) {
    if (named.count(std::string(scrubber.name)) != 0) {
      return true;
    }
  }
  return false;
}

std::string scrub(std::string_view text, const std::set<std::string>& named,
                  std::vector<std::string>& ignored) {
  std::vector<const Scrubber*> active;
  for (const auto& scrubber : k_scrubbers) {
    if (named.count(std::string(scrubber.name)) != 0) {
      active.push_back(&scrubber);
    }
  }
  std::set<const Scrubber*> found;
  std::string clean;
  clean.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    Match match;
    for (const auto* scrubber : active) {
      match = scrubber->match(text, at);
      if (match.length > 0) {
        clean += text.substr(at, match.keep);
        clean += scrubber->replacement;
        found.insert(scrubber);
        break;
      }
    }
    if (match.length == 0) {
      clean += text[at];
    }
    at += match.length == 0 ? 1 : match.length;
  }
  for (const auto* scrubber : active) {
    if (found.count(scrubber) != 0) {
      ignored.emplace_back(scrubber->words);
    }
  }
  return clean;
}

} // namespace reprovip::collect
