#pragma once

#include "harness/base/result.hpp"
#include "harness/cli/subcommand.hpp"
#include "harness/model/baseline.hpp"
#include "harness/sys/files.hpp"

#include <optional>
#include <string>

// Where baselines are, for the subcommands that take one.
namespace reprovip::cli {

// "baselines/<name>.json" in the folder of the protocol's file.
sys::Path baseline_place(const sys::Path& protocol_file, const std::string& name);

// Nothing when there is no such file: exit code 6, which the caller returns after `complain_missing`.
Result<std::optional<model::Baseline>> read_baseline(const sys::Path& file);
model::ExitCode complain_missing(const sys::Path& file);

// --alpha, above 0 and at most 0.2.
Result<double> alpha_flag(const Arguments& arguments);
Flag alpha_flag_declaration();
// A number above 0.
Result<double> positive_flag(const Arguments& arguments, const std::string& name, double otherwise);

} // namespace reprovip::cli
