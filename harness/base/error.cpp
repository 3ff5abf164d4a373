#include "harness/base/error.hpp"

#include "harness/base/format.hpp"

namespace reprovip {

std::string_view to_string(ErrorKind kind) {
  switch (kind) {
  case ErrorKind::usage:
    return "usage";
  case ErrorKind::protocol:
    return "protocol";
  case ErrorKind::environment:
    return "environment";
  case ErrorKind::launch:
    return "launch";
  case ErrorKind::data:
    return "data";
  case ErrorKind::internal:
    return "internal";
  }
  return "internal";
}

Error make_error(ErrorKind kind, std::string message, std::string advice) {
  Error error;
  error.kind = kind;
  error.message = std::move(message);
  error.advice = std::move(advice);
  return error;
}

Error with_context(Error error, std::string context) {
  error.trail.push_back(std::move(context));
  return error;
}

namespace {

std::string place(const SourcePos& where) {
  if (where.line == 0) {
    return where.file + ": ";
  }
  if (where.column == 0) {
    return format("{}:{}: ", where.file, where.line);
  }
  return format("{}:{}:{}: ", where.file, where.line, where.column);
}

// A tab stays a tab under the caret, so that both lines agree whatever the tab width.
std::string caret_line(const std::string& source_line, int column) {
  std::string blanks;
  for (int i = 0; i + 1 < column; ++i) {
    const auto at = static_cast<std::size_t>(i);
    blanks += at < source_line.size() && source_line[at] == '\t' ? '\t' : ' ';
  }
  return blanks + '^';
}

} // namespace

std::string one_line(const Error& error) {
  std::string text = error.where ? place(*error.where) : std::string{};
  text += error.message;
  if (!error.advice.empty()) {
    text += "; " + error.advice;
  }
  for (const auto& context : error.trail) {
    text += " (" + context + ")";
  }
  return text;
}

std::string render(const Error& error) {
  std::string text = error.where ? place(*error.where) : std::string{};
  text += error.message;
  if (!error.advice.empty()) {
    text += "; " + error.advice;
  }
  text += '\n';
  if (error.where && !error.source_line.empty()) {
    text += "  " + error.source_line + '\n';
    if (error.where->column > 0) {
      text += "  " + caret_line(error.source_line, error.where->column) + '\n';
    }
  }
  for (const auto& context : error.trail) {
    text += "  " + context + '\n';
  }
  return text;
}

std::string render(const Errors& errors) {
  std::string text;
  for (const auto& error : errors) {
    text += render(error);
  }
  return text;
}

} // namespace reprovip
