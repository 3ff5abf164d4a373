#include "harness/base/format.hpp"
#include "harness/score/data.hpp"
#include "harness/score/readers/readers.hpp"
#include "harness/score/readers/transform_formats.hpp"

#include <cmath>
#include <map>
#include <sstream>

namespace reprovip::score {

namespace {

using stats::Affine;

using Words = std::vector<std::string>;

struct Lta {
  std::map<std::string, Words> head; // "type", "nxforms"
  std::vector<double> matrix;
  std::map<std::string, Words> source; // geometry of the volume
  std::map<std::string, Words> target;
};

Words words_of(const std::string& line) {
  std::istringstream stream(line.substr(0, line.find('#')));
  Words words;
  for (std::string word; stream >> word;) {
    words.push_back(word);
  }
  return words;
}

Result<std::vector<double>> numbers(const Words& words) {
  std::vector<double> values;
  for (const auto& word : words) {
    const auto number = parse_number(word);
    if (!number || !std::isfinite(number->value)) {
      return failure(ErrorKind::data, format("\"{}\" is no finite number", word));
    }
    values.push_back(number->value);
  }
  return values;
}

Result<Lta> parse(const std::string& text) {
  Lta lta;
  auto* section = &lta.head;
  for (const auto& line : lines_of(text)) {
    const auto words = words_of(line);
    if (words.empty()) {
      continue;
    }
    if (words.front() == "src" || words.front() == "dst") {
      section = words.front() == "src" ? &lta.source : &lta.target;
    } else if (words.size() > 1 && words[1] == "=") {
      (*section)[words.front()] = Words(words.begin() + 2, words.end());
    } else if (words.size() == 4 && section == &lta.head) {
      TRY_ASSIGN(const auto row, numbers(words));
      lta.matrix.insert(lta.matrix.end(), row.begin(), row.end());
    }
  }
  return lta;
}

Result<std::vector<double>> three(const std::map<std::string, Words>& volume, const std::string& name) {
  const auto found = volume.find(name);
  if (found == volume.end() || found->second.size() != 3) {
    return failure(ErrorKind::data, format("a volume lacks \"{}\", and the matrix is between voxels", name),
                   "write it as RAS to RAS: lta_convert --inlta A --outlta B --ltatype 1");
  }
  return numbers(found->second);
}

// Voxel → RAS mm: the centre voxel lies at c_ras.
Result<Affine> voxels_to_ras(const std::map<std::string, Words>& volume) {
  TRY_ASSIGN(const auto size, three(volume, "volume"));
  TRY_ASSIGN(const auto spacing, three(volume, "voxelsize"));
  TRY_ASSIGN(const auto centre, three(volume, "cras"));
  Affine result{};
  result[15] = 1;
  for (std::size_t axis = 0; axis < 3; ++axis) {
    TRY_ASSIGN(const auto direction, three(volume, std::string(1, "xyz"[axis]) + "ras"));
    for (std::size_t row = 0; row < 3; ++row) {
      result[4 * row + axis] = direction[row] * spacing[axis];
      result[4 * row + 3] -= result[4 * row + axis] * size[axis] / 2;
    }
  }
  for (std::size_t row = 0; row < 3; ++row) {
    result[4 * row + 3] += centre[row];
  }
  return result;
}

std::string value_of(const Lta& lta, const std::string& name) {
  const auto found = lta.head.find(name);
  return found == lta.head.end() || found->second.size() != 1 ? "" : found->second.front();
}

} // namespace

Result<Affine> parse_lta(const std::string& text) {
  TRY_ASSIGN(const auto lta, parse(text));
  if (value_of(lta, "nxforms") != "1" || lta.matrix.size() != 16) {
    return failure(ErrorKind::data, "this is no LTA file of one 4×4 transform");
  }
  Affine matrix{};
  std::copy(lta.matrix.begin(), lta.matrix.end(), matrix.begin());
  const auto type = value_of(lta, "type");
  if (type == "1") {
    return matrix;
  }
  if (type != "0") {
    return failure(ErrorKind::data, format("LTA of type \"{}\" is not read", type),
                   "write it as RAS to RAS: lta_convert --inlta A --outlta B --ltatype 1");
  }
  TRY_ASSIGN(const auto source, voxels_to_ras(lta.source));
  TRY_ASSIGN(const auto target, voxels_to_ras(lta.target));
  const auto back = stats::inverse(source);
  if (!back) {
    return failure(ErrorKind::data, "the geometry of the source volume is singular");
  }
  return stats::product(target, stats::product(matrix, *back));
}

} // namespace reprovip::score
