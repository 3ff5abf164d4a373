#include "harness/study/export_crate.hpp"

#include "harness/base/format.hpp"
#include "harness/report/crate.hpp"
#include "harness/report/report.hpp"
#include "harness/study/scratch.hpp"
#include "harness/sys/archive.hpp"
#include "harness/sys/hash.hpp"

#include <filesystem>
#include <set>

namespace reprovip::study {

namespace {

std::string media_type(const sys::Path& file) {
  return file.extension() == ".json" ? "application/json" : "application/toml";
}

// The documents that say what was asked; the same application is one, whatever engines ran it.
Result<std::vector<report::CrateDocument>> read_documents(const model::Study& study) {
  std::vector<report::CrateDocument> documents;
  const auto& protocol = study.plan.resolved.protocol;
  TRY_ASSIGN(auto text, sys::read_file(protocol.file));
  documents.push_back({"protocol.toml", std::move(text), "the protocol", media_type(protocol.file)});
  std::set<sys::Path> seen;
  for (const auto& deployment : study.plan.resolved.deployments) {
    const auto& file = deployment.application.file;
    if (file.empty() || !seen.insert(file).second) {
      continue;
    }
    TRY_ASSIGN(auto bytes, sys::read_file(file));
    const auto path = format("applications/{}/{}", seen.size(), file.filename().string());
    documents.push_back({path, std::move(bytes), "what application " + deployment.application.name + " is",
                         media_type(file)});
  }
  documents.push_back({"study.json", report::find_reporter("json")->write(study),
                       "all that is known of the study: plan, records, hosts, scores, verdicts",
                       "application/json"});
  return documents;
}

Result<void> copy_to(const sys::Path& from, const sys::Path& to) {
  std::error_code error;
  std::filesystem::create_directories(to.parent_path(), error);
  std::filesystem::copy_file(from, to, std::filesystem::copy_options::overwrite_existing, error);
  if (error) {
    return failure(ErrorKind::environment,
                   format("cannot copy \"{}\" to \"{}\": {}", from.string(), to.string(), error.message()));
  }
  std::filesystem::permissions(to, std::filesystem::perms::owner_write, std::filesystem::perm_options::add,
                               error);
  return {};
}

Result<void> copy_member(const store::Store& store, const report::CrateFile& file, const sys::Path& folder) {
  if (file.host.empty()) {
    TRY_ASSIGN(const auto object, store.object(file.digest));
    return copy_to(object, folder / file.path);
  }
  TRY_ASSIGN(const auto digest, sys::sha256_file(file.host));
  if (digest != file.digest) {
    return failure(ErrorKind::data, format("input \"{}\" is no longer what it was", file.host.string()),
                   "leave out --with-files: inputs are then named by their digests");
  }
  return copy_to(file.host, folder / file.path);
}

Result<void> write_folder(const store::Store& store, const report::Crate& crate,
                          const std::vector<report::CrateDocument>& documents, const sys::Path& folder) {
  for (const auto& document : documents) {
    TRY(sys::write_file_atomic(folder / document.path, document.bytes));
  }
  for (const auto& file : crate.files) {
    TRY(copy_member(store, file, folder));
  }
  return sys::write_file_atomic(folder / "ro-crate-metadata.json", crate.metadata);
}

} // namespace

Result<void> export_crate(const store::Store& store, const model::Study& study, const CrateRequest& request) {
  report::CrateOptions options;
  TRY_ASSIGN(options.documents, read_documents(study));
  const bool is_url = request.license.find(':') != std::string::npos || request.license.empty();
  options.license = is_url ? request.license : "https://spdx.org/licenses/" + request.license;
  options.with_files = request.with_files;
  const auto crate = report::make_crate(study, options);
  if (request.destination.extension() == ".zip") {
    TRY_ASSIGN(const auto scratch, Scratch::make());
    TRY(write_folder(store, crate, options.documents, scratch.path()));
    return sys::zip_folder(scratch.path(), request.destination);
  }
  if (!sys::list_names(request.destination).empty()) {
    return failure(ErrorKind::usage, format("\"{}\" is not empty", request.destination.string()),
                   "name a new folder, or a file that ends in .zip");
  }
  return write_folder(store, crate, options.documents, request.destination);
}

} // namespace reprovip::study
