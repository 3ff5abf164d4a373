// MINC-1 and other classic NetCDF files (CDF-1 and CDF-2): dimensions, attributes and variables by name,
// wherever in the file their data lie. Numbers are big-endian.

#include "harness/base/format.hpp"
#include "harness/collect/cursor.hpp"
#include "harness/collect/normaliser.hpp"

#include <algorithm>
#include <array>
#include <map>

namespace reprovip::collect {

namespace {

using namespace std::literals;
constexpr std::size_t k_most_in_memory = std::size_t{1} << 30;

// Attributes of the whole file that say who wrote it and when.
constexpr std::array<std::string_view, 4> k_left_out = {"history", "ident", "date_created", "creation_date"};

std::uint64_t size_of_type(std::uint64_t type) {
  constexpr std::array<std::uint64_t, 7> k_sizes = {0, 1, 1, 2, 4, 4, 8};
  return type < k_sizes.size() ? k_sizes[type] : 0;
}

std::uint64_t padded(std::uint64_t size) {
  return (size + 3) / 4 * 4;
}

struct Variable {
  std::string text; // what is said of it but its place
  bool is_record = false;
  std::uint64_t size = 0; // of one record, or of all
  std::uint64_t begin = 0;
};

class Netcdf {
public:
  explicit Netcdf(std::string_view file)
      : m_file(file), m_cursor(file, true), m_left(4 * file.size() + 4096) {
    m_cursor.take(3);
    m_is_long = m_cursor.number(1) == 2;
    m_records = m_cursor.number(4);
  }

  Result<Digest> run() {
    sys::Sha256 hash;
    hash.add("netcdf\n");
    TRY(read_dimensions(hash));
    std::vector<std::string> attributes;
    TRY_ASSIGN(attributes, read_attributes(true));
    hash.add(joined(attributes));
    TRY(read_variables());
    hash.add(format("records {}\n", m_records));
    for (const auto& [name, variable] : m_variables) {
      hash.add(name + variable.text);
      TRY(add_data(variable, hash));
    }
    return hash.finish();
  }
  const std::set<std::string>& left_out() const { return m_left_out; }

private:
  static std::string joined(std::vector<std::string>& lines) {
    std::sort(lines.begin(), lines.end());
    std::string text;
    for (const auto& line : lines) {
      text += line;
    }
    return text;
  }

  // Of the list whose tag is `tag`, or of an absent one.
  std::uint64_t read_count(std::uint64_t tag) {
    const auto found = m_cursor.number(4);
    const auto count = m_cursor.number(4);
    m_broken = m_broken || (found != tag && (found != 0 || count != 0));
    return m_broken ? 0 : count;
  }
  std::string_view read_name() {
    const auto size = m_cursor.number(4);
    return m_cursor.take(padded(size)).substr(0, m_cursor.ok() ? static_cast<std::size_t>(size) : 0);
  }
  Result<void> sound() const {
    return m_cursor.ok() && !m_broken ? Result<void>() : unparsable("its header makes no sense");
  }

  Result<void> read_dimensions(sys::Sha256& hash) {
    const auto count = read_count(10);
    for (std::uint64_t i = 0; i < count && m_cursor.ok(); ++i) {
      const auto name = read_name();
      m_dimensions.push_back(m_cursor.number(4));
      hash.add(format("{} {}\n", name, m_dimensions.back()));
    }
    return sound();
  }

  Result<std::vector<std::string>> read_attributes(bool of_file) {
    std::vector<std::string> attributes;
    const auto count = read_count(12);
    for (std::uint64_t i = 0; i < count && m_cursor.ok(); ++i) {
      const auto name = read_name();
      const auto type = m_cursor.number(4);
      const auto values = m_cursor.take(padded(m_cursor.number(4) * size_of_type(type)));
      if (of_file && std::find(k_left_out.begin(), k_left_out.end(), name) != k_left_out.end()) {
        m_left_out.insert(format("NetCDF attribute {}", name));
      } else {
        attributes.push_back(format("attribute {} {} {}\n", name, type, values));
      }
    }
    TRY(sound());
    return attributes;
  }

  Result<void> read_variables() {
    const auto count = read_count(11);
    for (std::uint64_t i = 0; i < count && m_cursor.ok(); ++i) {
      const std::string name(read_name());
      TRY_ASSIGN(auto variable, read_variable());
      m_record_size += variable.is_record ? padded(variable.size) : 0;
      m_record_variables += variable.is_record ? 1 : 0;
      if (!m_variables.emplace(name, std::move(variable)).second) {
        return unparsable("two variables have one name");
      }
    }
    return sound();
  }

  Result<Variable> read_variable() {
    Variable variable;
    const auto rank = m_cursor.number(4);
    std::uint64_t count = 1;
    for (std::uint64_t k = 0; k < rank && m_cursor.ok(); ++k) {
      const auto id = m_cursor.number(4);
      if (id >= m_dimensions.size()) {
        return unparsable("a variable has a dimension that is not there");
      }
      variable.text += format(" {}", id);
      const auto length = m_dimensions[static_cast<std::size_t>(id)];
      variable.is_record = variable.is_record || (k == 0 && length == 0);
      if (k > 0 || length > 0) {
        count = length > 0 && count > m_file.size() / length ? m_file.size() + 1 : count * length;
      }
    }
    TRY_ASSIGN(auto attributes, read_attributes(false));
    const auto type = m_cursor.number(4);
    variable.text += format(" type {}\n", type) + joined(attributes);
    m_cursor.take(4); // the size again, which is wrong for large variables
    variable.begin = m_cursor.number(m_is_long ? 8 : 4);
    variable.size = count * size_of_type(type);
    TRY(sound());
    return variable;
  }

  Result<void> add_data(const Variable& variable, sys::Sha256& hash) {
    // A single variable of records is written without padding.
    const auto step = m_record_variables == 1 ? variable.size : m_record_size;
    const auto pieces = variable.is_record ? m_records : 1;
    if (variable.size == 0) {
      return {};
    }
    for (std::uint64_t i = 0; i < pieces; ++i) {
      Cursor data(m_file, true);
      data.seek(variable.begin);
      data.take(i * step);
      const auto piece = data.take(variable.size);
      if (!data.ok() || piece.size() > m_left) {
        return unparsable("its variables lie beyond its end, or in each other");
      }
      m_left -= piece.size();
      hash.add(piece);
    }
    return {};
  }

  std::string_view m_file;
  Cursor m_cursor;
  std::uint64_t m_left;
  bool m_is_long = false;
  bool m_broken = false;
  std::uint64_t m_records = 0;
  std::uint64_t m_record_size = 0;
  std::size_t m_record_variables = 0;
  std::vector<std::uint64_t> m_dimensions;
  std::map<std::string, Variable> m_variables;
  std::set<std::string> m_left_out;
};

} // namespace

bool is_netcdf(std::string_view head, std::string_view /*file_name*/) {
  return head.starts_with("CDF\1"sv) || head.starts_with("CDF\2"sv);
}

Result<Canonical> normalise_netcdf(Bytes& bytes, const Context& /*context*/) {
  const auto all = bytes.whole(k_most_in_memory);
  if (!all) {
    return unparsable("it is too large");
  }
  Netcdf file(*all);
  Canonical canonical;
  TRY_ASSIGN(canonical.digest, file.run());
  canonical.ignored = {"NetCDF order and places of variables, order of attributes"};
  canonical.ignored.insert(canonical.ignored.end(), file.left_out().begin(), file.left_out().end());
  return canonical;
}

} // namespace reprovip::collect
