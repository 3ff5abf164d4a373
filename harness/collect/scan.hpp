#pragma once

#include <cstddef>
#include <string_view>

// How far a thing reaches that begins at `at`: its length in bytes, or 0 when it does not begin there.
namespace reprovip::collect {

bool is_word(char c);                                    // letter, digit or underscore
bool starts_word(std::string_view text, std::size_t at); // no word reaches into it
bool ends_word(std::string_view text, std::size_t end);  // no word goes on after it

// `shape`: `d` a digit, `x` a hexadecimal digit, `M` "Jan" to "Dec", `W` "Mon" to "Sun"; the rest stands for
// itself.
std::size_t shape_at(std::string_view text, std::size_t at, std::string_view shape);
std::size_t digits_at(std::string_view text, std::size_t at);
std::size_t hex_digits_at(std::string_view text, std::size_t at);
// Whatever its case; `keyword` is lower case.
std::size_t keyword_at(std::string_view text, std::size_t at, std::string_view keyword);
// One to `most` characters out of `set`.
std::size_t any_of_at(std::string_view text, std::size_t at, std::string_view set, std::size_t most);

// A date with or without its time, a time of day (hh:mm:ss), or epoch seconds or milliseconds of 2014 to
// 2033.
std::size_t date_at(std::string_view text, std::size_t at);
// "12.3 s", "340ms", "1h 2min", "0m1.234s", "0:01:23".
std::size_t duration_at(std::string_view text, std::size_t at);
// "/tmp/x": its first name begins with a letter, or there are two names.
std::size_t path_at(std::string_view text, std::size_t at);
std::size_t host_at(std::string_view text, std::size_t at);

} // namespace reprovip::collect
