#pragma once

#include "harness/base/result.hpp"
#include "harness/model/study.hpp"
#include "harness/store/store.hpp"

namespace reprovip::study {

// One JSON file per execution that was made, as `bosh exec launch` keeps them below ~/.cache/boutiques/data:
// "summary", "public-invocation" and "public-output"; "hash" is SHA-256. Logs up to their last 64 KiB, read
// from the store. The folder is new or empty. Also of applications that have no Boutiques descriptor: their
// inputs and parameters have ids too.
Result<void> export_boutiques(const store::Store& store, const model::Study& study, const sys::Path& folder);

} // namespace reprovip::study
