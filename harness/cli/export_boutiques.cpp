#include "harness/study/export_boutiques.hpp"

#include "harness/cli/export.hpp"

namespace reprovip::cli {

namespace {

Errors write(const Arguments& arguments, const store::Store& store, const model::Study& study) {
  const auto written = study::export_boutiques(store, study, arguments.text("boutiques"));
  return written ? Errors{} : Errors{with_context(written.error(), "while writing --boutiques")};
}

} // namespace

ExportForm boutiques_form() {
  return {
      {"boutiques", 0, "DIR", "one record of provenance per execution, as Boutiques keeps them"}, write, {}};
}

} // namespace reprovip::cli
