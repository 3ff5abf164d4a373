#pragma once

#include "harness/base/result.hpp"
#include "harness/model/study.hpp"
#include "harness/store/store.hpp"

#include <string>

namespace reprovip::study {

struct CrateRequest {
  sys::Path destination; // a folder that is new or empty, or a file "*.zip"
  std::string license;   // a URL or an SPDX identifier; "" = not stated
  bool with_files = false;
};

// The study as a Workflow Run RO-Crate (report/crate.hpp), with the protocol, the applications' descriptions
// and the JSON report. An input that is no longer what it was when the study was planned is an error.
Result<void> export_crate(const store::Store& store, const model::Study& study, const CrateRequest& request);

} // namespace reprovip::study
