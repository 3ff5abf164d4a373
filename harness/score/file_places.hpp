#pragma once

#include "harness/score/data.hpp"
#include "harness/score/metric.hpp"
#include "harness/score/score.hpp"

#include <map>
#include <string>
#include <vector>

namespace reprovip::score {

// A file at hand and what execution it is of.
struct PlacedFile {
  sys::Path path;
  std::string name; // as it was given
  Digest digest;    // of its bytes
  std::uint32_t target = 0;
  std::uint32_t column = 0; // repetition, or level with `across`
  std::uint32_t slot = 0;
  std::map<std::string, std::string> factors; // other names of the pattern
};

// By target, then column, then slot.
struct PlacedFiles {
  std::vector<PlacedFile> files;
  std::vector<std::string> targets; // one called "" without a pattern
  std::uint32_t columns = 0;
  bool across = false;
  std::vector<std::string> levels;

  const PlacedFile* find(std::uint32_t target, std::uint32_t column, std::uint32_t slot) const;
};

// Whose execution each file of the request is. A file that the pattern does not match, or matches in two
// ways, two files of one execution, and a file that cannot be read are errors.
Result<PlacedFiles> place_files(const FileRequest& request);

// A placed file, read by the request's reader.
Result<Data> read_file_data(const FileRequest& request, const sys::Path& path);
// The ground truth of a target, if the request has one.
std::optional<sys::Path> truth_of(const FileRequest& request, const std::string& target);

} // namespace reprovip::score
