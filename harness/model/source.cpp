#include "harness/model/source.hpp"

namespace reprovip::model {

std::string_view to_string(Source source) {
  switch (source) {
  case Source::method:
    return "method";
  case Source::software:
    return "software";
  case Source::build:
    return "build";
  case Source::os:
    return "os";
  case Source::machine:
    return "machine";
  case Source::deployment:
    return "deployment";
  case Source::run:
    return "run";
  }
  return "";
}

const std::vector<Source>& all_sources() {
  static const std::vector<Source> sources = {Source::method,  Source::software,   Source::build, Source::os,
                                              Source::machine, Source::deployment, Source::run};
  return sources;
}

std::optional<Source> source_from(std::string_view text) {
  for (const auto source : all_sources()) {
    if (to_string(source) == text) {
      return source;
    }
  }
  return std::nullopt;
}

bool is_environmental(Source source) {
  return source != Source::method && source != Source::software;
}

std::string_view to_string(Scope scope) {
  switch (scope) {
  case Scope::repeatability:
    return "repeatability";
  case Scope::reproducibility:
    return "reproducibility";
  case Scope::replicability:
    return "replicability";
  }
  return "";
}

} // namespace reprovip::model
