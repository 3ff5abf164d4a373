#include "harness/cli/baselines.hpp"

#include "harness/base/format.hpp"
#include "harness/cli/common.hpp"

#include <charconv>
#include <cmath>
#include <filesystem>

namespace reprovip::cli {

sys::Path baseline_place(const sys::Path& protocol_file, const std::string& name) {
  return (protocol_file.parent_path() / "baselines" / (name + ".json")).lexically_normal();
}

Result<std::optional<model::Baseline>> read_baseline(const sys::Path& file) {
  std::error_code ignored;
  if (!std::filesystem::exists(file, ignored)) {
    return std::nullopt;
  }
  if (std::filesystem::is_directory(file, ignored)) {
    return failure(ErrorKind::usage, format("\"{}\" is a folder", file.string()),
                   "name the baseline's file in it, baselines/NAME.json");
  }
  TRY_ASSIGN(const auto text, sys::read_file(file));
  TRY_ASSIGN(const auto json, parse_json(text, file.string()));
  TRY_ASSIGN(auto baseline, model::baseline_from_json(json, file.string()));
  return baseline;
}

model::ExitCode complain_missing(const sys::Path& file) {
  complain({make_error(ErrorKind::usage, format("there is no baseline \"{}\"", file.string()),
                       "`reprovip baseline accept` writes one from a study; --baseline names another file")});
  return model::ExitCode::baseline_missing;
}

Result<double> positive_flag(const Arguments& arguments, const std::string& name, double otherwise) {
  if (!arguments.has(name)) {
    return otherwise;
  }
  const auto text = arguments.text(name);
  double value = 0;
  const auto* end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, value);
  if (read.ec != std::errc{} || read.ptr != end || !(value > 0) || !std::isfinite(value)) {
    return failure(ErrorKind::usage, format("--{} cannot be \"{}\"", name, text), "write a number above 0");
  }
  return value;
}

Result<double> alpha_flag(const Arguments& arguments) {
  TRY_ASSIGN(const auto alpha, positive_flag(arguments, "alpha", 0.05));
  if (alpha > 0.2) {
    return failure(ErrorKind::usage, format("--alpha cannot be \"{}\"", arguments.text("alpha")),
                   "0.05 is one false alarm in twenty; at most 0.2");
  }
  return alpha;
}

Flag alpha_flag_declaration() {
  return {"alpha", 0, "NUMBER", "share of false alarms (default 0.05: one in twenty)"};
}

} // namespace reprovip::cli
