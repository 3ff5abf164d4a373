#pragma once

#include "harness/base/json.hpp"
#include "harness/model/study.hpp"

namespace reprovip::report {

// What the page's scripts draw from: keys in page/README.md. Bounded: what does not fit is named in
// "left_out".
Json page_data(const model::Study& study);

} // namespace reprovip::report
