#include "harness/base/format.hpp"
#include "harness/study/gallery.hpp"
#include "harness/voxels/nifti.hpp"

#include <algorithm>
#include <set>

namespace reprovip::study {

namespace {

struct Map {
  const model::Score* score = nullptr;
  std::string file;
  std::string name;       // "sd"
  std::size_t before = 0; // maps of the same metric and name
};

// "maps/maps-02-sd.nii.gz" → "sd"
std::string map_name(const std::string& file) {
  auto stem = sys::Path(file).filename().string();
  stem = stem.substr(0, stem.find(".nii"));
  const auto dash = stem.find_last_of("-_");
  return dash == std::string::npos ? stem : stem.substr(dash + 1);
}

// The first map of every metric and name, then the second of each...
std::vector<Map> maps_of(const model::Study& study) {
  std::vector<Map> maps;
  std::set<std::string> known;
  std::map<std::pair<std::string, std::string>, std::size_t> seen;
  for (const auto& score : study.scores.scores) {
    for (const auto& file : score.files) {
      if (known.insert(file).second) {
        const auto name = map_name(file);
        maps.push_back({&score, file, name, seen[{score.metric, name}]++});
      }
    }
  }
  std::ranges::stable_sort(maps, {}, &Map::before);
  return maps;
}

model::Picture picture_of(const Map& map) {
  model::Picture picture;
  const auto& score = *map.score;
  picture.output = score.output;
  picture.metric = score.metric;
  picture.title = format("{} of {}{}", map.name, score.output, score.group.empty() ? "" : ", " + score.group);
  return picture;
}

} // namespace

void exhibit_maps(const store::Store& store, const model::Study& study, Gallery& gallery) {
  const auto folder = store.study_directory(study.plan.study);
  std::size_t left_out = 0;
  for (const auto& map : maps_of(study)) {
    if (!gallery.has_room()) {
      ++left_out;
      continue;
    }
    auto image = voxels::read_nifti(folder / map.file);
    if (!image) {
      gallery.leave_out(map.file, image.error().message);
      continue;
    }
    if (const auto why = not_a_volume(*image); !why.empty()) {
      gallery.leave_out(map.file, why);
      continue;
    }
    model::Layer layer;
    layer.name = map.name;
    gallery.hang(picture_of(map), {{layer, std::move(*image)}});
  }
  if (left_out > 0) {
    gallery.leave_out(format("{} more map{}", left_out, left_out == 1 ? "" : "s"),
                      "the page has no more room for them; the study's folder has them");
  }
}

} // namespace reprovip::study
