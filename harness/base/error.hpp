#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace reprovip {

// Who must act: the user of the command line, the author of the protocol, whoever runs the machine, whoever
// made the data, or us.
enum class ErrorKind { usage, protocol, environment, launch, data, internal };

std::string_view to_string(ErrorKind kind);

// Where in a file; line and column count from 1; column 0 is "the line as a whole", line 0 "the file as a
// whole".
struct SourcePos {
  std::string file;
  int line = 0;
  int column = 0;

  bool operator==(const SourcePos&) const = default;
};

// `message` says what is wrong, `advice` what to do; both lower case, no full stop, names quoted with double
// quotes. `source_line` is the text of the line at `where`, for the caret. `trail` is context added on the
// way up, outermost last ("while reading application ...").
struct Error {
  ErrorKind kind = ErrorKind::internal;
  std::string message;
  std::string advice;
  std::optional<SourcePos> where;
  std::string source_line;
  std::vector<std::string> trail;
};
using Errors = std::vector<Error>;

Error make_error(ErrorKind kind, std::string message, std::string advice = {});
Error with_context(Error error, std::string context);

// `file:line:col: message; advice`, then the source line and a caret, then the trail. Ends with a newline.
std::string render(const Error& error);
std::string render(const Errors& errors);

// The message on one line, for records and reports.
std::string one_line(const Error& error);

} // namespace reprovip
