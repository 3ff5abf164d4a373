#include "harness/base/format.hpp"
#include "harness/diff/dicom_names.hpp"
#include "harness/diff/differ.hpp"
#include "harness/diff/voxel_places.hpp"
#include "harness/score/readers/dicom_file.hpp"
#include "harness/score/readers/unpack.hpp"

#include <algorithm>
#include <set>

namespace reprovip::diff {

namespace {

constexpr std::size_t k_longest = 60;

std::string value_text(std::string_view value) {
  while (!value.empty() && (value.back() == ' ' || value.back() == '\0')) {
    value.remove_suffix(1);
  }
  const bool printable =
      std::ranges::all_of(value, [](char c) { return static_cast<unsigned char>(c) >= 0x20; });
  if (printable) {
    return "\"" + std::string(value.substr(0, k_longest)) + (value.size() > k_longest ? "..." : "") + "\"";
  }
  std::string text = "hex";
  for (const char c : value.substr(0, 8)) {
    text += format(" {:02x}", static_cast<unsigned>(static_cast<unsigned char>(c)));
  }
  return value.size() > 8 ? format("{} ... ({} bytes)", text, value.size()) : text;
}

std::string value_of(const score::DicomFile& file, std::uint32_t tag) {
  const auto found = file.elements.find(tag);
  return found == file.elements.end() ? "(absent)" : value_text(found->second);
}

Part elements_part(const score::DicomFile& a, const score::DicomFile& b, const Options& options) {
  std::set<std::uint32_t> tags;
  for (const auto* file : {&a, &b}) {
    for (const auto& [tag, value] : file->elements) {
      tags.insert(tag);
    }
  }
  Part part;
  part.title = "elements";
  part.lines.emplace_back();
  auto json = Json::array();
  std::size_t different = 0;
  for (const auto tag : tags) {
    const auto x = a.elements.find(tag);
    const auto y = b.elements.find(tag);
    if (x != a.elements.end() && y != b.elements.end() && x->second == y->second) {
      continue;
    }
    const auto name = format("({:04x},{:04x}) {}", tag >> 16U, tag & 0xffffU, dicom_name(tag));
    if (different++ < options.most) {
      part.lines.push_back(format("{}: {} | {}", name, value_of(a, tag), value_of(b, tag)));
    }
    json.push(Json::object({{"tag", format("{:04x},{:04x}", tag >> 16U, tag & 0xffffU)},
                            {"name", std::string(dicom_name(tag))},
                            {"a", value_of(a, tag)},
                            {"b", value_of(b, tag)}}));
  }
  part.lines.front() = share_text(different, tags.size()) + " elements outside of sequences differ";
  add_more(part.lines, different, options);
  part.json = std::move(json);
  return part;
}

} // namespace

Result<void> diff_dicom(const Pair& pair, const Options& options, Difference& difference) {
  TRY_ASSIGN(const auto bytes_a, score::read_unpacked(pair.a.file));
  TRY_ASSIGN(const auto bytes_b, score::read_unpacked(pair.b.file));
  TRY_ASSIGN(const auto a, score::parse_dicom(bytes_a));
  TRY_ASSIGN(const auto b, score::parse_dicom(bytes_b));
  difference.parts.push_back(elements_part(a, b, options));
  if (a.pixels == b.pixels) {
    difference.parts.push_back({"pixels", {"the same"}, Json::object({{"same", true}})});
    return {};
  }
  auto image = pair;
  image.a.name += ".dcm";
  image.b.name += ".dcm";
  image.look_a.reader = "image";
  image.look_b.reader = "image";
  if (!diff_images(image, options, difference)) {
    auto part = bytes_part(a.pixels, b.pixels);
    part.title = "pixels";
    difference.parts.push_back(std::move(part));
  }
  return {};
}

} // namespace reprovip::diff
