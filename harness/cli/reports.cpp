#include "harness/base/format.hpp"
#include "harness/cli/common.hpp"
#include "harness/cli/report_file.hpp"
#include "harness/cli/site.hpp"
#include "harness/report/report.hpp"
#include "harness/study/exhibit.hpp"
#include "harness/sys/files.hpp"
#include "harness/sys/process.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>

namespace reprovip::cli {

namespace {

// No file beside which others could stand.
bool is_special(const std::string& file) {
  struct stat status = {};
  return file == "-" || (lstat(file.c_str(), &status) == 0 && !S_ISREG(status.st_mode));
}

// The folder as the system names it: CI_PROJECT_DIR and the current folder may differ by a link.
std::string real_folder(const sys::Path& folder) {
  std::error_code failed;
  const auto path = std::filesystem::weakly_canonical(folder, failed);
  return failed ? folder.string() : path.string();
}

bool goes_to_site(const report::ReporterEntry& reporter, const std::string& file) {
  return reporter.name == "html" && is_site(file);
}

model::Place place_of(const Arguments& arguments, const std::string& study) {
  model::Place place;
  std::error_code failed;
  place.current = real_folder(std::filesystem::current_path(failed));
  const auto project = sys::environment_value("CI_PROJECT_DIR");
  place.project = project.empty() ? place.current : real_folder(project);
  place.job = sys::environment_value("CI_JOB_URL");
  place.dashboard = arguments.text("url");
  for (const auto& reporter : report::builtin_reporters()) {
    const auto file = report_file(arguments, reporter);
    if (goes_to_site(reporter, file)) {
      place.reports[reporter.name] = (sys::Path(file) / study / "index.html").string();
    } else if (!file.empty() && !is_special(file)) {
      place.reports[reporter.name] = file;
    }
  }
  return place;
}

// What reports show of the store, when one is asked for that does. A store that is not there (of a comparison
// of two) shows nothing.
void add_exhibits(const Arguments& arguments, model::Study& study) {
  const bool wanted =
      std::ranges::any_of(report::builtin_reporters(), [&](const report::ReporterEntry& reporter) {
        return reporter.shows_exhibits && !report_file(arguments, reporter).empty();
      });
  if (!wanted || !std::filesystem::exists(sys::Path(study.store) / "store.json")) {
    return;
  }
  if (const auto store = store::Store::open(study.store, store::Access::read)) {
    study::exhibit(*store, study);
  }
}

// A report and what stands beside it, whose folder is made.
Result<void> write_whole(const report::ReporterEntry& reporter, const std::string& file,
                         const model::Study& study) {
  if (goes_to_site(reporter, file)) {
    TRY(write_site_page(file, study));
    TRY(write_site_index(file));
    return {};
  }
  TRY(write_bytes(file, reporter.write(study)));
  if (reporter.attachments == nullptr) {
    return {};
  }
  for (const auto& attachment : reporter.attachments(study)) {
    const sys::Path path = attachment.file;
    std::error_code ignored;
    std::filesystem::create_directories(path.parent_path(), ignored);
    TRY(sys::write_file_atomic(path, attachment.bytes));
  }
  return {};
}

} // namespace

Result<void> write_bytes(const std::string& file, const std::string& bytes) {
  if (!is_special(file)) {
    return sys::write_file_atomic(file, bytes);
  }
  std::FILE* stream = file == "-" ? stdout : std::fopen(file.c_str(), "wb");
  if (stream == nullptr) {
    return failure(ErrorKind::environment, format("cannot write {}: {}", file, std::strerror(errno)));
  }
  const bool whole =
      std::fwrite(bytes.data(), 1, bytes.size(), stream) == bytes.size() && std::fflush(stream) == 0;
  const int reason = errno;
  if (stream != stdout) {
    std::fclose(stream);
  }
  return whole ? Result<void>{}
               : failure(ErrorKind::environment, format("cannot write {}: {}", file, std::strerror(reason)));
}

Errors write_reports(const Arguments& arguments, model::Study& study) {
  study.place = place_of(arguments, study.plan.study);
  add_exhibits(arguments, study);
  Errors problems;
  for (const auto& reporter : report::builtin_reporters()) {
    const auto file = report_file(arguments, reporter);
    if (file.empty()) {
      continue;
    }
    if (auto written = write_whole(reporter, file, study); !written) {
      problems.push_back(
          with_context(std::move(written).error(), format("while writing --{}", reporter.name)));
    }
  }
  return problems;
}

} // namespace reprovip::cli
