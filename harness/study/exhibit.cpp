#include "harness/study/exhibit.hpp"

#include "harness/study/gallery.hpp"

#include <algorithm>

namespace reprovip::study {

score::World world_of(const store::Store& store) {
  return {.open = [&store](const Digest& digest) { return store.object(digest); },
          .cache = nullptr,
          .hosts = nullptr,
          .places = {},
          .places_name = {}};
}

const model::Output* output_of(const model::Study& study, std::uint32_t execution, const std::string& id) {
  const auto& record = study.records[execution];
  if (!record) {
    return nullptr;
  }
  const auto found = std::ranges::find(record->outputs, id, &model::Output::id);
  return found == record->outputs.end() ? nullptr : &*found;
}

void exhibit(const store::Store& store, model::Study& study, const ExhibitLimits& limits) {
  study.exhibits.clear();
  study.pictures.clear();
  study.movements.clear();
  study.not_exhibited.clear();
  exhibit_logs(store, study, limits);
  exhibit_movements(store, study);
  Gallery gallery(study, limits);
  exhibit_classes(store, study, gallery);
  exhibit_maps(store, study, gallery);
}

} // namespace reprovip::study
