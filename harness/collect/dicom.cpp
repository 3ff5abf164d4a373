// DICOM files (PS3.10, PS3.5): every element of the data set in order, UIDs by the order in which they
// appear.

#include "harness/base/format.hpp"
#include "harness/collect/cursor.hpp"
#include "harness/collect/normaliser.hpp"

#include <algorithm>
#include <array>
#include <map>

namespace reprovip::collect {

namespace {

constexpr std::size_t k_most_in_memory = std::size_t{1} << 30;
constexpr int k_deepest = 32;
constexpr std::uint64_t k_undefined = 0xffffffff;
constexpr std::size_t k_preamble = 128;

constexpr std::uint32_t k_pixel_data = 0x7fe00010;
constexpr std::uint32_t k_item = 0xfffee000;
constexpr std::uint32_t k_item_end = 0xfffee00d;
constexpr std::uint32_t k_sequence_end = 0xfffee0dd;
constexpr std::uint32_t k_padding = 0xfffcfffc;

enum class Kind { kept, left_out, uid };

constexpr std::string_view k_times =
    "DICOM dates and times of instance, study, series, acquisition and content";
constexpr std::string_view k_uids = "DICOM UIDs, up to their names";

// What a conversion or a new run writes anew; every other tag counts.
Kind kind_of(std::uint32_t tag) {
  const bool is_time = (tag >= 0x00080012 && tag <= 0x00080013) || (tag >= 0x00080020 && tag <= 0x00080033);
  if (is_time || tag == 0x00081010 || tag == 0x00204000 || (tag & 0xffffU) == 0) {
    return Kind::left_out;
  }
  constexpr std::array<std::uint32_t, 24> k_names = {
      0x00080014, 0x00080018, 0x00081155, 0x00081195, 0x00083010, 0x00181002, 0x0020000d, 0x0020000e,
      0x00200052, 0x00200200, 0x00209161, 0x00209164, 0x00281199, 0x0040a124, 0x0040a171, 0x00404023,
      0x00620021, 0x00880140, 0x00700031, 0x30060024, 0x300600c2, 0x30080054, 0x00080058, 0x00189000};
  return std::find(k_names.begin(), k_names.end(), tag) != k_names.end() ? Kind::uid : Kind::kept;
}

std::string_view words_for(std::uint32_t tag) {
  switch (tag) {
  case 0x00081010:
    return "DICOM StationName";
  case 0x00204000:
    return "DICOM ImageComments";
  default:
    return (tag & 0xffffU) == 0 ? "DICOM group lengths" : k_times;
  }
}

struct Element {
  std::uint32_t tag = 0;
  std::string_view type; // VR; "" when it is implicit
  std::uint64_t length = 0;
};

class DataSet {
public:
  DataSet(sys::Sha256& hash, bool is_explicit, bool without_private)
      : m_hash(hash), m_explicit(is_explicit), m_without_private(without_private) {}

  // Elements until the end, or (in an item of undefined length) until its delimiter.
  Result<void> add_elements(Cursor& cursor, bool until_delimiter, int depth) {
    if (depth > k_deepest) {
      return unparsable("its sequences are too deep");
    }
    while (cursor.left() > 0) {
      const auto element = read_element(cursor);
      if (!cursor.ok()) {
        return unparsable("an element of it is cut short");
      }
      if (element.tag == k_item_end && until_delimiter) {
        return {};
      }
      TRY(add_element(cursor, element, depth));
    }
    return until_delimiter ? unparsable("an item of it has no end") : Result<void>();
  }

  const std::set<std::string_view>& left_out() const { return m_left_out; }

private:
  static std::uint32_t read_tag(Cursor& cursor) {
    const auto group = cursor.number(2);
    return static_cast<std::uint32_t>(group << 16U | cursor.number(2));
  }

  Element read_element(Cursor& cursor) const {
    Element element;
    element.tag = read_tag(cursor);
    if (!m_explicit || element.tag >> 16U == 0xfffe) {
      element.length = cursor.number(4);
      return element;
    }
    constexpr std::array<std::string_view, 13> k_long = {"OB", "OD", "OF", "OL", "OV", "OW", "SQ",
                                                         "SV", "UC", "UN", "UR", "UT", "UV"};
    element.type = cursor.take(2);
    if (std::find(k_long.begin(), k_long.end(), element.type) != k_long.end()) {
      cursor.take(2);
      element.length = cursor.number(4);
    } else {
      element.length = cursor.number(2);
    }
    return element;
  }

  // While `m_muted`, elements are read to find their end and do not count.
  void say(std::string_view text) {
    if (m_muted == 0) {
      m_hash.add(text);
    }
  }

  Result<void> add_element(Cursor& cursor, const Element& element, int depth) {
    const bool is_private = ((element.tag >> 16U) & 1U) != 0;
    const auto kind = kind_of(element.tag);
    if (element.tag == k_padding || kind == Kind::left_out || (is_private && m_without_private)) {
      m_left_out.insert(element.tag == k_padding ? "DICOM trailing padding"
                        : is_private             ? "DICOM private tags"
                                                 : words_for(element.tag));
      ++m_muted;
      auto done = add_value(cursor, element, Kind::kept, depth);
      --m_muted;
      return done;
    }
    say(format("\n{:08x} ", element.tag));
    return add_value(cursor, element, kind, depth);
  }

  Result<void> add_value(Cursor& cursor, const Element& element, Kind kind, int depth) {
    if (element.length == k_undefined) {
      return element.tag == k_pixel_data ? add_fragments(cursor) : add_items(cursor, true, depth);
    }
    const auto value = cursor.take(element.length);
    if (!cursor.ok()) {
      return unparsable("an element of it lies beyond its end");
    }
    if (element.type == "SQ") {
      Cursor inside(value, cursor.big_endian());
      return add_items(inside, false, depth);
    }
    if (kind == Kind::uid ||
        (element.type == "UI" && element.tag != 0x00080016 && element.tag != 0x00081150)) {
      say(renamed(value));
    } else {
      say(format("{} ", value.size()));
      say(value);
    }
    return {};
  }

  // Encapsulated pixel data: the table of offsets follows from the fragments' sizes.
  Result<void> add_fragments(Cursor& cursor) {
    while (true) {
      const auto tag = read_tag(cursor);
      const auto length = cursor.number(4);
      const auto value = tag == k_item ? cursor.take(length) : std::string_view();
      if (!cursor.ok() || (tag != k_item && tag != k_sequence_end)) {
        return unparsable("its compressed pixels are cut short");
      }
      if (tag == k_sequence_end) {
        return {};
      }
      say(format("fragment {} ", length));
      say(value);
    }
  }

  // An item is the same whether its length is written down or it has a delimiter.
  Result<void> add_items(Cursor& cursor, bool until_delimiter, int depth) {
    say("[");
    while (until_delimiter || cursor.left() > 0) {
      const auto tag = read_tag(cursor);
      const auto length = cursor.number(4);
      if (!cursor.ok() || (tag != k_item && tag != k_sequence_end)) {
        return unparsable("a sequence of it is damaged");
      }
      if (tag == k_sequence_end) {
        break;
      }
      say("{");
      if (length == k_undefined) {
        TRY(add_elements(cursor, true, depth + 1));
      } else {
        Cursor inside(cursor.take(length), cursor.big_endian());
        TRY(add_elements(inside, false, depth + 1));
      }
      say("}");
    }
    say("]");
    return {};
  }

  // UIDs of the standard say what something is and stay; the others only tell things apart.
  std::string renamed(std::string_view value) {
    std::string text;
    for (std::size_t begin = 0; begin <= value.size();) {
      const auto end = std::min(value.find('\\', begin), value.size());
      auto uid = value.substr(begin, end - begin);
      uid = uid.substr(0, uid.find_last_not_of(std::string_view(" \0", 2)) + 1);
      if (uid.empty() || uid.starts_with("1.2.840.10008.")) {
        text += uid;
      } else {
        const auto [found, is_new] = m_names.emplace(uid, m_names.size() + 1);
        text += format("<uid {}>", found->second);
        m_left_out.insert(k_uids);
      }
      text += '\\';
      begin = end + 1;
    }
    return text;
  }

  sys::Sha256& m_hash;
  bool m_explicit;
  bool m_without_private;
  int m_muted = 0;
  std::map<std::string_view, std::size_t> m_names;
  std::set<std::string_view> m_left_out;
};

// The file-meta group, always explicit and little-endian. Gives the transfer syntax.
Result<std::string> read_meta(Cursor& cursor) {
  std::string syntax;
  while (cursor.left() >= 8) {
    auto ahead = cursor;
    if (ahead.number(2) != 2) {
      break;
    }
    const auto element = ahead.number(2);
    const auto type = ahead.take(2);
    const bool is_long = type == "OB" || type == "UN" || type == "OW";
    ahead.take(is_long ? 2 : 0);
    const auto value = ahead.take(ahead.number(is_long ? 4 : 2));
    if (!ahead.ok()) {
      return unparsable("its file-meta group is cut short");
    }
    if (element == 0x10) {
      syntax = value.substr(0, value.find_last_not_of(std::string_view(" \0", 2)) + 1);
    }
    cursor = ahead;
  }
  return syntax.empty() ? Result<std::string>(unparsable("it does not name its transfer syntax"))
                        : Result<std::string>(syntax);
}

} // namespace

bool is_dicom(std::string_view head, std::string_view /*file_name*/) {
  return head.size() >= k_preamble + 4 && head.substr(k_preamble, 4) == "DICM";
}

Result<Canonical> normalise_dicom(Bytes& bytes, const Context& context) {
  const auto all = bytes.whole(k_most_in_memory);
  if (!all) {
    return unparsable("it is too large");
  }
  Cursor cursor(*all);
  cursor.take(k_preamble + 4);
  TRY_ASSIGN(const auto syntax, read_meta(cursor));
  if (syntax == "1.2.840.10008.1.2.1.99") {
    return unparsable("its data set is deflated");
  }
  cursor.set_big_endian(syntax == "1.2.840.10008.1.2.2");
  sys::Sha256 hash;
  hash.add(format("dicom {}\n", syntax));
  DataSet set(hash, syntax != "1.2.840.10008.1.2", context.named.count("private-tags") != 0);
  TRY(set.add_elements(cursor, false, 0));
  Canonical canonical{hash.finish(), {"DICOM preamble and file-meta group but for the transfer syntax"}};
  canonical.ignored.insert(canonical.ignored.end(), set.left_out().begin(), set.left_out().end());
  return canonical;
}

} // namespace reprovip::collect
