#include "harness/score/readers/mif_header.hpp"

#include "harness/base/format.hpp"
#include "harness/score/readers/readers.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <set>

namespace reprovip::score {

namespace {

using Keys = std::multimap<std::string, std::string>;

Result<std::vector<double>> numbers_in(const std::string& text) {
  std::vector<double> numbers;
  std::size_t begin = 0;
  while (begin <= text.size()) {
    const auto end = std::min(text.find(',', begin), text.size());
    const auto number = parse_number(trimmed(text.substr(begin, end - begin)));
    if (!number) {
      return failure(ErrorKind::data, format("\"{}\" in its header is no list of numbers", text));
    }
    numbers.push_back(number->value);
    begin = end + 1;
  }
  return numbers;
}

Result<Keys> header_keys(const std::string& bytes) {
  constexpr std::string_view magic = "mrtrix image\n";
  const auto end = bytes.find("\nEND\n");
  if (!bytes.starts_with(magic) || end == std::string::npos) {
    return failure(ErrorKind::data, "this is no MRtrix image: its header does not begin or end as it should");
  }
  Keys keys;
  for (const auto& line : lines_of(bytes.substr(magic.size(), end + 1 - magic.size()))) {
    if (const auto colon = line.find(':'); colon != std::string::npos) {
      keys.emplace(trimmed(line.substr(0, colon)), trimmed(line.substr(colon + 1)));
    }
  }
  return keys;
}

Result<std::string> one(const Keys& keys, const std::string& key) {
  const auto found = keys.find(key);
  if (found == keys.end()) {
    return failure(ErrorKind::data, format("its header has no \"{}\"", key));
  }
  return found->second;
}

Result<void> take_dims(const Keys& keys, MifHeader& header) {
  TRY_ASSIGN(const auto text, one(keys, "dim"));
  TRY_ASSIGN(const auto dims, numbers_in(text));
  double total = 1;
  for (const double dim : dims) {
    total *= dim;
    if (!(dim >= 1) || dim != std::floor(dim) || total > 1e11) {
      return failure(ErrorKind::data, format("its dimensions \"{}\" cannot be", text));
    }
    header.dims.push_back(static_cast<std::size_t>(dim));
  }
  TRY_ASSIGN(const auto vox, one(keys, "vox"));
  TRY_ASSIGN(header.spacing, numbers_in(vox));
  header.spacing.resize(header.dims.size(), std::numeric_limits<double>::quiet_NaN());
  return {};
}

// "-0,-1,+2": the sign is of the direction, also for 0.
Result<void> take_layout(const Keys& keys, MifHeader& header) {
  TRY_ASSIGN(const auto text, one(keys, "layout"));
  std::set<int> ranks;
  std::size_t begin = 0;
  while (begin <= text.size()) {
    const auto end = std::min(text.find(',', begin), text.size());
    const auto word = trimmed(text.substr(begin, end - begin));
    const auto rank = parse_number(word.starts_with('-') ? word.substr(1) : word);
    if (!rank || !(rank->value >= 0 && rank->value < 64) || rank->value != std::floor(rank->value)) {
      return failure(ErrorKind::data, format("its layout \"{}\" cannot be", text));
    }
    header.layout.push_back((static_cast<int>(rank->value) + 1) * (word.starts_with('-') ? -1 : 1));
    ranks.insert(static_cast<int>(rank->value));
    begin = end + 1;
  }
  if (header.layout.size() != header.dims.size() || ranks.size() != header.layout.size() ||
      *ranks.rbegin() + 1 != static_cast<int>(ranks.size())) {
    return failure(ErrorKind::data, format("its layout \"{}\" does not fit its dimensions", text));
  }
  return {};
}

Result<void> take_transform(const Keys& keys, MifHeader& header) {
  std::vector<double> numbers;
  const auto [begin, end] = keys.equal_range("transform");
  for (auto row = begin; row != end; ++row) {
    TRY_ASSIGN(const auto four, numbers_in(row->second));
    numbers.insert(numbers.end(), four.begin(), four.end());
  }
  if (numbers.empty()) {
    header.transform = {1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0};
    return {};
  }
  if (numbers.size() < 12) {
    return failure(ErrorKind::data, "its transform has fewer than 3 rows of 4");
  }
  std::copy_n(numbers.begin(), 12, header.transform.begin());
  return {};
}

// "file: . 1234": the voxels begin there in this file.
Result<void> take_offset(const Keys& keys, std::size_t size, MifHeader& header) {
  const auto found = keys.find("file");
  const std::string file = found == keys.end() ? "" : found->second;
  const auto offset = parse_number(file.find(". ") == 0 ? trimmed(file.substr(2)) : "");
  if (!offset || !(offset->value >= 0 && offset->value <= static_cast<double>(size))) {
    return failure(ErrorKind::data, format("its voxels are not in the same file (\"file: {}\")", file));
  }
  header.data_offset = static_cast<std::size_t>(offset->value);
  return {};
}

Result<void> take_scaling(const Keys& keys, MifHeader& header) {
  const auto found = keys.find("scaling");
  if (found == keys.end()) {
    return {};
  }
  TRY_ASSIGN(const auto numbers, numbers_in(found->second));
  if (numbers.size() != 2) {
    return failure(ErrorKind::data, "its scaling is not an offset and a scale");
  }
  header.offset = numbers[0];
  header.scale = numbers[1];
  return {};
}

} // namespace

Result<MifHeader> parse_mif_header(const std::string& bytes) {
  TRY_ASSIGN(const auto keys, header_keys(bytes));
  MifHeader header;
  TRY(take_dims(keys, header));
  TRY(take_layout(keys, header));
  TRY(take_transform(keys, header));
  TRY(take_scaling(keys, header));
  TRY_ASSIGN(header.datatype, one(keys, "datatype"));
  TRY(take_offset(keys, bytes.size(), header));
  return header;
}

} // namespace reprovip::score
