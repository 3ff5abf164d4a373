#include "harness/cli/report_file.hpp"

#include "harness/base/format.hpp"
#include "harness/cli/site.hpp"
#include "harness/sys/files.hpp"

#include <sys/stat.h>

namespace reprovip::cli {

namespace {

std::string beside(const std::string& file, const std::string& name) {
  const sys::Path path(file);
  return (path.parent_path() / (path.stem().string() + "-" + name + path.extension().string())).string();
}

// A site has a page per study by itself; in a stream reports follow each other.
bool holds_several(const std::string& file) {
  struct stat status = {};
  return file == "-" || file.starts_with("/dev/") || is_site(file) ||
         (stat(file.c_str(), &status) == 0 && !S_ISREG(status.st_mode));
}

} // namespace

std::string report_file(const Arguments& arguments, const report::ReporterEntry& reporter) {
  static const std::map<std::string, std::string> k_names = {
      {"json", "report.json"}, {"html", "report.html"}, {"csv", "scores.csv"}, {"markdown", "summary.md"}};
  const auto file = arguments.text(reporter.name);
  const auto folder = arguments.text("reports");
  if (!file.empty() || folder.empty()) {
    return file;
  }
  const auto name = k_names.find(reporter.name);
  const bool is_named = name != k_names.end();
  return (sys::Path(folder) / (is_named ? name->second : reporter.name + "." + reporter.extension)).string();
}

Arguments ReportNames::of(const Arguments& arguments, const std::string& study) {
  if (!m_several) {
    return arguments;
  }
  const auto protocol = study.substr(0, study.rfind('-'));
  auto name = protocol;
  for (int count = 2; !m_taken.insert(name).second; ++count) {
    name = format("{}-{}", protocol, count);
  }
  auto own = arguments;
  for (const auto& reporter : report::builtin_reporters()) {
    const auto file = arguments.text(reporter.name);
    if (!file.empty() && !holds_several(file)) {
      own.flags[reporter.name] = {beside(file, name)};
    }
  }
  if (arguments.has("reports")) {
    own.flags["reports"] = {(sys::Path(arguments.text("reports")) / name).string()};
  }
  return own;
}

} // namespace reprovip::cli
