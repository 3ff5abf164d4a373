#include "harness/base/format.hpp"
#include "harness/cli/export.hpp"
#include "harness/report/tables.hpp"
#include "harness/study/observe.hpp"
#include "harness/sys/files.hpp"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>

namespace reprovip::cli {

namespace {

Error cannot_write(const sys::Path& file, int reason) {
  return make_error(ErrorKind::environment,
                    format("cannot write {}: {}", file.string(), std::strerror(reason)));
}

// Part by part: a table may be larger than memory.
Result<void> write_table(const report::TidyTable& table, const model::Study& study,
                         const model::Observations& values, const std::string& file) {
  const bool to_stdout = file == "-";
  std::FILE* stream = to_stdout ? stdout : std::fopen(file.c_str(), "wb");
  if (stream == nullptr) {
    return tl::unexpected(cannot_write(file, errno));
  }
  bool whole = true;
  table.write(study, values, [&](std::string_view part) {
    whole = whole && std::fwrite(part.data(), 1, part.size(), stream) == part.size();
  });
  whole = std::fflush(stream) == 0 && whole;
  const int reason = errno;
  whole = (to_stdout || std::fclose(stream) == 0) && whole;
  return whole ? Result<void>{} : tl::unexpected(cannot_write(file, reason));
}

Result<void> write_folder(const model::Study& study, const model::Observations& values,
                          const sys::Path& folder) {
  TRY(sys::make_directories(folder));
  for (const auto& table : report::tables()) {
    TRY(write_table(table, study, values, (folder / (table.name + ".csv")).string()));
  }
  return sys::write_file_atomic(folder / "datapackage.json", report::data_package(study));
}

// "FILE.csv" or "-" is the table of values alone.
Errors write(const Arguments& arguments, const store::Store& store, const model::Study& study) {
  const auto where = arguments.text("table");
  const bool is_file = where == "-" || where.ends_with(".csv");
  const auto values = study::observe_everything(store, study);
  for (const auto& what : values.left_out) {
    std::fputs(("reprovip: not in the table: " + what + "\n").c_str(), stderr);
  }
  const auto written = is_file ? write_table(*report::find_table("values"), study, values, where)
                               : write_folder(study, values, where);
  return written ? Errors{} : Errors{with_context(written.error(), "while writing --table")};
}

} // namespace

ExportForm table_form() {
  return {{"table", 0, "DIR|FILE", "tidy CSV tables of values, executions and scores, with datapackage.json"},
          write,
          {}};
}

} // namespace reprovip::cli
