#pragma once

#include "harness/base/result.hpp"
#include "harness/score/data.hpp"
#include "harness/sys/files.hpp"

#include <string>
#include <string_view>

namespace reprovip::score {

// What a file's values are, for whoever asks about files of which no protocol says it.
enum class Nature { labels, image, transform, numbers, table, text, bytes };
std::string_view to_string(Nature nature);

// Of what a reader made of it. Labels: read as such, or an image of one value a voxel, all whole, not
// negative, of at most 64 different ones and at least four times as many voxels. A transform: a 4×4 matrix
// with the last line 0 0 0 1.
Nature nature_of(const Data& data);

struct Look {
  std::string reader; // that reads it best
  Nature nature = Nature::bytes;
  std::string problem; // why it is only bytes although its name says more; else ""
};
// `reader` "" = the one its name asks for, but "labels" for an image that holds labels, and "transform" for a
// matrix that only that reader understands. What cannot be read is bytes.
Look look_at(const sys::Path& file, const std::string& name, const std::string& reader,
             const Options& options);

} // namespace reprovip::score
