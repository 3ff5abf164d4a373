#pragma once

#include "harness/base/error.hpp"
#include "harness/protocol/source_text.hpp"

#include <string>

namespace reprovip::protocol {

// Gathers the mistakes of one reading, so that all are shown together.
class Diagnostics {
public:
  Diagnostics() = default;
  // Mistakes of this file come first.
  explicit Diagnostics(std::string main_file) : m_main_file(std::move(main_file)) {}

  void add(const Mark& where, std::string message, std::string advice = {});
  // At a place inside the string that begins at `text`; `column` counts its bytes from 1.
  void add_inside(const Mark& text, int column, std::string message, std::string advice = {});
  void add(Errors errors);

  bool empty() const { return m_errors.empty(); }
  // Files in the order of their first mistake, then by position; nothing twice.
  Errors take();

private:
  std::string m_main_file;
  Errors m_errors;
};

} // namespace reprovip::protocol
