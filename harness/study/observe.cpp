#include "harness/study/observe.hpp"

#include "harness/score/observe.hpp"

#include <cstddef>
#include <limits>

namespace reprovip::study {

model::Observations observe_everything(const store::Store& store, const model::Study& study) {
  const score::World world{.open = [&store](const Digest& digest) { return store.object(digest); },
                           .hosts = &study.hosts};
  auto observations =
      score::observe(study.plan, study.records, world,
                     {.everything = true, .most_numbers = std::numeric_limits<std::size_t>::max()});
  observations.study = study.plan.study;
  return observations;
}

} // namespace reprovip::study
