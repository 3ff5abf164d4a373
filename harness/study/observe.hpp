#pragma once

#include "harness/model/study.hpp"
#include "harness/store/store.hpp"

namespace reprovip::study {

// Every number of every output of a study, read from the stored outputs again: more than the study keeps.
model::Observations observe_everything(const store::Store& store, const model::Study& study);

} // namespace reprovip::study
