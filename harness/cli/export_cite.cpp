#include "harness/base/format.hpp"
#include "harness/cli/common.hpp"
#include "harness/cli/export.hpp"
#include "harness/report/citation.hpp"
#include "harness/sys/hash.hpp"

namespace reprovip::cli {

namespace {

using Cite = std::string (*)(const model::Study&, const Digest&);
constexpr std::pair<const char*, Cite> k_forms[] = {
    {"text", report::cite_text}, {"bibtex", report::cite_bibtex}, {"cff", report::cite_cff}};

Errors write(const Arguments& arguments, const store::Store&, const model::Study& study) {
  const auto protocol = sys::sha256_file(study.plan.resolved.protocol.file);
  if (!protocol) {
    return {protocol.error()};
  }
  for (const auto& [name, cite] : k_forms) {
    if (arguments.text("cite") == name) {
      print(cite(study, *protocol));
      return {};
    }
  }
  return {make_error(ErrorKind::usage, format("--cite cannot be \"{}\"", arguments.text("cite")),
                     "it takes text, bibtex or cff")};
}

} // namespace

ExportForm cite_form() {
  return {{"cite", 0, "FORM", "how to cite what was tested: text, bibtex or cff"}, write, {}};
}

} // namespace reprovip::cli
