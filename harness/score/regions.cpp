#include "harness/score/regions.hpp"

#include "harness/base/format.hpp"

#include <algorithm>
#include <cmath>

namespace reprovip::score {

namespace {

using model::OptionType;

std::vector<std::string> split(const std::string& text, const char* separators) {
  std::vector<std::string> words;
  std::size_t begin = text.find_first_not_of(separators);
  while (begin != std::string::npos) {
    const auto end = std::min(text.find_first_of(separators, begin), text.size());
    words.push_back(text.substr(begin, end - begin));
    begin = text.find_first_not_of(separators, end);
  }
  return words;
}

} // namespace

Result<std::vector<Region>> parse_regions(const std::string& text) {
  std::vector<Region> regions;
  for (const auto& word : split(text, ", []\"")) {
    Region region{word, {}};
    for (const auto& label : split(word, "+")) {
      const auto number = parse_number(label);
      if (!number || number->value != std::floor(number->value) || std::abs(number->value) > 1e15) {
        return failure(ErrorKind::protocol, format("\"{}\" is no label", label),
                       "write labels like 1, 2, 1+2+4");
      }
      region.labels.push_back(static_cast<std::int64_t>(number->value));
    }
    regions.push_back(std::move(region));
  }
  return regions;
}

std::vector<model::OptionDecl> region_declarations() {
  return {{"labels", OptionType::list, "", "labels, or unions like \"1+2+4\"; default: all but 0", {}},
          {"regions",
           OptionType::text,
           "",
           "WT, TC and ET of BraTS, before `labels`: brats has ET in label 4, brats-2023 in label 3",
           {"brats", "brats-2023"}}};
}

Result<std::vector<Region>> regions_option(const Options& options) {
  std::vector<Region> regions;
  const auto named = text_option(options, "regions", "");
  if (named == "brats") {
    regions = {{"WT", {1, 2, 4}}, {"TC", {1, 4}}, {"ET", {4}}};
  } else if (named == "brats-2023") {
    regions = {{"WT", {1, 2, 3}}, {"TC", {1, 3}}, {"ET", {3}}};
  } else if (!named.empty()) {
    return failure(ErrorKind::protocol, format("there are no regions \"{}\"", named),
                   "known are brats and brats-2023");
  }
  TRY_ASSIGN(const auto labels, parse_regions(text_option(options, "labels", "")));
  regions.insert(regions.end(), labels.begin(), labels.end());
  return regions;
}

} // namespace reprovip::score
