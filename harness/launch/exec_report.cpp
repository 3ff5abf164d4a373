#include "harness/launch/exec_report.hpp"

#include "harness/base/format.hpp"
#include "harness/base/json.hpp"

namespace reprovip::launch {

namespace {

constexpr int k_schema = 1;

std::uint64_t bytes(const Json& json) {
  return static_cast<std::uint64_t>(json.integer());
}

} // namespace

Result<ExecReport> read_exec_report(const sys::Path& attempt) {
  const auto file = attempt / "exec.json";
  TRY_ASSIGN(const auto text, sys::read_file(file));
  TRY_ASSIGN(const auto json, parse_json(text, file.string()));
  if (json["schema"].integer() != k_schema) {
    return failure(ErrorKind::launch,
                   format("{}: written by another version of reprovip-exec (format {}, wanted {})",
                          file.string(), json["schema"].integer(), k_schema),
                   "build reprovip and reprovip-exec together, or set REPROVIP_EXEC");
  }
  ExecReport report;
  TRY_ASSIGN(report.ending, model::ending_from_json(json, file.string()));
  report.out_size = bytes(json["out"]["size"]);
  report.out_kept = bytes(json["out"]["kept"]);
  report.err_size = bytes(json["err"]["size"]);
  report.err_kept = bytes(json["err"]["kept"]);
  return report;
}

} // namespace reprovip::launch
