#pragma once

#include "harness/cli/subcommand.hpp"
#include "harness/report/report.hpp"

#include <string>

namespace reprovip::cli {

// Where a report goes: what its own flag says, else its place in the folder of --reports; "" = it is not
// asked for. Pipelines rely on the names.
std::string report_file(const Arguments& arguments, const report::ReporterEntry& reporter);

} // namespace reprovip::cli
