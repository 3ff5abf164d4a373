#pragma once

#include <cstddef>
#include <string_view>

namespace reprovip::exec {

// Bytes that grow: what std::string is elsewhere, without the C++ library. Running out of memory ends the
// program.
class Text {
public:
  Text() = default;
  explicit Text(std::string_view bytes) { add(bytes); }
  Text(const Text&) = delete;
  Text& operator=(const Text&) = delete;
  ~Text();

  Text& add(std::string_view bytes);
  Text& add(char byte) { return add(std::string_view(&byte, 1)); }
  Text& add_number(long long number);
  // With six digits after the point.
  Text& add_seconds(double seconds);
  // As a JSON string with its quotes; what is not UTF-8 becomes U+FFFD.
  Text& add_quoted(std::string_view bytes);

  std::string_view view() const { return {m_data == nullptr ? "" : m_data, m_size}; }
  const char* c_str() const { return m_data == nullptr ? "" : m_data; }
  bool empty() const { return m_size == 0; }
  void clear();
  void swap(Text& other);

private:
  char* m_data = nullptr; // ends with a zero byte
  std::size_t m_size = 0;
  std::size_t m_capacity = 0;
};

// `text` without its first `from` bytes, and at most `size` of them; never fails.
std::string_view slice(std::string_view text, std::size_t from, std::size_t size = std::string_view::npos);
// Cuts the part before the first `separator` off `text` and gives it.
std::string_view cut(std::string_view& text, char separator);
// The decimal number at the beginning, 0 when there is none.
long long to_number(std::string_view text);
std::string_view trimmed(std::string_view text);

} // namespace reprovip::exec
