#include "harness/score/metrics/output_vectors.hpp"

#include "harness/base/format.hpp"
#include "harness/score/reader.hpp"
#include "harness/stats/parallel.hpp"
#include "harness/stats/sums.hpp"
#include "harness/voxels/geometry.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <set>

namespace reprovip::score {

namespace {

bool all_finite(std::span<const double> values) {
  return std::all_of(values.begin(), values.end(), [](double value) { return std::isfinite(value); });
}

// Numbers of a table or vector by name; a cell that is no number has none.
std::map<std::string, std::optional<double>> cells_of(const Data& data, const std::string& column) {
  std::map<std::string, std::optional<double>> cells;
  for (const auto& value : named_values(data, column)) {
    const auto* number = std::get_if<Number>(&value.cell);
    cells[format("{}[{}]", value.column, value.row)] =
        number == nullptr ? std::nullopt : std::optional(number->value);
  }
  return cells;
}

Image grid_of(const Image& image) {
  Image grid;
  grid.dims = image.dims;
  grid.spacing = image.spacing;
  grid.affine = image.affine;
  grid.datatype = image.datatype;
  grid.components = image.components;
  return grid;
}

// Eight sums in a fixed order: they are added at once by the processor.
template <typename Term>
double sum_of(std::size_t count, const Term& term) {
  std::array<double, 8> sums{};
  const std::size_t whole = count / sums.size() * sums.size();
  for (std::size_t i = 0; i < whole; i += sums.size()) {
    for (std::size_t lane = 0; lane < sums.size(); ++lane) {
      sums[lane] += term(i + lane);
    }
  }
  for (std::size_t i = whole; i < count; ++i) {
    sums[i - whole] += term(i);
  }
  double sum = 0;
  for (const double lane : sums) {
    sum += lane;
  }
  return sum;
}

double euclidean(std::span<const double> a, std::span<const double> b) {
  return std::sqrt(sum_of(a.size(), [&](std::size_t i) { return (a[i] - b[i]) * (a[i] - b[i]); }));
}

// 1 - Pearson's correlation; not finite when one of them is constant.
double correlation(std::span<const double> a, std::span<const double> b) {
  const auto n = static_cast<double>(a.size());
  const double mean_a = a[0] + sum_of(a.size(), [&](std::size_t i) { return a[i] - a[0]; }) / n;
  const double mean_b = b[0] + sum_of(b.size(), [&](std::size_t i) { return b[i] - b[0]; }) / n;
  const double products = sum_of(a.size(), [&](std::size_t i) { return (a[i] - mean_a) * (b[i] - mean_b); });
  const double squares_a = sum_of(a.size(), [&](std::size_t i) { return (a[i] - mean_a) * (a[i] - mean_a); });
  const double squares_b = sum_of(b.size(), [&](std::size_t i) { return (b[i] - mean_b) * (b[i] - mean_b); });
  return 1 - std::clamp(products / (std::sqrt(squares_a) * std::sqrt(squares_b)), -1.0, 1.0);
}

double distance(DistanceKind kind, std::span<const double> a, std::span<const double> b) {
  return kind == DistanceKind::euclidean ? euclidean(a, b) : correlation(a, b);
}

// The distinct outputs of a set: the first member with each digest, and which of them each member has.
struct Objects {
  std::vector<const OutputSet::Member*> first;
  std::vector<std::uint32_t> object_of;
};
Objects objects_of(const OutputSet& set) {
  Objects objects;
  std::map<std::string, std::uint32_t> known;
  for (const auto& member : set.members) {
    const auto [place, is_new] =
        known.emplace(member.digest.hex, static_cast<std::uint32_t>(objects.first.size()));
    if (is_new) {
      objects.first.push_back(&member);
    }
    objects.object_of.push_back(place->second);
  }
  return objects;
}

} // namespace

std::optional<OutputNumbers> OutputVectors::stop(std::string reason, bool disagree) {
  m_obstacle = undefined(std::move(reason));
  if (disagree) {
    m_obstacle.decision = false;
  }
  return std::nullopt;
}

std::optional<OutputNumbers> OutputVectors::of_image(const OutputSet::Member& member, OutputNumbers numbers) {
  const auto& image = std::get<Image>(*numbers.data);
  if (!m_grid) {
    m_grid = grid_of(image);
    m_first = member.name;
  } else if (const auto text = voxels::grid_difference(*m_grid, grid_of(image))) {
    return stop(format("{} | {}: {}", m_first, member.name, *text), true);
  }
  if (!m_choice.mask) {
    numbers.values = image.values;
    return numbers;
  }
  const auto& mask = m_choice.mask->values;
  if (mask.empty() || image.values.size() % (mask.size() * image.components) != 0) {
    return stop(format("the mask has other dimensions than {}", member.name), false);
  }
  for (std::size_t i = 0; i < image.values.size(); ++i) {
    if (mask[i / image.components % mask.size()] != 0) {
      numbers.own.push_back(image.values[i]);
    }
  }
  numbers.values = numbers.own;
  return numbers;
}

std::optional<OutputNumbers> OutputVectors::of_cells(const OutputSet::Member& member, OutputNumbers numbers) {
  const auto cells = cells_of(*numbers.data, m_choice.column);
  std::vector<std::string> names;
  for (const auto& [name, value] : cells) {
    names.push_back(name);
    if (!value) {
      return stop(format("{}: {} is no number", member.name, name), false);
    }
    numbers.own.push_back(*value);
  }
  if (!m_cells) {
    m_cells = names;
    m_first = member.name;
  } else if (names != *m_cells) {
    std::vector<std::string> odd;
    std::set_symmetric_difference(names.begin(), names.end(), m_cells->begin(), m_cells->end(),
                                  std::back_inserter(odd));
    return stop(format("only one of {} and {} has {}", m_first, member.name, odd.front()), true);
  }
  numbers.values = numbers.own;
  return numbers;
}

Result<std::optional<OutputNumbers>> OutputVectors::read(const OutputSet::Member& member) {
  OutputNumbers numbers;
  TRY_ASSIGN(numbers.data, m_set.read(member));
  const bool is_image = std::holds_alternative<Image>(*numbers.data);
  if (is_image ? m_cells.has_value() : m_grid.has_value()) {
    return stop(format("only one of {} and {} is an image", m_first, member.name), true);
  }
  auto taken = is_image ? of_image(member, std::move(numbers)) : of_cells(member, std::move(numbers));
  if (taken && taken->values.empty()) {
    return stop(is_image ? "no voxel is in the mask" : format("{} has no numbers", member.name), false);
  }
  if (taken && !all_finite(taken->values)) {
    return stop(format("{} has values that are NaN or infinite: they have no distance", member.name), false);
  }
  // What was copied is all that is needed.
  if (taken && !taken->own.empty()) {
    taken->data.reset();
  }
  return taken;
}

Result<std::optional<stats::Distances>> distances_between(OutputSet& set, OutputVectors& vectors,
                                                          DistanceKind kind, std::size_t budget) {
  const auto objects = objects_of(set);
  const std::size_t count = objects.first.size();
  stats::Distances result(count, objects.object_of);
  bool comparable = true;
  for (std::size_t begin = 0; begin < count;) {
    std::vector<OutputNumbers> held;
    std::size_t size = 0;
    std::size_t end = begin;
    // The first of a block, and as many more as there is room for; each is compared with those before it.
    for (std::size_t at = begin; at < count; ++at) {
      TRY_ASSIGN(auto numbers, vectors.read(*objects.first[at]));
      if (!numbers) {
        return std::optional<stats::Distances>();
      }
      std::vector<double> found(held.size());
      stats::parallel_for(held.size(), 0,
                          [&](std::size_t i) { found[i] = distance(kind, held[i].values, numbers->values); });
      for (std::size_t i = 0; i < found.size(); ++i) {
        comparable = comparable && std::isfinite(found[i]);
        result.set(begin + i, at, found[i]);
      }
      const std::size_t bytes = numbers->values.size() * sizeof(double);
      if (end == at && (held.empty() || size + bytes <= budget)) {
        // Moved spans stay valid: they point to what is on the heap.
        held.push_back(std::move(*numbers));
        size += bytes;
        ++end;
      }
    }
    begin = end;
  }
  if (!comparable) {
    return failure(ErrorKind::data, kind == DistanceKind::correlation
                                        ? "an output is constant: it has no correlation"
                                        : "outputs are further apart than a double can say");
  }
  return std::optional(std::move(result));
}

stats::SubjectOf subjects_of(const OutputSet& set) {
  stats::SubjectOf subjects;
  std::map<std::uint32_t, std::uint32_t> known;
  for (const auto& member : set.members) {
    subjects.push_back(known.emplace(member.target, static_cast<std::uint32_t>(known.size())).first->second);
  }
  return subjects;
}

std::string too_few(const OutputSet& set) {
  std::map<std::uint32_t, std::size_t> counts;
  for (const auto& member : set.members) {
    ++counts[member.target];
  }
  if (counts.size() < 2) {
    return format("there are {} subjects: it takes 2 at least", counts.size());
  }
  const bool repeated =
      std::any_of(counts.begin(), counts.end(), [](const auto& count) { return count.second > 1; });
  return repeated ? "" : "no subject was observed twice: repeat it";
}

bool identical_within(const OutputSet& set) {
  std::map<std::uint32_t, std::string> known;
  return std::all_of(set.members.begin(), set.members.end(), [&](const OutputSet::Member& member) {
    return known.emplace(member.target, member.digest.hex).first->second == member.digest.hex;
  });
}

model::OptionDecl vector_mask_declaration() {
  return {"mask", model::OptionType::path, "", "an image: only its voxels that are not 0 count", {}};
}

Result<std::shared_ptr<const Image>> vector_mask_option(const Options& options) {
  const auto path = text_option(options, "mask", "");
  if (path.empty()) {
    return std::shared_ptr<const Image>();
  }
  const sys::Path file(path);
  TRY_ASSIGN(auto data, read_data("image", file, file.filename().string(), {}));
  return std::make_shared<const Image>(std::move(std::get<Image>(data)));
}

} // namespace reprovip::score
