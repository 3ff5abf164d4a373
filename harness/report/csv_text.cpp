#include "harness/report/csv_text.hpp"

#include "harness/model/value.hpp"
#include "harness/report/text.hpp"

#include <charconv>
#include <string_view>
#include <system_error>

namespace reprovip::report {

namespace {

bool is_number(const std::string& text) {
  double number = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  return read.ec == std::errc{} && read.ptr == text.data() + text.size();
}

// A spreadsheet would run it: "=cmd|'/c calc'!A1".
bool is_formula(const std::string& text) {
  return !text.empty() && std::string_view("=+-@\t").find(text.front()) != std::string_view::npos &&
         !is_number(text);
}

std::string field(const std::string& text) {
  auto cleaned = clean(text, Lines::keep);
  if (is_formula(cleaned)) {
    cleaned.insert(cleaned.begin(), '\'');
  }
  if (cleaned.find_first_of(",\"\n") == std::string::npos) {
    return cleaned;
  }
  std::string quoted = "\"";
  for (const char c : cleaned) {
    quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  }
  return quoted + "\"";
}

} // namespace

std::string csv_row(const std::vector<std::string>& fields) {
  std::vector<std::string> texts;
  texts.reserve(fields.size());
  for (const auto& one : fields) {
    texts.push_back(field(one));
  }
  return joined(texts, ",") + "\n";
}

std::string csv_number(const std::optional<double>& value) {
  return value ? model::to_text(model::Value(*value)) : "";
}

} // namespace reprovip::report
