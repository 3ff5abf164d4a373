#include "harness/cli/report_file.hpp"

#include "harness/sys/files.hpp"

namespace reprovip::cli {

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

} // namespace reprovip::cli
