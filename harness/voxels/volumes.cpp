#include "harness/voxels/volumes.hpp"

#include "harness/base/cpus.hpp"

#include <condition_variable>
#include <mutex>
#include <thread>
#include <vector>

namespace reprovip::voxels {

namespace {

// Threads read ahead, and wait for their turn to be used.
class Turns {
public:
  // False when there was an error before.
  bool wait_for(std::size_t index) {
    std::unique_lock lock(m_mutex);
    m_changed.wait(lock, [&] { return m_turn == index || !m_result; });
    return m_result.has_value();
  }

  void finish(Result<void> result) {
    {
      const std::lock_guard lock(m_mutex);
      ++m_turn;
      if (!result) {
        m_result = std::move(result);
      }
    }
    m_changed.notify_all();
  }

  bool is_over() {
    const std::lock_guard lock(m_mutex);
    return !m_result;
  }

  Result<void> result() && { return std::move(m_result); }

private:
  std::mutex m_mutex;
  std::condition_variable m_changed;
  std::size_t m_turn = 0;
  Result<void> m_result;
};

} // namespace

NiftiVolume volume_of(const Image& image) {
  NiftiVolume volume;
  volume.header.dims = image.dims;
  volume.header.dims.resize(std::max<std::size_t>(3, image.dims.size()), 1);
  volume.header.components = image.components;
  volume.header.spacing = image.spacing;
  volume.header.affine = image.affine;
  volume.header.type = VoxelType::float64;
  volume.voxels = std::as_bytes(std::span(image.values));
  return volume;
}

Result<void> for_each_volume(std::size_t count, unsigned threads, const ReadVolume& read,
                             const UseVolume& use) {
  const auto workers = std::clamp<std::size_t>(threads, 1, std::max<std::size_t>(count, 1));
  Turns turns;
  const auto work = [&](std::size_t worker) {
    NiftiReader reader;
    for (std::size_t index = worker; index < count && !turns.is_over(); index += workers) {
      const auto volume = read(index, reader);
      if (!turns.wait_for(index)) {
        return;
      }
      turns.finish(volume ? use(index, *volume) : Result<void>(tl::unexpected(volume.error())));
    }
  };
  std::vector<std::thread> helpers;
  for (std::size_t worker = 1; worker < workers; ++worker) {
    helpers.emplace_back(work, worker);
  }
  work(0);
  for (auto& helper : helpers) {
    helper.join();
  }
  return std::move(turns).result();
}

unsigned default_threads() {
  return std::clamp(usable_cpus(), 1U, 4U);
}

Image grid_of(const NiftiHeader& header) {
  Image grid;
  grid.dims = header.dims;
  grid.spacing = header.spacing;
  grid.affine = header.affine;
  grid.datatype = to_string(header.type);
  grid.components = header.components;
  return grid;
}

} // namespace reprovip::voxels
