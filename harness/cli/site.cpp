#include "harness/cli/site.hpp"

#include "harness/base/format.hpp"
#include "harness/report/report.hpp"
#include "harness/report/reporters.hpp"
#include "harness/report/site.hpp"

#include <filesystem>

namespace reprovip::cli {

namespace {

constexpr const char* k_summary = "summary.json";

Result<report::SiteEntry> read_entry(const sys::Path& folder) {
  const auto file = folder / k_summary;
  TRY_ASSIGN(const auto text, sys::read_file(file));
  TRY_ASSIGN(const auto json, parse_json(text, file.string()));
  TRY_ASSIGN(auto entry, report::site_entry_from_json(json, file.string()));
  entry.study = folder.filename().string(); // what the link must say
  return entry;
}

} // namespace

bool is_site(const std::string& file) {
  std::error_code absent;
  return file.ends_with('/') || std::filesystem::is_directory(file, absent);
}

Result<void> write_site_page(const sys::Path& site, const model::Study& study) {
  const auto folder = site / study.plan.study;
  TRY(sys::write_file_atomic(folder / "index.html", report::write_html(study)));
  return sys::write_file_atomic(folder / k_summary,
                                dump(report::to_json(report::site_entry(study)), 1) + "\n");
}

Result<std::size_t> write_site_index(const sys::Path& site) {
  std::vector<report::SiteEntry> entries;
  for (const auto& name : sys::list_names(site)) {
    std::error_code absent;
    if (std::filesystem::exists(site / name / k_summary, absent)) {
      TRY_ASSIGN(auto entry, read_entry(site / name));
      entries.push_back(std::move(entry));
    }
  }
  const auto count = entries.size();
  TRY(sys::write_file_atomic(site / "index.html",
                             report::write_site_index(std::move(entries), REPROVIP_VERSION)));
  return count;
}

} // namespace reprovip::cli
