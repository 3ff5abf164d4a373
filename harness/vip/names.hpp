#pragma once

#include <string>
#include <string_view>

namespace reprovip::vip {

// Rules of VIP-portal 4.6 (ApplicationConstants, DataController). Pure.

// The characters of the value of an input that VIP would refuse (8009), each once; "" = it takes the value.
std::string refused_characters(std::string_view value);
// An execution's name of what VIP takes (8019): any other character becomes "-".
std::string execution_name(std::string_view text);
// What VIP makes of an uploaded file's name: its last part, trimmed, blanks as "_", without what is not
// ASCII.
std::string cleaned_name(std::string_view name);
// For a URL: all but letters, digits, "-._~" and "/" as %XX.
std::string url_path(std::string_view path);

// 20.1 → "20.1", 0.123456789 → "0.12345679": what is left of a number that is not declared an integer, since
// VIP's workflow engine reads it in single precision. "" when the number stays what it was, or `text` is
// none.
std::string rounded_number(const std::string& text);

} // namespace reprovip::vip
