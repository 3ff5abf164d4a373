#include "harness/score/metrics/image_pairs.hpp"

#include "harness/base/format.hpp"
#include "harness/score/metrics/metrics.hpp"
#include "harness/score/reader.hpp"
#include "harness/voxels/geometry.hpp"

#include <algorithm>
#include <cmath>

namespace reprovip::score {

namespace {

using model::OptionType;

Rows disagreement(const std::string& reason) {
  auto finding = undefined(reason);
  finding.decision = false;
  return {{"", std::move(finding)}};
}

std::vector<std::size_t> volume_dims(const Image& image) {
  return {image.dims.begin(),
          image.dims.begin() + static_cast<std::ptrdiff_t>(std::min<std::size_t>(image.dims.size(), 3))};
}

std::size_t product(const std::vector<std::size_t>& dims) {
  std::size_t size = 1;
  for (const auto dim : dims) {
    size *= dim;
  }
  return size;
}

// One component of one volume; the image's own memory when there is but one.
std::span<const double> part_of(const Image& image, std::size_t size, std::size_t volume,
                                std::size_t component, std::vector<double>& copy) {
  const double* begin = image.values.data() + volume * size * image.components;
  if (image.components == 1) {
    return {begin, size};
  }
  copy.resize(size);
  for (std::size_t i = 0; i < size; ++i) {
    copy[i] = begin[i * image.components + component];
  }
  return copy;
}

std::vector<std::uint8_t> mask_of(const MaskChoice& choice, std::span<const double> a,
                                  std::span<const double> b) {
  std::vector<std::uint8_t> mask;
  if (choice.nonzero || choice.image) {
    mask.reserve(a.size());
    for (std::size_t i = 0; i < a.size(); ++i) {
      const bool inside = !choice.image || choice.image->values[i] != 0;
      mask.push_back(inside && (!choice.nonzero || a[i] != 0 || b[i] != 0) ? 1 : 0);
    }
  }
  return mask;
}

std::optional<std::string> mask_obstacle(const MaskChoice& choice, const Image& image) {
  if (!choice.image) {
    return std::nullopt;
  }
  auto volume = image;
  volume.values.clear();
  volume.dims = volume_dims(image);
  volume.spacing.resize(std::min<std::size_t>(volume.spacing.size(), 3));
  volume.components = 1;
  const auto text = voxels::grid_difference(volume, *choice.image);
  return text ? std::optional("the mask does not fit: " + *text) : std::nullopt;
}

} // namespace

VolumePair VolumePair::swapped() const {
  return {{voxels.b, voxels.a, voxels.mask}, dims};
}

bool VolumePair::is_equal() const {
  for (std::size_t i = 0; i < voxels.a.size(); ++i) {
    if (voxels.counts(i) && std::isfinite(voxels.a[i]) && voxels.a[i] != voxels.b[i]) {
      return false;
    }
  }
  return true;
}

Finding ImagePairMetric::checked(const VolumePair& pair) const {
  const auto odd = voxels::not_finite(pair.voxels);
  if (odd.mismatched > 0) {
    auto finding = undefined(format("{} voxels are NaN or infinite in one of the two only", odd.mismatched));
    finding.decision = false;
    return finding;
  }
  auto finding = of_volume(pair);
  if (odd.excluded > 0) {
    finding.fields.emplace_back("n_excluded", static_cast<double>(odd.excluded));
    finding.notes.push_back(format("{} voxels that are not finite in both are left out", odd.excluded));
  }
  return finding;
}

Finding ImagePairMetric::worst_of(const Rows& rows) const {
  const auto* worst = &rows.front();
  for (const auto& row : rows) {
    if (!row.second.estimate) {
      // A volume that disagrees beyond any distance, else one of which nothing is known.
      const bool graver = row.second.decision.has_value() && !worst->second.decision.has_value();
      worst = worst->second.estimate || graver ? &row : worst;
    } else if (worst->second.estimate && is_worse(row.second, worst->second)) {
      worst = &row;
    }
  }
  auto finding = worst->second;
  if (rows.size() > 1) {
    finding.notes.push_back(format("the worst of {} volumes: {}", rows.size(), worst->first));
  }
  return finding;
}

Rows ImagePairMetric::of(const Data& a, const Data& b, const std::string&) const {
  const auto* x = std::get_if<Image>(&a);
  const auto* y = std::get_if<Image>(&b);
  if (x == nullptr || y == nullptr) {
    return {{"", undefined("this is no image")}};
  }
  if (const auto text = voxels::grid_difference(*x, *y)) {
    return disagreement(*text);
  }
  if (const auto text = mask_obstacle(m_config.mask, *x)) {
    return {{"", undefined(*text)}};
  }
  const auto dims = volume_dims(*x);
  const auto size = product(dims);
  if (size == 0 || x->values.empty()) {
    return {{"", undefined("the images have no voxels")}};
  }
  Rows rows;
  std::vector<double> left;
  std::vector<double> right;
  const auto volumes = x->values.size() / x->components / size;
  for (std::size_t part = 0; part < volumes * x->components; ++part) {
    const auto volume = part / x->components;
    const auto component = part % x->components;
    VolumePair pair{
        {part_of(*x, size, volume, component, left), part_of(*y, size, volume, component, right), {}}, dims};
    const auto mask = mask_of(m_config.mask, pair.voxels.a, pair.voxels.b);
    pair.voxels.mask = mask;
    auto name = std::to_string(volume + 1) + (x->components > 1 ? format(".{}", component + 1) : "");
    rows.emplace_back(std::move(name), checked(pair));
  }
  if (x->datatype != y->datatype) {
    for (auto& [name, finding] : rows) {
      finding.notes.push_back(format("stored as {} and as {}", x->datatype, y->datatype));
    }
  }
  return m_config.each_volume ? rows : Rows{{"", worst_of(rows)}};
}

Finding ReferencedPairMetric::of_volume(const VolumePair& pair) const {
  auto first = of_reference(pair);
  if (config().first_is_reference) {
    return first;
  }
  auto second = of_reference(pair.swapped());
  if (!first.estimate || !second.estimate) {
    return first.estimate ? second : first;
  }
  return is_worse(second, first) ? second : first;
}

std::vector<model::OptionDecl> image_pair_options(bool with_reference) {
  std::vector<model::OptionDecl> options = {
      {"mask", OptionType::path, "", "an image file: only where it is not 0", {}},
      {"voxels",
       OptionType::text,
       "all",
       "which count: all, or those that are not 0 in one of the two",
       {"all", "nonzero"}},
      {"volumes",
       OptionType::text,
       "worst",
       "of a series: the worst one, or a row for each",
       {"worst", "each"}}};
  if (with_reference) {
    options.push_back({"reference",
                       OptionType::text,
                       "either",
                       "which one is the reference: whichever gives the worse number, or the first",
                       {"either", "first"}});
  }
  return options;
}

Result<ImagePairConfig> read_image_pair_options(const Options& options) {
  ImagePairConfig config;
  const auto volumes = text_option(options, "volumes", "worst");
  const auto reference = text_option(options, "reference", "either");
  const auto which = text_option(options, "voxels", "all");
  if ((volumes != "worst" && volumes != "each") || (reference != "either" && reference != "first") ||
      (which != "all" && which != "nonzero")) {
    return failure(ErrorKind::protocol,
                   format("there is no such choice: volumes \"{}\", reference \"{}\", voxels \"{}\"", volumes,
                          reference, which),
                   "volumes: worst, each; reference: either, first; voxels: all, nonzero");
  }
  config.each_volume = volumes == "each";
  config.first_is_reference = reference == "first";
  config.mask.nonzero = which == "nonzero";
  if (const auto mask = text_option(options, "mask", ""); !mask.empty()) {
    const sys::Path file(mask);
    TRY_ASSIGN(auto data, read_data("image", file, file.filename().string(), {}));
    config.mask.image = std::move(std::get<Image>(data));
  }
  return config;
}

Result<std::optional<double>> positive_option(const Options& options, const std::string& name) {
  const auto value = number_option(options, name);
  if (options.contains(name) && !(value && *value > 0 && std::isfinite(*value))) {
    return failure(ErrorKind::protocol, format("\"{}\" must be above 0", name));
  }
  return value;
}

MetricEntry image_pair_entry(model::PluginDecl declaration, const char* formula, const char* source) {
  MetricEntry entry;
  entry.declaration = std::move(declaration);
  entry.declaration.names.emplace_back("n_excluded");
  entry.formula = formula;
  entry.source = source;
  entry.inputs = "two images of one grid; of a series, volume by volume";
  entry.undefined =
      "dimensions, spacing, origin or direction differ, or a voxel is not finite in one of the two "
      "only: decision is then no; no voxel is in the mask. Voxels that are not finite in both are "
      "left out and counted (n_excluded)";
  entry.default_per = "study";
  return entry;
}

} // namespace reprovip::score
