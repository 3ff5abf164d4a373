#pragma once

#include "harness/base/result.hpp"
#include "harness/study/seen.hpp"

namespace reprovip::study {

// Fetches an execution that somebody ran on VIP ("vip:workflow-...") into `folder`, and gives the words by
// which that folder is seen: subject and levels are those of its inputs, where they tell.
Checked<ResultWords> fetch_vip_result(const ResultWords& words, const sys::Path& folder);

} // namespace reprovip::study
