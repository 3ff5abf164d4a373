#include "harness/study/import_protocol.hpp"

#include "harness/base/format.hpp"
#include "harness/base/json.hpp"
#include "harness/base/suggest.hpp"
#include "harness/store/store.hpp"
#include "harness/study/vip_session.hpp"
#include "harness/study/vocabulary.hpp"
#include "harness/sys/archive.hpp"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <set>

namespace reprovip::study {

namespace {

namespace fs = std::filesystem;

// What a file's name and an id may not have is replaced.
std::string plain(std::string text) {
  for (char& c : text) {
    const bool fits =
        (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
    c = fits ? c : '-';
  }
  return text.empty() ? "import" : text;
}

// A basic string of TOML is one of JSON.
std::string toml_text(const std::string& text) {
  return dump(Json(text));
}

bool is_number(const std::string& text) {
  double number = 0;
  const auto* end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, number);
  return read.ec == std::errc{} && read.ptr == end && text.find_first_of("in") == std::string::npos;
}

std::string toml_value(const std::string& text) {
  return text == "true" || text == "false" || is_number(text) ? text : toml_text(text);
}

// "mask.nii.gz" → "mask".
std::string stem_of(const std::string& path) {
  const auto name = sys::Path(path).filename().string();
  return plain(name.substr(0, name.find('.')));
}

// Below a workflow's folder: <job>.tgz, a folder or an archive, with the results of one job.
std::set<std::string> session_files(const sys::Path& tree, const VipSession& session) {
  std::set<std::string> files;
  for (const auto& workflow : session.workflows) {
    for (const auto& job : sys::list_names(tree / workflow)) {
      const auto path = tree / workflow / job;
      std::error_code ignored;
      if (fs::is_directory(path, ignored)) {
        for (const auto& entry : sys::list_tree(path).value_or(std::vector<sys::Entry>{})) {
          if (entry.kind == sys::FileKind::regular) {
            files.insert(entry.relative.string());
          }
        }
      } else if (sys::is_archive_name(job)) {
        const auto members = sys::list_archive(path).value_or(std::vector<std::string>{});
        files.insert(members.begin(), members.end());
      }
    }
  }
  return files;
}

// One output for each file that some job of the session has.
std::vector<std::pair<std::string, std::string>> session_outputs(const sys::Path& tree,
                                                                 const VipSession& session) {
  std::vector<std::pair<std::string, std::string>> outputs;
  for (const auto& file : session_files(tree, session)) {
    auto id = stem_of(file);
    const auto is_used = [&](const auto& output) { return output.first == id; };
    for (int i = 2; std::ranges::any_of(outputs, is_used); ++i) {
      id = format("{}-{}", stem_of(file), i);
    }
    outputs.emplace_back(id, "{repetition}/{subject}/" + file);
  }
  return outputs;
}

Result<std::string> metric_text(const std::string& words, const std::string& only_output,
                                std::set<std::string>& ids) {
  std::vector<std::string> parts;
  for (std::size_t at = 0; at < words.size();) {
    const auto end = std::min(words.find(' ', at), words.size());
    if (end > at) {
      parts.push_back(words.substr(at, end - at));
    }
    at = end + 1;
  }
  if (parts.empty() || parts.front().find('=') != std::string::npos) {
    return failure(ErrorKind::usage, format("--metric \"{}\" names no metric", words),
                   "write a kind, then keys: \"dice on=mask across=version\"");
  }
  if (model::find_plugin(vocabulary().metrics, parts.front()) == nullptr) {
    return failure(ErrorKind::usage, format("there is no metric \"{}\"", parts.front()),
                   suggestion(parts.front(), model::names_of(vocabulary().metrics)));
  }
  auto id = parts.front();
  std::string keys;
  bool has_output = false;
  for (std::size_t i = 1; i < parts.size(); ++i) {
    const auto equals = parts[i].find('=');
    if (equals == std::string::npos || equals == 0) {
      return failure(ErrorKind::usage, format("--metric \"{}\": \"{}\" is no key", words, parts[i]),
                     "write key=value");
    }
    const auto key = parts[i].substr(0, equals);
    const auto value = parts[i].substr(equals + 1);
    has_output = has_output || key == "on";
    if (key == "id") {
      id = value;
    } else {
      keys += format("{} = {}\n", key, toml_value(value));
    }
  }
  const auto base = id;
  for (int i = 2; !ids.insert(id).second; ++i) {
    id = format("{}-{}", base, i);
  }
  if (!has_output) {
    keys = format("on = {}\n", toml_text(only_output)) + keys;
  }
  return format("\n[[metric]]\nid = {}\nkind = {}\n{}", toml_text(id), toml_text(parts.front()), keys);
}

Result<std::string> protocol_text(const ImportWords& words, const std::string& name) {
  std::error_code ignored;
  std::string text = "# Written by `reprovip import`.\nschema = 1\n";
  text += format("name = {}\n\n[import]\ntree = {}\n", toml_text(name),
                 toml_text(fs::absolute(words.tree, ignored).lexically_normal().string()));
  text += words.first ? format("first = {}\n", *words.first) : "";
  std::vector<std::string> ids;
  for (const auto& [id, pattern] : words.outputs) {
    ids.push_back(id);
    text += format("\n[outputs.{}]\npath = {}\n", id, toml_text(pattern));
    for (const auto& [output, reader] : words.readers) {
      text += output == id || output.empty() ? format("read = {}\n", toml_text(reader)) : "";
    }
  }
  for (const auto& [output, reader] : words.readers) {
    if (!output.empty() && std::ranges::find(ids, output) == ids.end()) {
      return failure(ErrorKind::usage, format("--read: there is no output \"{}\"", output),
                     suggestion(output, ids));
    }
  }
  for (const auto& [factor, source] : words.sources) {
    text += format("\n[factor.{}]\nsource = {}\n", factor, toml_text(source));
  }
  std::set<std::string> used;
  for (const auto& metric : words.metrics) {
    TRY_ASSIGN(const auto one, metric_text(metric, ids.front(), used));
    text += one;
  }
  return text;
}

} // namespace

Checked<ImportProtocol> write_import_protocol(const ImportWords& given, const sys::Path& store) {
  auto words = given;
  TRY_ASSIGN(const auto session, checked(read_vip_session(words.tree)));
  if (session && words.outputs.empty()) {
    words.outputs = session_outputs(words.tree, *session);
  }
  if (words.outputs.empty()) {
    return tl::unexpected(Errors{make_error(
        ErrorKind::usage,
        session ? "the session has no results in this folder" : "no pattern says what the files are",
        "give --pattern '{version}/exec_{repetition}/{subject}/mask.nii.gz', or a protocol")});
  }
  auto name = words.name;
  if (name.empty()) {
    std::error_code ignored;
    const auto folder = fs::absolute(words.tree, ignored).lexically_normal();
    name = session && !session->name.empty() ? session->name
           : folder.has_filename()           ? folder.filename().string()
                                             : folder.parent_path().filename().string();
  }
  name = plain(name);
  TRY_ASSIGN(const auto text, checked(protocol_text(words, name)));
  TRY(checked(store::Store::open(store, store::Access::write))); // makes it
  const auto file = store / "imports" / (name + ".toml");
  const auto before = sys::read_file(file);
  TRY(checked(sys::write_file_atomic(file, text)));
  return ImportProtocol{file, before ? std::optional(*before) : std::nullopt};
}

} // namespace reprovip::study
