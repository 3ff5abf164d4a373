#include "harness/diff/diff.hpp"

#include "harness/base/format.hpp"
#include "harness/base/suggest.hpp"
#include "harness/cli/commands.hpp"
#include "harness/cli/common.hpp"

#include <algorithm>
#include <charconv>
#include <filesystem>

namespace reprovip::cli {

namespace {

namespace fs = std::filesystem;

// What a word of the command line stands for: one file, or several by name.
struct Given {
  diff::Tree files;
  bool is_tree = false;
};

// "<cell>/r001:output", "<cell>/r001" for all outputs.
struct Reference {
  std::string cell; // the beginning of its key
  std::uint32_t repetition = 0;
  std::string output;
};

std::optional<Reference> reference_from(const std::string& word) {
  const auto slash = word.find("/r");
  const auto colon = std::min(word.find(':', slash == std::string::npos ? 0 : slash), word.size());
  if (slash == std::string::npos || slash == 0) {
    return std::nullopt;
  }
  Reference reference{word.substr(0, slash), 0, colon < word.size() ? word.substr(colon + 1) : ""};
  const bool is_hex = reference.cell.find_first_not_of("0123456789abcdef") == std::string::npos;
  const auto* end = word.data() + colon;
  const auto read = std::from_chars(word.data() + slash + 2, end, reference.repetition);
  const bool is_number = read.ec == std::errc{} && read.ptr == end && reference.repetition > 0;
  return is_hex && is_number ? std::optional(std::move(reference)) : std::nullopt;
}

Result<Digest> find_cell(const store::Store& store, const std::string& prefix) {
  std::vector<std::string> found;
  for (const auto& name : sys::list_names(store.root() / "cells")) {
    if (name.starts_with(prefix)) {
      found.push_back(name);
    }
  }
  if (found.size() != 1) {
    return failure(ErrorKind::usage,
                   format("{} cells of {} begin with \"{}\"", found.empty() ? "no" : "several",
                          store.root().string(), prefix),
                   found.empty() ? "`reprovip list` and the records of a study name them"
                                 : "write more of it");
  }
  return Digest{found.front()};
}

// The attempt that counts: the last complete one, else the last.
Result<model::Record> find_record(const store::Store& store, const Reference& reference) {
  TRY_ASSIGN(const auto cell, find_cell(store, reference.cell));
  std::vector<std::string> warnings;
  TRY_ASSIGN(auto records, store.records(cell, warnings));
  std::erase_if(records, [&](const auto& record) { return record.repetition != reference.repetition; });
  if (records.empty()) {
    return failure(ErrorKind::usage,
                   format("cell {} has no repetition {}", reference.cell, reference.repetition));
  }
  const auto complete = std::find_if(records.rbegin(), records.rend(), model::is_complete);
  return complete == records.rend() ? records.back() : *complete;
}

Result<Given> outputs_of(const store::Store& store, const Reference& reference) {
  TRY_ASSIGN(const auto record, find_record(store, reference));
  Given given;
  std::vector<std::string> known;
  std::size_t outputs = 0;
  for (const auto& output : record.outputs) {
    known.push_back(output.id);
    if (!reference.output.empty() && output.id != reference.output) {
      continue;
    }
    ++outputs;
    for (const auto& file : output.files) {
      TRY_ASSIGN(const auto object, store.object(file.raw));
      given.files.emplace_back(file.path, diff::Side{object, fs::path(file.path).filename().string()});
    }
  }
  if (outputs == 0) {
    return failure(ErrorKind::usage, format("the execution has no output \"{}\"", reference.output),
                   suggestion(reference.output, known));
  }
  if (given.files.empty()) {
    return failure(ErrorKind::usage, format("the execution did not write \"{}\"",
                                            reference.output.empty() ? "any output" : reference.output));
  }
  given.is_tree = reference.output.empty() || given.files.size() != 1;
  return given;
}

Result<Given> given_by(const Arguments& arguments, const std::string& word) {
  std::error_code ignored;
  if (fs::is_directory(word, ignored)) {
    TRY_ASSIGN(auto files, diff::tree_of(word));
    return Given{std::move(files), true};
  }
  if (fs::exists(word, ignored)) {
    const auto name = fs::path(word).filename().string();
    return Given{{{name, {word, name}}}, false};
  }
  const auto reference = reference_from(word);
  if (!reference) {
    return failure(ErrorKind::usage, format("there is no file \"{}\"", word),
                   "give files, folders, or <cell>/r001:<output> of the store");
  }
  TRY_ASSIGN(const auto store, store::Store::open(arguments.text("store", ".reprovip"), store::Access::read));
  return outputs_of(store, *reference);
}

Result<diff::Difference> compared(const Arguments& arguments, const diff::Options& options) {
  const auto& a_word = arguments.words[0];
  const auto& b_word = arguments.words[1];
  TRY_ASSIGN(const auto a, given_by(arguments, a_word));
  TRY_ASSIGN(const auto b, given_by(arguments, b_word));
  if (a.is_tree != b.is_tree) {
    return failure(ErrorKind::usage,
                   format("\"{}\" is {}, \"{}\" is {}", a_word, a.is_tree ? "a folder" : "a file", b_word,
                          b.is_tree ? "a folder" : "a file"),
                   "give two files or two folders");
  }
  return a.is_tree ? diff::diff_trees(a.files, b.files, format("{} | {}", a_word, b_word), options)
                   : diff::diff_files(a.files.front().second, b.files.front().second, options);
}

Checked<model::ExitCode> run(const Arguments& arguments) {
  constexpr std::size_t k_everything = std::size_t{1} << 40;
  constexpr std::uint32_t k_lines = 60;
  diff::Options options;
  options.reader = arguments.text("reader");
  options.ignore = arguments.all("ignore");
  options.most = arguments.has("all") ? k_everything : options.most;
  options.ask_programs = !arguments.has("no-diffoscope");
  TRY_ASSIGN(const auto lines, checked(arguments.count("lines")));
  TRY_ASSIGN(const auto difference, checked(compared(arguments, options)));
  if (arguments.has("json")) {
    print(dump(diff::to_json(difference), 1) + "\n");
  } else {
    print(diff::to_text(difference, arguments.has("all") ? 0 : lines.value_or(k_lines)));
  }
  return difference.same ? model::ExitCode::success : model::ExitCode::criterion_failed;
}

} // namespace

Subcommand diff_command() {
  return {.name = "diff",
          .doc = "how two outputs differ: files, folders, or <cell>/r001:<output> of the store",
          .words_name = "A-B",
          .least_words = 2,
          .most_words = 2,
          .flags = {{"reader", 0, "NAME", "how to read both (default: as fits what they hold)"},
                    {"ignore", 0, "NAME", "a normaliser beyond the formats' own", true},
                    {"lines", 0, "N", "at most so many lines (default 60)"},
                    {"all", 0, "", "every entry and every line"},
                    {"no-diffoscope", 0, "", "do not ask diffoscope about files without a differ"},
                    {"json", 0, "", "as JSON"},
                    {"store", 0, "DIR", "the run store (default .reprovip)"}},
          .example = "diff old/mask.nii.gz new/mask.nii.gz",
          .run = run};
}

} // namespace reprovip::cli
