#include "harness/cli/import_stores.hpp"

#include "harness/base/format.hpp"
#include "harness/cli/common.hpp"
#include "harness/store/store.hpp"

#include <filesystem>

namespace reprovip::cli {

bool is_store(const std::string& word) {
  std::error_code ignored;
  return std::filesystem::exists(sys::Path(word) / "store.json", ignored);
}

Checked<model::ExitCode> import_stores(const Arguments& arguments) {
  Errors others;
  for (const auto& word : arguments.words) {
    if (!is_store(word)) {
      others.push_back(make_error(ErrorKind::usage, format("\"{}\" is no run store, others here are", word),
                                  "import stores first, trees and protocols by a command of their own"));
    }
  }
  if (!others.empty()) {
    return tl::unexpected(std::move(others));
  }
  const auto root = arguments.text("store", ".reprovip");
  TRY_ASSIGN(auto store, checked(store::Store::open(root, store::Access::write)));
  for (const auto& word : arguments.words) {
    TRY_ASSIGN(const auto from, checked(store::Store::open(word, store::Access::read)));
    TRY_ASSIGN(const auto united, checked(store.unite(from)));
    if (!arguments.has("quiet")) {
      print(format("{}: {} records, {} objects, {} hosts, {} studies are new in {}\n", word, united.records,
                   united.objects, united.hosts, united.studies, root));
    }
  }
  return model::ExitCode::success;
}

} // namespace reprovip::cli
