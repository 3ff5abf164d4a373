#pragma once

#include <cstddef>
#include <set>
#include <string>
#include <string_view>

namespace reprovip::store {

constexpr std::size_t k_digest_length = 64;

// Adds every SHA-256 in a text. Looking for the digits instead of reading the format keeps what a damaged
// record, or one of a later format, still names.
void note_digests(std::string_view text, std::set<std::string>& named);

} // namespace reprovip::store
