#include "harness/cli/import_stores.hpp"

#include "harness/base/format.hpp"
#include "harness/cli/common.hpp"
#include "harness/store/store.hpp"
#include "harness/study/request.hpp"

#include <algorithm>
#include <filesystem>
#include <set>

namespace reprovip::cli {

bool is_store(const std::string& word) {
  std::error_code ignored;
  return std::filesystem::exists(sys::Path(word) / "store.json", ignored);
}

namespace {

struct Words {
  std::vector<std::string> stores;
  std::vector<std::string> protocols;
};

Checked<Words> sorted_words(const Arguments& arguments) {
  Words words;
  Errors others;
  for (const auto& word : arguments.words) {
    if (is_store(word)) {
      words.stores.push_back(word);
    } else if (word.ends_with(".toml")) {
      words.protocols.push_back(word);
    } else {
      others.push_back(make_error(ErrorKind::usage, format("\"{}\" is no run store, others here are", word),
                                  "import stores first, trees by a command of their own"));
    }
  }
  if (!others.empty()) {
    return tl::unexpected(std::move(others));
  }
  return words;
}

// Builds come first: what an application is, and so the name of a cell, may depend on them.
Checked<store::Store::United> take_over(store::Store& store, const store::Store& from,
                                        const Arguments& arguments,
                                        const std::vector<std::string>& protocols) {
  if (protocols.empty()) {
    return checked(store.unite(from));
  }
  TRY(checked(store.unite_cells(from, {})));
  std::set<Digest> cells;
  for (const auto& protocol : protocols) {
    TRY_ASSIGN(const auto request, request_from(arguments, protocol));
    TRY_ASSIGN(const auto plan, study::plan_request(request));
    for (const auto& cell : plan.cells) {
      cells.insert(cell.key);
    }
  }
  return checked(store.unite_cells(from, cells));
}

constexpr std::size_t k_most_named = 10;

// Outputs that were lost earlier: the union is whole, what it can be asked is less.
void tell_missing(const std::string& word, const std::vector<std::string>& missing) {
  if (missing.empty()) {
    return;
  }
  std::vector<std::string> lines = {
      format("{}: {} that its records name {} in neither store", word,
             missing.size() == 1 ? "a file" : format("{} files", missing.size()),
             missing.size() == 1 ? "is" : "are")};
  for (std::size_t i = 0; i < std::min(missing.size(), k_most_named); ++i) {
    lines.push_back("  " + missing[i]);
  }
  if (missing.size() > k_most_named) {
    lines.push_back(format("  and {} more", missing.size() - k_most_named));
  }
  note(lines);
}

} // namespace

Checked<model::ExitCode> import_stores(const Arguments& arguments) {
  TRY_ASSIGN(const auto words, sorted_words(arguments));
  const auto root = arguments.text("store", ".reprovip");
  TRY_ASSIGN(auto store, checked(store::Store::open(root, store::Access::write)));
  for (const auto& word : words.stores) {
    TRY_ASSIGN(const auto from, checked(store::Store::open(word, store::Access::read)));
    TRY_ASSIGN(const auto united, take_over(store, from, arguments, words.protocols));
    tell_missing(word, united.missing);
    if (!arguments.has("quiet")) {
      print(format("{}: {} records, {} objects, {} hosts, {} studies are new in {}\n", word, united.records,
                   united.objects, united.hosts, united.studies, root));
    }
  }
  return model::ExitCode::success;
}

} // namespace reprovip::cli
