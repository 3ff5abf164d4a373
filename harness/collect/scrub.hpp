#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace reprovip::collect {

// Replaces in `text` what the text normalisers in `named` stand for ("dates" → "<date>"), and says in
// `ignored` which of them found something. The other names in `named` are not looked at.
std::string scrub(std::string_view text, const std::set<std::string>& named,
                  std::vector<std::string>& ignored);

// Whether `scrub` would look at the text at all.
bool has_scrubber(const std::set<std::string>& named);

} // namespace reprovip::collect
