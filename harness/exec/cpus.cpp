#include "harness/exec/cpus.hpp"

#include <cstdlib>

namespace reprovip::exec {

bool parse_cpus(std::string_view list, cpu_set_t& set) {
  CPU_ZERO(&set);
  std::string_view rest = list;
  while (!rest.empty()) {
    auto range = cut(rest, ',');
    const auto first = Text(cut(range, '-'));
    const auto last = Text(range);
    char* end = nullptr;
    const long from = std::strtol(first.c_str(), &end, 10);
    const long to = last.empty() ? from : std::strtol(last.c_str(), &end, 10);
    if (*end != '\0' || first.empty() || from < 0 || to < from || to >= CPU_SETSIZE) {
      return false;
    }
    for (long cpu = from; cpu <= to; ++cpu) {
      CPU_SET(static_cast<std::size_t>(cpu), &set);
    }
  }
  return CPU_COUNT(&set) > 0;
}

} // namespace reprovip::exec
