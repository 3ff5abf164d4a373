#pragma once

#include "harness/collect/canonical.hpp"

#include "tests/support/support.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <string>
#include <vector>

// Small files of every format, made here, so that a test can change one thing.
namespace reprovip::collect {

// A 2x3x2 volume of int16 whose header is filled as a careful program would.
struct NiftiSample {
  int version = 1;
  bool big_endian = false;
  std::array<std::int16_t, 8> dim = {3, 2, 3, 2, 1, 1, 1, 1};
  std::array<float, 8> pixdim = {1, 2, 2, 2.5F, 1, 1, 1, 1};
  std::int16_t datatype = 4;
  float slope = 1;
  float intercept = 0;
  std::int16_t qform_code = 0;
  std::int16_t sform_code = 1;
  float quatern_b = 0;
  float origin_x = -90;
  char units = 10;
  std::int16_t intent_code = 0;
  std::string descrip = "made by A";
  std::string aux_file;
  std::string db_name;
  float cal_max = 0;
  std::int32_t glmax = 0;
  std::string extension; // a comment
  std::vector<std::int16_t> voxels = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
};
std::string nifti(const NiftiSample& sample);

// `level` 1 to 9; `name` and `time` go into the header.
std::string gzip(const std::string& bytes, int level = 6, const std::string& name = {}, unsigned time = 0);

struct Member {
  std::string name;
  std::string bytes;
  std::int64_t time = 0;
  int mode = 0644;
};
std::string tar(const std::vector<Member>& members);
std::string zip(const std::vector<Member>& members, bool compressed = true);

// "mrtrix image" or "mrtrix tracks", the lines, and the data at an offset that is `padding` beyond the
// shortest.
std::string mrtrix(const std::string& kind, const std::string& lines, const std::string& data,
                   std::size_t padding = 0);
// Streamlines of float32 points, each ended by NaN, then the end of the file.
std::string tracks(const std::vector<std::vector<float>>& streamlines);

// Digests of these bytes under this file name.
Digests digests(const std::string& bytes, const std::string& name = "file",
                const std::vector<std::string>& normalisers = {});

} // namespace reprovip::collect
