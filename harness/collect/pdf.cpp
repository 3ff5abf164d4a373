// PDF (ISO 32000-1): the text between streams and the streams, without dates, producer, identifiers and the
// places of objects.

#include "harness/base/format.hpp"
#include "harness/collect/gzip.hpp"
#include "harness/collect/normaliser.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace reprovip::collect {

namespace {

constexpr std::size_t k_most_in_memory = std::size_t{1} << 30;
constexpr std::size_t k_most_objects = std::size_t{256} << 20;
constexpr std::string_view k_space = " \t\r\n\f";
constexpr auto k_none = std::string_view::npos;

std::size_t skip_space(std::string_view text, std::size_t at) {
  return std::min(text.find_first_not_of(k_space, at), text.size());
}

// Whether `word` stands at `at` as a whole.
bool word_at(std::string_view text, std::size_t at, std::string_view word) {
  constexpr std::string_view k_ends = " \t\r\n\f()<>[]{}/%";
  const auto end = at + word.size();
  return text.substr(at, word.size()) == word &&
         (end >= text.size() || k_ends.find(text[end]) != std::string_view::npos);
}

// Behind a string "(...)" or "<...>", or an array "[...]" without strings that hold brackets; `at` when none
// begins there, or it is longer than any honest one.
std::size_t behind_value(std::string_view text, std::size_t at) {
  constexpr std::size_t k_longest = 65536;
  text = text.substr(0, at + k_longest);
  if (at >= text.size() || text[at] != '(') {
    const bool opens = at < text.size() && (text[at] == '<' || text[at] == '[');
    const auto end = opens ? text.find(text[at] == '<' ? '>' : ']', at) : k_none;
    return end == k_none ? at : end + 1;
  }
  int open = 0;
  for (std::size_t i = at; i < text.size(); ++i) {
    if (text[i] == '\\') {
      ++i;
    } else if (text[i] == '(') {
      ++open;
    } else if (text[i] == ')' && --open == 0) {
      return i + 1;
    }
  }
  return at;
}

std::size_t behind_number(std::string_view text, std::size_t at) {
  return std::min(text.find_first_not_of("0123456789", at), text.size());
}

// The number that follows the key, unless it is a reference to another object.
std::optional<std::uint64_t> number_of(std::string_view dictionary, std::string_view key) {
  for (auto at = dictionary.find(key); at != k_none; at = dictionary.find(key, at + 1)) {
    if (!word_at(dictionary, at, key)) {
      continue;
    }
    const auto begin = skip_space(dictionary, at + key.size());
    const auto end = behind_number(dictionary, begin);
    std::uint64_t number = 0;
    const auto parsed = std::from_chars(dictionary.data() + begin, dictionary.data() + end, number);
    const auto next = skip_space(dictionary, end);
    const bool is_reference = next < dictionary.size() && dictionary[next] >= '0' && dictionary[next] <= '9';
    return parsed.ec == std::errc() && !is_reference ? std::optional(number) : std::nullopt;
  }
  return std::nullopt;
}

bool has_type(std::string_view dictionary, std::string_view name) {
  for (auto at = dictionary.find("/Type"); at != k_none; at = dictionary.find("/Type", at + 1)) {
    if (word_at(dictionary, at, "/Type") && word_at(dictionary, skip_space(dictionary, at + 5), name)) {
      return true;
    }
  }
  return false;
}

class Pdf {
public:
  Pdf(std::string_view file, std::uint64_t& budget, sys::Sha256& hash)
      : m_file(file), m_budget(budget), m_hash(hash) {}

  Result<void> run() {
    std::size_t at = 0;
    while (at < m_file.size()) {
      const auto stream = find_stream(at);
      const auto text = m_file.substr(at, stream - at);
      if (text.find("/Encrypt") != k_none) {
        return unparsable("it is encrypted");
      }
      if (stream == m_file.size()) {
        add_text(text, false);
        break;
      }
      TRY_ASSIGN(at, add_stream(text, stream));
    }
    return {};
  }
  const std::set<std::string_view>& left_out() const { return m_left_out; }

private:
  // The next keyword "stream" behind a dictionary.
  std::size_t find_stream(std::size_t from) const {
    for (auto at = m_file.find("stream", from); at != k_none; at = m_file.find("stream", at + 6)) {
      const auto before = at == 0 ? k_none : m_file.find_last_not_of(k_space, at - 1);
      const bool ends_line = at + 6 < m_file.size() && (m_file[at + 6] == '\n' || m_file[at + 6] == '\r');
      if (ends_line && before != k_none && before >= from && m_file[before] == '>') {
        return at;
      }
    }
    return m_file.size();
  }

  // Gives what is behind its data.
  Result<std::size_t> add_stream(std::string_view text, std::size_t keyword) {
    const auto object = text.rfind(" obj");
    const auto dictionary = object == k_none ? text : text.substr(object);
    auto begin = keyword + 6;
    begin += m_file.substr(begin, 2) == "\r\n" ? std::size_t{2} : std::size_t{1};
    auto end = m_file.find("endstream", begin);
    if (const auto length = number_of(dictionary, "/Length"); length && *length <= m_file.size() - begin) {
      const auto said = begin + static_cast<std::size_t>(*length);
      const auto next = skip_space(m_file, said);
      end = m_file.substr(next, 9) == "endstream" ? said : end;
    }
    if (end == k_none) {
      return unparsable("a stream of it has no end");
    }
    const auto data = m_file.substr(begin, end - begin);
    if (has_type(dictionary, "/XRef") || has_type(dictionary, "/Metadata")) {
      add_text(text, true);
      m_left_out.insert(has_type(dictionary, "/XRef") ? "PDF places of objects" : "PDF XMP");
    } else if (has_type(dictionary, "/ObjStm")) {
      add_text(text, true);
      TRY(add_objects(dictionary, data));
    } else {
      add_text(text, false);
      m_hash.add(data);
    }
    return end;
  }

  // Objects without streams, packed; they begin with the numbers and places of each.
  Result<void> add_objects(std::string_view dictionary, std::string_view data) {
    const auto first = number_of(dictionary, "/First");
    const bool is_flate =
        dictionary.find("/FlateDecode") != k_none && dictionary.find("/DecodeParms") == k_none;
    if (!first || !is_flate) {
      return unparsable("its packed objects cannot be unpacked");
    }
    MemoryBytes packed(data);
    const auto stream = open_zlib(packed, m_budget);
    const auto objects = stream->whole(k_most_objects);
    if (!objects || !stream->damage().empty() || *first > objects->size()) {
      return unparsable("its packed objects are damaged or too large");
    }
    add_text(objects->substr(static_cast<std::size_t>(*first)), false);
    return {};
  }

  // Behind what is left out at `at`, whose key is written to `kept`; `at` when all of it counts.
  std::size_t behind_left_out(std::string_view text, std::size_t at, bool without_lengths,
                              std::string& kept) {
    constexpr std::array<std::string_view, 4> k_strings = {"/CreationDate", "/ModDate", "/Producer", "/ID"};
    for (const auto key : k_strings) {
      const auto value = word_at(text, at, key) ? skip_space(text, at + key.size()) : at;
      if (const auto end = value > at ? behind_value(text, value) : value; end > value) {
        m_left_out.insert(key == "/ID" ? "PDF ID" : key == "/Producer" ? "PDF Producer" : "PDF dates");
        kept += key;
        return end;
      }
    }
    for (const auto key : {std::string_view("/Length"), std::string_view("/First")}) {
      if (without_lengths && word_at(text, at, key)) {
        return behind_number(text, skip_space(text, at + key.size()));
      }
    }
    if (word_at(text, at, "startxref")) {
      return behind_number(text, skip_space(text, at + 9));
    }
    if (word_at(text, at, "xref")) {
      m_left_out.insert("PDF places of objects");
      return std::min(text.find("trailer", at), text.size());
    }
    return at;
  }

  void add_text(std::string_view text, bool without_lengths) {
    std::string kept;
    for (std::size_t at = 0; at < text.size();) {
      const bool begins = text[at] == '/' || text[at] == 'x' || text[at] == 's';
      const auto end = begins ? behind_left_out(text, at, without_lengths, kept) : at;
      kept.append(text.substr(at, end == at ? 1 : 0));
      at = end == at ? at + 1 : end;
    }
    m_hash.add(format("text {}\n", kept.size()));
    m_hash.add(kept);
  }

  std::string_view m_file;
  std::uint64_t& m_budget;
  sys::Sha256& m_hash;
  std::set<std::string_view> m_left_out;
};

} // namespace

bool is_pdf(std::string_view head, std::string_view /*file_name*/) {
  return head.starts_with("%PDF-");
}

Result<Canonical> normalise_pdf(Bytes& bytes, const Context& context) {
  const auto all = bytes.whole(k_most_in_memory);
  if (!all) {
    return unparsable("it is too large");
  }
  sys::Sha256 hash;
  hash.add("pdf\n");
  Pdf pdf(*all, context.budget, hash);
  TRY(pdf.run());
  Canonical canonical{hash.finish(), {}};
  canonical.ignored.assign(pdf.left_out().begin(), pdf.left_out().end());
  return canonical;
}

} // namespace reprovip::collect
