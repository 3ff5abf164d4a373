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

// The characters of a path on VIP that VIP takes, and that its workflow engine, which reads the path as a
// URI, does not, each once; "" = none.
std::string refused_in_paths(std::string_view path);

// What a program gets of a number that is not declared an integer.
struct NumberOnVip {
  std::string text;        // "1.0" of "1", "0.12345679" of "0.123456789"; "" = VIP cannot read it
  bool is_rounded = false; // another number than asked for
};
// VIP's workflow engine reads it in single precision (Float.parseFloat) and writes it into the invocation,
// and Boutiques writes it as Python does.
NumberOnVip number_on_vip(const std::string& text);
// Whether the engine can read what is declared an integer: one of 32 bits, in decimal digits.
bool is_integer_on_vip(const std::string& text);

} // namespace reprovip::vip
