#include "harness/exec/options.hpp"

#include <cstdio>
#include <cstring>

namespace reprovip::exec {

namespace {

bool is(const char* a, const char* b) {
  return std::strcmp(a, b) == 0;
}

// Has a name before the sign, as every variable and every setting has.
bool is_assignment(const char* text) {
  const char* const sign = std::strchr(text, '=');
  return sign != nullptr && sign != text;
}

bool is_option(const char* name, const char* value) {
  return ((is(name, "--record") || is(name, "--preload") || is(name, "--unset")) && *value != '\0') ||
         ((is(name, "--env") || is(name, "--set")) && is_assignment(value));
}

bool complain(const char* what, const char* option, const char* value) {
  std::fprintf(stderr, "reprovip-exec: %s: \"%s\" \"%s\"\n", what, option, value == nullptr ? "" : value);
  return false;
}

} // namespace

const char* InnerOptions::value_of(const char* option, std::size_t& at) const {
  while (at + 1 < word_count) {
    at += 2;
    if (is(words[at - 2], option)) {
      return words[at - 1];
    }
  }
  return nullptr;
}

bool parse_inner(char** arguments, InnerOptions& options) {
  options.words = arguments;
  char** next = arguments;
  for (; *next != nullptr && !is(*next, "--"); next += 2) {
    if (next[1] == nullptr || !is_option(*next, next[1])) {
      return complain("unknown option, or no such value", *next, next[1]);
    }
  }
  options.word_count = static_cast<std::size_t>(next - arguments);
  std::size_t at = 0;
  options.record = options.value_of("--record", at);
  at = 0;
  options.preload = options.value_of("--preload", at);
  if (options.record == nullptr) {
    return complain("missing option", "--record", "FILE");
  }
  if (*next == nullptr || next[1] == nullptr) {
    return complain("no command after", "--", nullptr);
  }
  options.argv = next + 1;
  return true;
}

} // namespace reprovip::exec
