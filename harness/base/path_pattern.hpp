#pragma once

#include "harness/base/result.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace reprovip {

// A pattern of relative paths with parts that have names: "{version}/exec_{repetition}/{subject}/*.nii.gz".
// `{name}` stands for one or more characters of one component, the same ones wherever the name stands again;
// `*` for any number, `?` for one; a component `**` for any number of folders. A name is letters, digits, `_`
// and `-`.
class PathPattern {
public:
  // An error says what is wrong and in which column (from 1).
  static Result<PathPattern> parse(std::string_view text);

  const std::string& text() const { return m_text; }
  // In the order of their first use.
  const std::vector<std::string>& names() const { return m_names; }
  bool has(std::string_view name) const;
  // Whether `**`, `*` or `?` stand in it: several paths may then have the same values.
  bool has_wildcards() const;

  using Values = std::map<std::string, std::string>;
  struct Match {
    Values values;
    std::optional<Values> other; // another reading of the same path: the pattern is ambiguous
  };
  // Nothing when the path does not fit. Of several readings, the one whose `repetition` is a whole number is
  // meant, if there is just one.
  std::optional<Match> match(std::string_view path) const;

private:
  struct Token {
    enum class Kind { literal, name, star, any, folders };
    Kind kind = Kind::literal;
    std::string text; // of a literal or a name
  };
  friend class PathMatching;

  std::string m_text;
  std::vector<Token> m_tokens;
  std::vector<std::string> m_names;
};

} // namespace reprovip
