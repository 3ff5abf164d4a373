#include "harness/plan/condition_text.hpp"

#include "harness/base/wildcard.hpp"

#include <algorithm>
#include <utility>

namespace reprovip::plan {

namespace {

std::string trimmed(const std::string& text) {
  const auto from = text.find_first_not_of(' ');
  return from == std::string::npos ? std::string{} : text.substr(from, text.find_last_not_of(' ') + 1 - from);
}

std::vector<std::string> split_at_commas(const std::string& text) {
  std::vector<std::string> pieces(1);
  bool quoted = false;
  for (const char c : text) {
    quoted = c == '"' ? !quoted : quoted;
    if (c == ',' && !quoted) {
      pieces.emplace_back();
    } else {
      pieces.back() += c;
    }
  }
  return pieces;
}

bool is_level_of(const model::Protocol& protocol, const std::string& part) {
  const auto named = factor_and_level(part);
  const auto* factor = model::find_factor(protocol, named.first);
  return factor != nullptr && std::ranges::any_of(factor->levels, [&](const auto& level) {
           return means_level(named.second, level.name);
         });
}

} // namespace

std::vector<std::string> split_condition(const model::Protocol& protocol, const std::string& text) {
  const auto pieces = split_at_commas(text);
  std::vector<std::string> parts;
  for (std::size_t i = 0; i < pieces.size();) {
    // The longest text that is a level: of the levels "0" and "0,1", "0,1" means the second.
    std::string part = pieces[i];
    std::size_t next = i + 1;
    std::string longer = part;
    for (std::size_t j = i + 1; j < pieces.size(); ++j) {
      longer += "," + pieces[j];
      if (is_level_of(protocol, longer)) {
        part = longer;
        next = j + 1;
      }
    }
    parts.push_back(trimmed(part));
    i = next;
  }
  return parts;
}

bool means_level(const std::string& wanted, const std::string& level) {
  const bool quoted = wanted.size() > 1 && wanted.front() == '"' && wanted.back() == '"';
  return quoted ? wanted.substr(1, wanted.size() - 2) == level : wildcard_match(wanted, level);
}

std::pair<std::string, std::string> factor_and_level(const std::string& part) {
  const auto equals = part.find('=');
  return {trimmed(part.substr(0, equals)),
          equals == std::string::npos ? std::string{} : trimmed(part.substr(equals + 1))};
}

} // namespace reprovip::plan
