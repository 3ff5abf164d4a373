#include "harness/collect/nifti_header.hpp"

#include "harness/base/format.hpp"
#include "harness/diff/differ.hpp"
#include "harness/score/readers/unpack.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

namespace reprovip::diff {

namespace {

enum class Type { text, uint8, int16, int32, int64, float32, float64 };

// A field of nifti1.h or nifti2.h; `counts`: the canonical digest looks at it (of dim and pixdim at what
// dim[0] says).
struct Field {
  const char* name;
  std::size_t offset;
  Type type;
  std::size_t count;
  bool counts;
};

constexpr auto k_nifti_1 = std::to_array<Field>(
    {{"data_type", 4, Type::text, 10, false},    {"db_name", 14, Type::text, 18, false},
     {"extents", 32, Type::int32, 1, false},     {"session_error", 36, Type::int16, 1, false},
     {"regular", 38, Type::text, 1, false},      {"dim_info", 39, Type::uint8, 1, true},
     {"dim", 40, Type::int16, 8, true},          {"intent_p", 56, Type::float32, 3, true},
     {"intent_code", 68, Type::int16, 1, true},  {"datatype", 70, Type::int16, 1, true},
     {"bitpix", 72, Type::int16, 1, false},      {"slice_start", 74, Type::int16, 1, true},
     {"pixdim", 76, Type::float32, 8, true},     {"vox_offset", 108, Type::float32, 1, false},
     {"scl_slope", 112, Type::float32, 1, true}, {"scl_inter", 116, Type::float32, 1, true},
     {"slice_end", 120, Type::int16, 1, true},   {"slice_code", 122, Type::uint8, 1, true},
     {"xyzt_units", 123, Type::uint8, 1, true},  {"cal_max", 124, Type::float32, 1, false},
     {"cal_min", 128, Type::float32, 1, false},  {"slice_duration", 132, Type::float32, 1, true},
     {"toffset", 136, Type::float32, 1, true},   {"glmax", 140, Type::int32, 1, false},
     {"glmin", 144, Type::int32, 1, false},      {"descrip", 148, Type::text, 80, false},
     {"aux_file", 228, Type::text, 24, false},   {"qform_code", 252, Type::int16, 1, true},
     {"sform_code", 254, Type::int16, 1, true},  {"quatern", 256, Type::float32, 3, true},
     {"qoffset", 268, Type::float32, 3, true},   {"srow_x", 280, Type::float32, 4, true},
     {"srow_y", 296, Type::float32, 4, true},    {"srow_z", 312, Type::float32, 4, true},
     {"intent_name", 328, Type::text, 16, true}, {"magic", 344, Type::text, 4, false}});
constexpr auto k_nifti_2 = std::to_array<Field>(
    {{"magic", 4, Type::text, 8, false},         {"datatype", 12, Type::int16, 1, true},
     {"bitpix", 14, Type::int16, 1, false},      {"dim", 16, Type::int64, 8, true},
     {"intent_p", 80, Type::float64, 3, true},   {"pixdim", 104, Type::float64, 8, true},
     {"vox_offset", 168, Type::int64, 1, false}, {"scl_slope", 176, Type::float64, 1, true},
     {"scl_inter", 184, Type::float64, 1, true}, {"cal_max", 192, Type::float64, 1, false},
     {"cal_min", 200, Type::float64, 1, false},  {"slice_duration", 208, Type::float64, 1, true},
     {"toffset", 216, Type::float64, 1, true},   {"slice_start", 224, Type::int64, 1, true},
     {"slice_end", 232, Type::int64, 1, true},   {"descrip", 240, Type::text, 80, false},
     {"aux_file", 320, Type::text, 24, false},   {"qform_code", 344, Type::int32, 1, true},
     {"sform_code", 348, Type::int32, 1, true},  {"quatern", 352, Type::float64, 3, true},
     {"qoffset", 376, Type::float64, 3, true},   {"srow_x", 400, Type::float64, 4, true},
     {"srow_y", 432, Type::float64, 4, true},    {"srow_z", 464, Type::float64, 4, true},
     {"slice_code", 496, Type::int32, 1, true},  {"xyzt_units", 500, Type::int32, 1, true},
     {"intent_code", 504, Type::int32, 1, true}, {"intent_name", 508, Type::text, 16, true},
     {"dim_info", 524, Type::uint8, 1, true}});

template <typename T>
T number_at(std::string_view bytes, std::size_t offset, bool swapped) {
  std::array<char, sizeof(T)> raw{};
  std::copy_n(bytes.begin() + static_cast<std::ptrdiff_t>(offset), sizeof(T), raw.begin());
  if (swapped) {
    std::ranges::reverse(raw);
  }
  return std::bit_cast<T>(raw);
}

template <typename T>
std::string numbers_text(std::string_view bytes, const Field& field, bool swapped) {
  std::string text;
  for (std::size_t i = 0; i < field.count; ++i) {
    const auto value = number_at<T>(bytes, field.offset + i * sizeof(T), swapped);
    text += (i == 0 ? "" : " ") + format("{}", value);
  }
  return text;
}

// Control characters as dots.
std::string quoted(std::string_view bytes) {
  std::string text;
  for (const char c : bytes.substr(0, std::min(bytes.find('\0'), bytes.size()))) {
    text += static_cast<unsigned char>(c) < 0x20 || static_cast<unsigned char>(c) > 0x7e ? '.' : c;
  }
  return "\"" + text + "\"";
}

std::string text_of(std::string_view bytes, const Field& field, bool swapped) {
  switch (field.type) {
  case Type::text:
    return quoted(bytes.substr(field.offset, field.count));
  case Type::uint8:
    return format("{}", static_cast<unsigned>(static_cast<unsigned char>(bytes[field.offset])));
  case Type::int16:
    return numbers_text<std::int16_t>(bytes, field, swapped);
  case Type::int32:
    return numbers_text<std::int32_t>(bytes, field, swapped);
  case Type::int64:
    return numbers_text<std::int64_t>(bytes, field, swapped);
  case Type::float32:
    return numbers_text<float>(bytes, field, swapped);
  case Type::float64:
    break;
  }
  return numbers_text<double>(bytes, field, swapped);
}

struct Header {
  std::string bytes;
  collect::NiftiKind kind;
};

std::optional<Header> header_of(const Side& side) {
  auto bytes = score::read_unpacked(side.file);
  if (!bytes) {
    return std::nullopt;
  }
  const auto kind = collect::nifti_kind(*bytes);
  const auto size = kind.version == 2 ? collect::k_nifti_header_2 : collect::k_nifti_header_1;
  if (kind.version == 0 || bytes->size() < size) {
    return std::nullopt;
  }
  return Header{bytes->substr(0, size), kind};
}

template <typename Fields>
Part compared(const Header& a, const Header& b, const Fields& fields) {
  Part part;
  part.title = "header";
  part.json = Json::object();
  std::size_t counted = 0;
  part.lines.emplace_back();
  const auto add = [&](const std::string& name, const std::string& x, const std::string& y, bool counts) {
    counted += counts ? 1 : 0;
    part.lines.push_back(format("{}: {} | {}{}", name, x, y, counts ? "" : "  (left out)"));
    part.json.set(name, Json::object({{"a", x}, {"b", y}, {"left_out", !counts}}));
  };
  if (a.kind.swapped != b.kind.swapped) {
    const auto order = [](const Header& header) {
      return (std::endian::native == std::endian::little) == header.kind.swapped ? "big-endian"
                                                                                 : "little-endian";
    };
    add("byte order", order(a), order(b), false);
  }
  for (const auto& field : fields) {
    const auto x = text_of(a.bytes, field, a.kind.swapped);
    const auto y = text_of(b.bytes, field, b.kind.swapped);
    if (x != y) {
      add(field.name, x, y, field.counts);
    }
  }
  part.lines.front() = format("{} fields differ, {} of them left out of the comparison",
                              part.lines.size() - 1, part.lines.size() - 1 - counted);
  return part;
}

} // namespace

std::optional<Part> nifti_header_part(const Pair& pair) {
  if (!pair.both_have("nifti")) {
    return std::nullopt;
  }
  const auto a = header_of(pair.a);
  const auto b = header_of(pair.b);
  if (!a || !b) {
    return std::nullopt;
  }
  if (a->kind.version != b->kind.version) {
    return Part{"header",
                {format("NIfTI-{} | NIfTI-{}", a->kind.version, b->kind.version)},
                Json::object({{"a", a->kind.version}, {"b", b->kind.version}})};
  }
  auto part = a->kind.version == 1 ? compared(*a, *b, k_nifti_1) : compared(*a, *b, k_nifti_2);
  return part.lines.size() > 1 ? std::optional(std::move(part)) : std::nullopt;
}

} // namespace reprovip::diff
