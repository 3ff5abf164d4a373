// SVG, HTML and PostScript: text without the dates that their own syntax marks; identifiers by the order in
// which they appear.

#include "harness/base/format.hpp"
#include "harness/collect/normaliser.hpp"
#include "harness/collect/scan.hpp"
#include "harness/collect/scrub.hpp"

#include <algorithm>
#include <map>

namespace reprovip::collect {

namespace {

constexpr std::size_t k_most_in_memory = std::size_t{256} << 20;
constexpr auto k_none = std::string_view::npos;

bool is_name(char c) {
  return is_word(c) || c == '-' || c == '.' || c == ':';
}

bool contains(std::string_view text, std::string_view keyword) {
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (keyword_at(text, at, keyword) > 0) {
      return true;
    }
  }
  return false;
}

// Length of an attribute `id="`, up to its value.
std::size_t id_at(std::string_view text, std::size_t at) {
  const bool begins = at > 0 && (text[at - 1] == ' ' || text[at - 1] == '\n' || text[at - 1] == '\t');
  const auto shape = text.substr(at, 4);
  return begins && (shape == "id=\"" || shape == "id='") ? 4 : 0;
}

std::string_view name_at(std::string_view text, std::size_t at) {
  auto end = at;
  while (end < text.size() && is_name(text[end])) {
    ++end;
  }
  return text.substr(at, end - at);
}

using Names = std::map<std::string_view, std::size_t>;

Names names_in(std::string_view text) {
  Names names;
  for (auto at = text.find("id="); at != k_none; at = text.find("id=", at + 3)) {
    if (const auto begin = id_at(text, at); begin > 0) {
      names.emplace(name_at(text, at + begin), names.size() + 1);
    }
  }
  return names;
}

// Identifiers become numbers where they are given and where they are referred to (`#x`).
std::string renamed(std::string_view text, const Names& names) {
  std::string result;
  for (std::size_t at = 0; at < text.size();) {
    const auto begin = text[at] == '#' ? std::size_t{1} : text[at] == 'i' ? id_at(text, at) : 0;
    const auto name = begin > 0 ? name_at(text, at + begin) : std::string_view();
    const auto found = begin > 0 ? names.find(name) : names.end();
    if (found == names.end()) {
      result += text[at++];
    } else {
      result.append(text.substr(at, begin)).append(format("<{}>", found->second));
      at += begin + name.size();
    }
  }
  return result;
}

// Length of `<dc:date>...</dc:date>` or of a `<meta>` whose name or property speaks of a date.
std::size_t date_mark_at(std::string_view text, std::size_t at) {
  constexpr std::string_view k_end = "</dc:date>";
  constexpr std::size_t k_longest = 4096;
  text = text.substr(0, at + k_longest);
  if (text.substr(at, 9) == "<dc:date>") {
    const auto end = text.find(k_end, at);
    return end == k_none ? 0 : end + k_end.size() - at;
  }
  if (keyword_at(text, at, "<meta") == 0) {
    return 0;
  }
  const auto end = text.find('>', at);
  const auto tag = text.substr(at, end == k_none ? 0 : end + 1 - at);
  for (const auto key : {std::string_view("name=\""), std::string_view("property=\"")}) {
    const auto value = tag.find(key);
    const auto name = value == k_none ? std::string_view() : name_at(tag, value + key.size());
    if (contains(name, "date") || contains(name, "created") || contains(name, "modified")) {
      return tag.size();
    }
  }
  return 0;
}

std::string without_dates(std::string_view text, bool& found) {
  std::string kept;
  for (std::size_t at = 0; at < text.size();) {
    const auto mark = text[at] == '<' ? date_mark_at(text, at) : 0;
    found = found || mark > 0;
    kept.append(text.substr(at, mark > 0 ? 0 : 1));
    at += std::max<std::size_t>(mark, 1);
  }
  return kept;
}

Result<Canonical> normalise_markup(Bytes& bytes, const Context& context) {
  const auto text = bytes.whole(k_most_in_memory);
  if (!text) {
    return unparsable("it is too large");
  }
  bool has_date = false;
  const auto kept = without_dates(*text, has_date);
  const auto names = names_in(kept);
  Canonical canonical;
  if (has_date) {
    canonical.ignored.emplace_back("dates in metadata");
  }
  if (!names.empty()) {
    canonical.ignored.emplace_back("names of identifiers");
  }
  canonical.digest = sys::sha256(scrub(renamed(kept, names), context.named, canonical.ignored));
  return canonical;
}

} // namespace

bool is_svg(std::string_view head, std::string_view file_name) {
  return is_text(head, file_name) && (file_name.ends_with(".svg") || head.find("<svg") != k_none);
}

Result<Canonical> normalise_svg(Bytes& bytes, const Context& context) {
  return normalise_markup(bytes, context);
}

bool is_html(std::string_view head, std::string_view file_name) {
  const auto first = head.find_first_not_of(" \t\r\n");
  return is_text(head, file_name) && first != k_none &&
         (keyword_at(head, first, "<!doctype html") > 0 || keyword_at(head, first, "<html") > 0);
}

Result<Canonical> normalise_html(Bytes& bytes, const Context& context) {
  return normalise_markup(bytes, context);
}

bool is_postscript(std::string_view head, std::string_view /*file_name*/) {
  return head.starts_with("%!PS");
}

Result<Canonical> normalise_postscript(Bytes& bytes, const Context& context) {
  const auto text = bytes.whole(k_most_in_memory);
  if (!text) {
    return unparsable("it is too large");
  }
  Canonical canonical;
  std::string kept;
  for (std::size_t begin = 0; begin < text->size();) {
    const auto end = std::min(text->find_first_of("\r\n", begin), text->size() - 1) + 1;
    const auto line = text->substr(begin, end - begin);
    begin = end;
    if (!line.starts_with("%%CreationDate:")) {
      kept += line;
    } else if (canonical.ignored.empty()) {
      canonical.ignored.emplace_back("PostScript CreationDate");
    }
  }
  canonical.digest = sys::sha256(scrub(kept, context.named, canonical.ignored));
  return canonical;
}

} // namespace reprovip::collect
