#pragma once

#include "harness/base/digest.hpp"
#include "harness/model/study.hpp"
#include "harness/sys/files.hpp"

#include <cstdint>
#include <string>
#include <vector>

// A study as a Workflow Run RO-Crate: RO-Crate 1.1 with the profiles Process Run Crate 0.5 and Workflow Run
// Crate 0.5 (w3id.org/ro/wfrun). The protocol is the workflow (`mainEntity`), the study is its run, and every
// execution is a CreateAction whose instrument is the application. The same study gives the same bytes.
namespace reprovip::report {

// A text that goes with the study: the protocol, the application's description, the report.
struct CrateDocument {
  std::string path; // in the crate
  std::string bytes;
  std::string about;    // what it is, for people
  std::string encoding; // media type
};
// What cannot be told from a study.
struct CrateOptions {
  std::vector<CrateDocument> documents; // the first is the protocol
  std::string license;                  // a URL; "" = not stated
  bool with_files = false; // every output that was kept, every log and input; else outputs of up to 1 MiB
};

// Where a file of the crate comes from: the store's object of this digest, or `host`.
struct CrateFile {
  std::string path;
  Digest digest;
  sys::Path host; // of an input; else empty
};
struct Crate {
  std::string metadata;         // ro-crate-metadata.json
  std::vector<CrateFile> files; // beside the documents; by path, each once
};
Crate make_crate(const model::Study& study, const CrateOptions& options);

} // namespace reprovip::report
