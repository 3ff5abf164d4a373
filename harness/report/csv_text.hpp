#pragma once

#include <optional>
#include <string>
#include <vector>

namespace reprovip::report {

// One line of RFC 4180 with the line ends of Unix, every field cleaned as text.hpp says; what a spreadsheet
// would take for a formula begins with "'".
std::string csv_row(const std::vector<std::string>& fields);
// As many digits as read back to the same number; empty when there is none.
std::string csv_number(const std::optional<double>& value);

} // namespace reprovip::report
