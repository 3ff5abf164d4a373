// Writes the pages of studies that no protocol ran, for the browser: what sample_study.hpp makes, as small
// as the golden files' and as large as 50,000 executions.
// usage: page_studies FOLDER
#include "harness/report/reporters.hpp"
#include "harness/sys/files.hpp"

#include "tests/unit/report/sample_study.hpp"

#include <cstdio>
#include <filesystem>

namespace reprovip::report {

namespace {

bool write(const sys::Path& file, const std::string& text) {
  const auto written = sys::write_file_atomic(file, text);
  if (!written) {
    std::fputs((render(written.error()) + "\n").c_str(), stderr);
  }
  return written.has_value();
}

} // namespace

} // namespace reprovip::report

int main(int count, char** words) {
  using namespace reprovip::report;
  if (count != 2) {
    std::fputs("usage: page_studies FOLDER\n", stderr);
    return 2;
  }
  const std::filesystem::path folder = words[1];
  const auto sample = test::sample_study();
  const bool whole = write(folder / "sample.html", write_html(sample)) &&
                     write(folder / "sample.json", write_json(sample)) &&
                     write(folder / "hostile.html", write_html(test::hostile_study())) &&
                     write(folder / "large-500.html", write_html(test::large_study(84))) &&
                     write(folder / "large-50000.html", write_html(test::large_study(8334)));
  return whole ? 0 : 1;
}
