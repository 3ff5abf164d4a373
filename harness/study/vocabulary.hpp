#pragma once

#include "harness/model/vocabulary.hpp"

namespace reprovip::study {

// Every plug-in of every room, by the names that protocols use.
const model::Vocabulary& vocabulary();

} // namespace reprovip::study
