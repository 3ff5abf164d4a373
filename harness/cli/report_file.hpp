#pragma once

#include "harness/cli/subcommand.hpp"
#include "harness/report/report.hpp"

#include <set>
#include <string>

namespace reprovip::cli {

// Where a report goes: what its own flag says, else its place in the folder of --reports; "" = it is not
// asked for. Pipelines rely on the names.
std::string report_file(const Arguments& arguments, const report::ReporterEntry& reporter);

// Where the reports of one protocol after the other go: those of several stand beside each other.
class ReportNames {
public:
  explicit ReportNames(bool several) : m_several(several) {}

  // The arguments for the reports of this study ("NAME-1234abcd"): of several protocols "out/junit.xml" is
  // "out/junit-NAME.xml" and the folder of --reports is DIR/NAME; a name seen before is NAME-2. Sites,
  // standard output, devices and pipes stay: they hold several reports.
  Arguments of(const Arguments& arguments, const std::string& study);

private:
  bool m_several;
  std::set<std::string> m_taken;
};

} // namespace reprovip::cli
