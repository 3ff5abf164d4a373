#include "harness/protocol/diagnostics.hpp"

#include <algorithm>
#include <map>
#include <tuple>

namespace reprovip::protocol {

void Diagnostics::add(const Mark& where, std::string message, std::string advice) {
  auto error = make_error(ErrorKind::protocol, std::move(message), std::move(advice));
  error.where = to_pos(where);
  error.source_line = line_at(where);
  m_errors.push_back(std::move(error));
}

void Diagnostics::add_inside(const Mark& text, int column, std::string message, std::string advice) {
  add(inside_text(text, column), std::move(message), std::move(advice));
}

void Diagnostics::add(Errors errors) {
  std::ranges::move(errors, std::back_inserter(m_errors));
}

Errors Diagnostics::take() {
  std::map<std::string, std::size_t> order = {{m_main_file, 0}};
  for (const auto& error : m_errors) {
    order.try_emplace(error.where ? error.where->file : "", order.size());
  }
  const auto place = [&](const Error& error) {
    const auto where = error.where.value_or(SourcePos{});
    return std::tuple(order.at(where.file), where.line, where.column);
  };
  std::ranges::stable_sort(m_errors, {}, place);
  const auto repeated = std::unique(m_errors.begin(), m_errors.end(), [&](const Error& a, const Error& b) {
    return place(a) == place(b) && a.message == b.message;
  });
  m_errors.erase(repeated, m_errors.end());
  return std::move(m_errors);
}

} // namespace reprovip::protocol
