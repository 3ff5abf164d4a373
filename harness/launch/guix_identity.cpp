#include "harness/launch/guix_identity.hpp"

#include "harness/base/format.hpp"

#include <regex>
#include <sstream>
#include <utility>

namespace reprovip::launch {

namespace {

using Details = std::map<std::string, std::string>;

std::vector<std::string> script(const char* text, std::vector<std::string> arguments) {
  std::vector<std::string> argv = {"sh", "-c", text, "guix"};
  argv.insert(argv.end(), arguments.begin(), arguments.end());
  return argv;
}

// The last line that is one of the command's own, without Guix's hints on locales.
std::string why_failed(const sys::Captured& answer) {
  std::istringstream lines(answer.err);
  std::string said;
  for (std::string line; std::getline(lines, line);) {
    if (line.find("error: ") != std::string::npos || line.find("not found") != std::string::npos ||
        said.empty()) {
      said = line;
    }
  }
  return said.empty() ? format("ended with status {}", answer.status.code) : said;
}

Error cannot_look(const std::string& what, const sys::Captured& answer) {
  return make_error(ErrorKind::environment, format("guix cannot look at {}: {}", what, why_failed(answer)),
                    "`reprovip doctor` says what works here");
}

// Lines "NAME VALUE"; other lines are `rest`.
Details named_lines(const std::string& text, std::string& rest) {
  Details found;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    const auto space = line.find(' ');
    if (space != std::string::npos && line.rfind('=', 0) == 0) {
      found[line.substr(1, space - 1)] = line.substr(space + 1);
    } else {
      rest += line + '\n';
    }
  }
  return found;
}

// The last of the four words of each line of `guix package -I`: name, version, output, place.
std::string items_of(const std::string& text) {
  std::string items;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    const auto tab = line.rfind('\t');
    if (tab != std::string::npos) {
      items += (items.empty() ? "" : " ") + line.substr(tab + 1);
    }
  }
  return items;
}

std::size_t count(const std::string& text, const std::regex& what) {
  return static_cast<std::size_t>(
      std::distance(std::sregex_iterator(text.begin(), text.end(), what), std::sregex_iterator()));
}

} // namespace

std::vector<std::string> guix_profile_question(const std::string& profile) {
  return script("set -e; p=$(readlink -m \"$1\"); echo \"=profile $p\"; "
                "m=$(guix hash -f hex \"$p/manifest\"); echo \"=manifest $m\"; guix package -p \"$p\" -I",
                {profile});
}

std::vector<std::string> guix_channels_question(const std::string& channels, const std::string& manifest) {
  return script("set -e; c=$(sha256sum <\"$1\"); m=$(sha256sum <\"$2\"); "
                "echo \"=channels ${c%% *}\"; echo \"=manifest ${m%% *}\"; cat \"$1\"",
                {channels, manifest});
}

std::vector<std::string> guix_pack_question(const std::string& archive, const std::string& cache) {
  return script("set -e; s=$(sha256sum <\"$1\"); s=${s%% *}; echo \"=archive $s\"; cd \"$2/$s\"; ls -d bin",
                {archive, cache});
}

// Beside its place and then renamed: others see nothing or the whole.
std::vector<std::string> guix_unpack(const std::string& archive, const std::string& cache) {
  return script(
      "set -e; s=$(sha256sum <\"$1\"); s=${s%% *}; mkdir -p \"$2\"; t=$(mktemp -d \"$2/new-XXXXXX\"); "
      "chmod 755 \"$t\"; tar -xf \"$1\" -C \"$t\"; mv -T \"$t\" \"$2/$s\" || test -d \"$2/$s\"",
      {archive, cache});
}

GuixDetails read_guix_profile(const model::EngineConfig& config, const sys::Captured& answer) {
  if (!answer.status.success()) {
    if (answer.err.find("No such file or directory") != std::string::npos) {
      return failure(ErrorKind::environment, format("guix has no profile \"{}\"", config.profile),
                     "make it with `guix package -p PROFILE -m MANIFEST`, or give channels and manifest");
    }
    return tl::unexpected(cannot_look(format("profile \"{}\"", config.profile), answer));
  }
  std::string packages;
  auto details = named_lines(answer.out, packages);
  details["items"] = items_of(packages);
  details["manifest"] = "sha256:" + details["manifest"];
  details["identity"] = "store " + details["profile"];
  return details;
}

// Without a commit a channel is whatever it is today.
GuixDetails read_guix_channels(const model::EngineConfig& config, const sys::Captured& answer) {
  if (config.channels.empty() || config.manifest.empty()) {
    return failure(
        ErrorKind::protocol, "engine \"guix\" has nothing to run",
        "give \"profile\", \"channels\" and \"manifest\", or \"archive\" of a pack in [engine.guix]");
  }
  if (!answer.status.success()) {
    return tl::unexpected(
        cannot_look(format("channels \"{}\" and manifest \"{}\"", config.channels, config.manifest), answer));
  }
  static const std::regex k_comment(";[^\n]*");
  static const std::regex k_channel(R"(\(channel\s)");
  static const std::regex k_commit("\\(commit\\s+\"([0-9a-f]{40})\"\\)");
  std::string file;
  auto details = named_lines(answer.out, file);
  file = std::regex_replace(file, k_comment, "");
  std::string commits;
  for (std::sregex_iterator at(file.begin(), file.end(), k_commit); at != std::sregex_iterator(); ++at) {
    commits += (commits.empty() ? "" : " ") + (*at)[1].str();
  }
  const auto channels = count(file, k_channel);
  if (channels == 0 || count(file, k_commit) < channels) {
    return failure(ErrorKind::environment,
                   format("channels file \"{}\" does not name the commit of each channel", config.channels),
                   "`guix describe -f channels` writes one that does");
  }
  details["commits"] = commits;
  details["channels"] = "sha256:" + details["channels"];
  details["manifest"] = "sha256:" + details["manifest"];
  details["identity"] = format("guix {} manifest {}", commits, details["manifest"]);
  return details;
}

GuixDetails read_guix_pack(const model::EngineConfig& config, const sys::Captured& answer,
                           const std::string& cache) {
  if (config.archive.empty()) {
    return failure(ErrorKind::protocol, "engine \"guix\" has no pack to run",
                   "give \"archive\", a tarball of `guix pack -R -S /bin=bin`, in [engine.guix]");
  }
  std::string rest;
  auto details = named_lines(answer.out, rest);
  if (!answer.status.success()) {
    return failure(ErrorKind::environment,
                   format("pack \"{}\" cannot be used: {}", config.archive, why_failed(answer)),
                   "it must be a tarball of `guix pack -R -S /bin=bin`");
  }
  details["directory"] = cache + "/" + details["archive"];
  details["archive"] = "sha256:" + details["archive"];
  details["identity"] = "pack " + details["archive"];
  return details;
}

std::vector<std::string> guix_probe_question() {
  return script("set -e; guix --version; ! guix gc --list-failures >/dev/null || echo '=daemon answers'", {});
}

Probe read_guix_probe(const sys::Captured& answer) {
  Probe probe;
  static const std::regex k_version(R"(guix \(GNU Guix\) (\S+))");
  std::smatch found;
  std::string rest;
  const auto said = named_lines(answer.out, rest);
  if (!std::regex_search(rest, found, k_version)) {
    probe.reason = why_failed(answer);
    return probe;
  }
  const bool answers = said.contains("daemon");
  probe.usable = true;
  probe.version = found[1].str();
  probe.details["daemon"] = answers ? "answers" : why_failed(answer);
  probe.details["modes"] = answers ? "shell container pack" : "shell pack";
  return probe;
}

} // namespace reprovip::launch
