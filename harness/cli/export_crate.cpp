#include "harness/study/export_crate.hpp"

#include "harness/cli/export.hpp"

namespace reprovip::cli {

namespace {

Errors write(const Arguments& arguments, const store::Store& store, const model::Study& study) {
  const auto written = study::export_crate(store, study,
                                           {.destination = arguments.text("crate"),
                                            .license = arguments.text("license"),
                                            .with_files = arguments.has("with-files")});
  return written ? Errors{} : Errors{with_context(written.error(), "while writing --crate")};
}

} // namespace

ExportForm crate_form() {
  return {{"crate", 0, "DIR|ZIP", "provenance as a Workflow Run RO-Crate, with outputs of up to 1 MiB"},
          write,
          {{"with-files", 0, "", "with --crate: also larger outputs, logs and inputs"},
           {"license", 0, "URL|SPDX", "with --crate: the terms under which the study may be used"}}};
}

} // namespace reprovip::cli
