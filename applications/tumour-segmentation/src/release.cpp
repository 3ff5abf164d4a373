#include "release.hpp"

namespace tumour {

std::optional<Release> find_release(const std::string& name) {
  Release release;
  if (name == "1.1") {
    return release;
  }
  if (name != "1.0") {
    return std::nullopt;
  }
  release.standard = Standard::zscore;
  release.scaled_uptake = false;
  release.diagonal = true;
  release.vessels = false;
  release.strength = 0.4;
  release.boundary = 0;
  release.closing = 1;
  return release;
}

} // namespace tumour
