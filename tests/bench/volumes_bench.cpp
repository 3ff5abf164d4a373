// Makes volumes, and does on them what tests/bench/maps and decode measure. Prints; never a test.
// Usage: volumes_bench make FILE SIZE SEED noisy|masked|labels     a volume of SIZE^3
//        volumes_bench maps FOLDER THREADS FILE...                 mean.nii and sd.nii
//        volumes_bench bits FOLDER THREADS FILE...                 bits.nii: centred normal hypothesis
//        volumes_bench icc FOLDER THREADS REPETITIONS FILE...      icc.nii; files subject by subject
//        volumes_bench decode ROUNDS FILE                          beside zlib, medians in seconds

#include "harness/base/format.hpp"
#include "harness/sys/files.hpp"
#include "harness/voxels/maps.hpp"
#include "harness/voxels/nifti_write.hpp"

#include <zlib.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <random>

namespace {

using namespace reprovip;
using namespace reprovip::voxels;
using Words = std::vector<std::string>;

void must(const Result<void>& done) {
  if (!done) {
    std::fputs(render(done.error()).c_str(), stderr);
    std::exit(1);
  }
}

template <typename T>
T must(Result<T> result) {
  must(result ? Result<void>() : Result<void>(tl::unexpected(result.error())));
  return std::move(*result);
}

double value_of(const std::string& kind, bool inside, std::size_t voxel, std::mt19937& random) {
  const double noise = static_cast<double>(random()) * 0x1p-32;
  if (kind == "labels") {
    return inside ? static_cast<double>(1 + voxel / 4096 % 4) : 0;
  }
  const double base = 100 + static_cast<double>(voxel % 1000);
  return kind == "noisy" || inside ? base * (1 + 1e-3 * noise) : 0;
}

void make(const std::string& file, std::size_t size, unsigned seed, const std::string& kind) {
  Image image;
  image.dims = {size, size, size};
  image.spacing = {1, 1, 1};
  image.affine = {1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1};
  image.values.resize(size * size * size);
  std::mt19937 random(seed);
  const auto centre = static_cast<double>(size) / 2;
  for (std::size_t voxel = 0; voxel < image.values.size(); ++voxel) {
    const auto away = [&](std::size_t at) { return (static_cast<double>(at) - centre) / centre; };
    const double x = away(voxel % size);
    const double y = away(voxel / size % size);
    const double z = away(voxel / size / size);
    image.values[voxel] = value_of(kind, x * x + y * y + z * z < 0.36, voxel, random);
  }
  must(write_nifti(file, image, kind == "labels" ? VoxelType::uint8 : VoxelType::float32));
}

// Streams `files`; gives their grid.
template <typename Use>
Image stream(const Words& files, const std::string& threads, Use use) {
  Image grid;
  must(for_each_volume(
      files.size(), static_cast<unsigned>(std::stoul(threads)),
      [&](std::size_t index, NiftiReader& reader) { return reader.read(sys::Path(files[index])); },
      [&](std::size_t index, const NiftiVolume& volume) {
        grid = grid_of(volume.header);
        return use(index, volume);
      }));
  return grid;
}

void write(Image grid, std::vector<double> map, const std::string& file) {
  grid.values = std::move(map);
  must(write_nifti(file, grid));
}

void maps(const std::string& folder, const std::string& threads, const Words& files, bool bits) {
  VolumeMoments moments;
  const auto grid =
      stream(files, threads, [&](std::size_t, const NiftiVolume& volume) { return moments.add(volume); });
  if (bits) {
    BitsMapQuestion question;
    question.bits.mantissa = 24;
    write(grid, bits_map(moments, question), folder + "/bits.nii");
    return;
  }
  write(grid, moment_map(moments, MomentMap::mean), folder + "/mean.nii");
  write(grid, moment_map(moments, MomentMap::sd), folder + "/sd.nii");
}

void icc(const std::string& folder, const std::string& threads, std::size_t repetitions, const Words& files) {
  VolumeIcc analysis;
  const auto grid = stream(files, threads, [&](std::size_t index, const NiftiVolume& volume) {
    return analysis.add(static_cast<std::uint32_t>(index / repetitions), volume);
  });
  analysis.finish();
  write(grid, icc_map(analysis), folder + "/icc.nii");
}

// CPU seconds of this thread: other programs on the machine do not count.
double cpu() {
  timespec time{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}

template <typename Work>
double seconds_of(Work work) {
  const double start = cpu();
  work();
  return cpu() - start;
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

void decode_with_zlib(const std::string& file, std::vector<char>& out) {
  auto* const stream = gzopen(file.c_str(), "rb");
  gzbuffer(stream, 1U << 18);
  std::size_t used = 0;
  int count = 0;
  while ((count = gzread(stream, out.data() + used, static_cast<unsigned>(out.size() - used))) > 0) {
    used += static_cast<std::size_t>(count);
  }
  gzclose(stream);
}

void decode(std::size_t rounds, const std::string& file) {
  NiftiReader reader;
  const auto size = must(reader.read(sys::Path(file))).header.size();
  std::vector<char> out(size + 1);
  std::vector<double> ours;
  std::vector<double> zlib;
  for (std::size_t round = 0; round < rounds; ++round) {
    ours.push_back(seconds_of([&] { must(reader.read(sys::Path(file))); }));
    zlib.push_back(seconds_of([&] { decode_with_zlib(file, out); }));
  }
  const double us = median(ours);
  const double them = median(zlib);
  std::printf("%-24s %8.4f s %7.0f MB/s   zlib %8.4f s %7.0f MB/s   zlib / ours %6.2f\n",
              sys::Path(file).filename().c_str(), us, 1e-6 * static_cast<double>(size) / us, them,
              1e-6 * static_cast<double>(size) / them, them / us);
}

} // namespace

int main(int argc, char** argv) {
  const Words words(argv + 1, argv + argc);
  const auto from = [&](std::size_t first) {
    return Words(words.begin() + static_cast<std::ptrdiff_t>(first), words.end());
  };
  if (words.size() == 5 && words[0] == "make") {
    make(words[1], std::stoul(words[2]), static_cast<unsigned>(std::stoul(words[3])), words[4]);
  } else if (words.size() > 3 && (words[0] == "maps" || words[0] == "bits")) {
    maps(words[1], words[2], from(3), words[0] == "bits");
  } else if (words.size() > 4 && words[0] == "icc") {
    icc(words[1], words[2], std::stoul(words[3]), from(4));
  } else if (words.size() == 3 && words[0] == "decode") {
    decode(std::stoul(words[1]), words[2]);
  } else {
    std::fputs("usage: the first lines of volumes_bench.cpp\n", stderr);
    return 2;
  }
}
