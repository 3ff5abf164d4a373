#include "harness/voxels/distance_transform.hpp"

#include <algorithm>
#include <limits>
#include <thread>

namespace reprovip::voxels {

namespace {

constexpr double k_far = std::numeric_limits<double>::infinity();
// Lines that are taken together: as many doubles as a cache line has.
constexpr std::size_t k_lines = 8;

// The lower envelope of the parabolas over one line, and its values.
class Envelope {
public:
  explicit Envelope(std::size_t length) : m_sites(length) {}

  // `line` has squared distances along the axes before, `step` is the spacing along this one.
  void transform(double* line, std::size_t length, double step) {
    const double unit = step * step;
    m_count = 0;
    for (std::size_t i = 0; i < length; ++i) {
      if (line[i] != k_far) {
        add({line[i], static_cast<double>(i)}, unit);
      }
    }
    if (m_count > 0) {
      evaluate(line, length, unit);
    }
  }

private:
  struct Site {
    double height = 0;
    double place = 0; // in voxels: their squares are exact
  };

  // How much later than at 0 the parabola of `b` gets below that of `a`, times twice their distance.
  static double crossing(const Site& a, const Site& b, double unit) {
    return b.height - a.height + unit * (b.place * b.place - a.place * a.place);
  }

  void add(const Site& site, double unit) {
    while (m_count > 1) {
      const auto& before = m_sites[m_count - 2];
      const auto& last = m_sites[m_count - 1];
      // The last is below the one before no earlier than the new one is below the last: it is never lowest.
      if (crossing(before, last, unit) * (site.place - last.place) <
          crossing(last, site, unit) * (last.place - before.place)) {
        break;
      }
      --m_count;
    }
    m_sites[m_count++] = site;
  }

  static double value(const Site& site, double place, double unit) {
    const double distance = place - site.place;
    return site.height + unit * (distance * distance);
  }

  void evaluate(double* line, std::size_t length, double unit) const {
    std::size_t at = 0;
    for (std::size_t i = 0; i < length; ++i) {
      const auto place = static_cast<double>(i);
      double lowest = value(m_sites[at], place, unit);
      while (at + 1 < m_count) {
        const double next = value(m_sites[at + 1], place, unit);
        if (next > lowest) {
          break;
        }
        lowest = next;
        ++at;
      }
      line[i] = lowest;
    }
  }

  std::vector<Site> m_sites;
  std::size_t m_count = 0;
};

// Along the first axis a seed's distance is a count of steps.
void first_axis(const std::uint8_t* seeds, double* line, std::size_t length, double step) {
  double steps = k_far;
  for (std::size_t i = 0; i < length; ++i) {
    steps = seeds[i] != 0 ? 0 : steps + 1;
    line[i] = steps;
  }
  steps = k_far;
  for (std::size_t i = length; i-- > 0;) {
    steps = seeds[i] != 0 ? 0 : steps + 1;
    const double nearest = std::min(line[i], steps) * step;
    line[i] = nearest * nearest;
  }
}

// Lines along an axis whose voxels are `stride` apart, which begin next to each other at `first`.
class Lines {
public:
  Lines(std::size_t length, std::size_t stride, double step)
      : m_length(length), m_stride(stride), m_step(step), m_envelope(length), m_buffer(length * k_lines) {}

  void transform(double* first, std::size_t count, const std::uint8_t* wanted) {
    for (std::size_t begin = 0; begin < count; begin += k_lines) {
      const auto lines = std::min(k_lines, count - begin);
      if (wanted == nullptr || is_wanted(wanted + begin, lines)) {
        transform_block(first + begin, lines);
      }
    }
  }

private:
  bool is_wanted(const std::uint8_t* wanted, std::size_t lines) const {
    for (std::size_t i = 0; i < m_length; ++i) {
      if (std::any_of(wanted + i * m_stride, wanted + i * m_stride + lines,
                      [](std::uint8_t one) { return one != 0; })) {
        return true;
      }
    }
    return false;
  }

  void transform_block(double* first, std::size_t lines) {
    for (std::size_t i = 0; i < m_length; ++i) {
      for (std::size_t line = 0; line < lines; ++line) {
        m_buffer[line * m_length + i] = first[i * m_stride + line];
      }
    }
    for (std::size_t line = 0; line < lines; ++line) {
      m_envelope.transform(m_buffer.data() + line * m_length, m_length, m_step);
    }
    for (std::size_t i = 0; i < m_length; ++i) {
      for (std::size_t line = 0; line < lines; ++line) {
        first[i * m_stride + line] = m_buffer[line * m_length + i];
      }
    }
  }

  std::size_t m_length;
  std::size_t m_stride;
  double m_step;
  Envelope m_envelope;
  std::vector<double> m_buffer;
};

// work(begin, end) on parts of 0..count that do not touch each other's voxels.
template <typename Work>
void in_parts(std::size_t count, unsigned threads, Work work) {
  const auto parts = std::clamp<std::size_t>(threads, 1, std::max<std::size_t>(count, 1));
  std::vector<std::thread> others;
  for (std::size_t part = 1; part < parts; ++part) {
    others.emplace_back([=] { work(count * part / parts, count * (part + 1) / parts); });
  }
  work(0, count / parts);
  for (auto& other : others) {
    other.join();
  }
}

} // namespace

std::vector<double> squared_distances(const Grid& grid, const std::vector<std::uint8_t>& seeds,
                                      unsigned threads, const std::vector<std::uint8_t>* wanted) {
  std::vector<double> distances(grid.size());
  const auto [nx, ny, nz] = grid.dims;
  const bool is_plane = nz == 1;
  const auto* asked = wanted == nullptr ? nullptr : wanted->data();
  in_parts(nz, threads, [&, nx = nx, ny = ny](std::size_t begin, std::size_t end) {
    Lines lines(ny, nx, grid.spacing[1]);
    for (std::size_t z = begin; z < end; ++z) {
      for (std::size_t y = 0; y < ny; ++y) {
        const auto at = grid.at(0, y, z);
        first_axis(seeds.data() + at, distances.data() + at, nx, grid.spacing[0]);
      }
      const auto at = grid.at(0, 0, z);
      lines.transform(distances.data() + at, nx, is_plane && asked != nullptr ? asked + at : nullptr);
    }
  });
  if (is_plane) {
    return distances;
  }
  in_parts(ny, threads, [&, nx = nx, ny = ny, nz = nz](std::size_t begin, std::size_t end) {
    Lines lines(nz, nx * ny, grid.spacing[2]);
    for (std::size_t y = begin; y < end; ++y) {
      const auto at = grid.at(0, y, 0);
      lines.transform(distances.data() + at, nx, asked == nullptr ? nullptr : asked + at);
    }
  });
  return distances;
}

} // namespace reprovip::voxels
