#include "harness/base/format.hpp"
#include "harness/score/readers/readers.hpp"

#include <algorithm>
#include <cmath>

// The slices of a DICOM series: each is read as an image of one slice, then they are stacked.

namespace reprovip::score {

namespace {

// mm and direction cosines of slices that are one grid differ by no more.
constexpr double k_same = 1e-4;

// The unit vector across a slice.
std::array<double, 3> normal_of(const Image& slice) {
  const auto& a = slice.affine;
  std::array<double, 3> n = {a[4] * a[9] - a[8] * a[5], a[8] * a[1] - a[0] * a[9], a[0] * a[5] - a[4] * a[1]};
  const double length = std::hypot(n[0], n[1], n[2]);
  for (auto& component : n) {
    component /= length;
  }
  return n;
}

double place_of(const Image& slice, const std::array<double, 3>& normal) {
  return slice.affine[3] * normal[0] + slice.affine[7] * normal[1] + slice.affine[11] * normal[2];
}

bool is_one_grid(const Image& a, const Image& b) {
  for (const std::size_t i : {0U, 1U, 4U, 5U, 8U, 9U}) {
    if (!(std::abs(a.affine[i] - b.affine[i]) <= k_same)) {
      return false;
    }
  }
  return a.dims == b.dims && a.components == b.components;
}

struct Placed {
  double place = 0;
  const Image* slice = nullptr;
};

// From the first to the last slice, the same everywhere.
Result<double> step_of(const std::vector<Placed>& sorted) {
  const double step = (sorted.back().place - sorted.front().place) / static_cast<double>(sorted.size() - 1);
  const auto twice = std::adjacent_find(sorted.begin(), sorted.end(), [](const Placed& a, const Placed& b) {
    return !(b.place - a.place >= k_same);
  });
  if (twice != sorted.end()) {
    return failure(ErrorKind::data, "two slices are at one place: it is more than one volume",
                   "declare an output for each series and time");
  }
  for (std::size_t i = 1; i < sorted.size(); ++i) {
    const double gap = sorted[i].place - sorted[i - 1].place;
    if (std::abs(gap - step) > 0.01 * step) {
      return failure(
          ErrorKind::data,
          format("its slices are {} mm apart and {} mm on average: one may be missing", gap, step));
    }
  }
  return step;
}

class DicomReader : public Reader {
public:
  model::PluginDecl declaration() const override {
    return {"dicom", "a DICOM file, or the slices of one series: a folder or a pattern as one image", {}, {}};
  }
  bool reads_together() const override { return true; }

  Result<Data> read(const sys::Path& file, const std::string& name, const Options&) const override {
    TRY_ASSIGN(auto image, read_dicom(file, name));
    return Data(std::move(image));
  }
  Result<Data> read_together(const std::vector<NamedFile>& files, const Options& options) const override {
    if (files.size() == 1) {
      return read(files.front().file, files.front().name, options);
    }
    std::vector<Image> slices;
    for (const auto& file : files) {
      if (sys::Path(file.name).filename() == "DICOMDIR") {
        continue;
      }
      auto slice = read_dicom(file.file, file.name);
      if (!slice) {
        return tl::unexpected(
            with_context(std::move(slice).error(), format("while reading \"{}\"", file.name)));
      }
      slices.push_back(std::move(*slice));
    }
    TRY_ASSIGN(auto image, join_slices(std::move(slices)));
    return Data(std::move(image));
  }
};

} // namespace

Result<Image> join_slices(std::vector<Image> slices) {
  if (slices.empty()) {
    return failure(ErrorKind::data, "there is no slice");
  }
  const auto normal = normal_of(slices.front());
  std::vector<Placed> sorted;
  for (const auto& slice : slices) {
    if (slice.dims.size() < 2 || (slice.dims.size() > 2 && slice.dims[2] != 1) ||
        !is_one_grid(slices.front(), slice)) {
      return failure(ErrorKind::data, "its slices are not of one grid", "declare an output for each series");
    }
    sorted.push_back({place_of(slice, normal), &slice});
  }
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](const Placed& a, const Placed& b) { return a.place < b.place; });
  Image image = *sorted.front().slice;
  image.dims.resize(3);
  image.dims[2] = slices.size();
  image.spacing.resize(3);
  if (slices.size() > 1) {
    TRY_ASSIGN(image.spacing[2], step_of(sorted));
    for (std::size_t row = 0; row < 3; ++row) {
      image.affine[4 * row + 2] = normal[row] * image.spacing[2];
    }
  }
  for (std::size_t i = 1; i < sorted.size(); ++i) {
    image.values.insert(image.values.end(), sorted[i].slice->values.begin(), sorted[i].slice->values.end());
  }
  return image;
}

const Reader& dicom_reader() {
  static const DicomReader reader;
  return reader;
}

} // namespace reprovip::score
