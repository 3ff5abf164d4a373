#include "harness/protocol/load.hpp"

#include "harness/base/format.hpp"
#include "harness/base/suggest.hpp"
#include "harness/protocol/json_nodes.hpp"
#include "harness/protocol/toml.hpp"

#include <algorithm>
#include <filesystem>

namespace reprovip::protocol {

namespace {

// Nothing that users write is near this; a data file given by mistake is.
constexpr std::uintmax_t k_largest = std::uintmax_t{16} << 20;

Error whole_file_error(const sys::Path& file, std::string message, std::string advice) {
  auto error = make_error(ErrorKind::protocol, std::move(message), std::move(advice));
  error.where = SourcePos{file.string(), 0, 0};
  return error;
}

Error not_there(const sys::Path& file) {
  const auto folder = file.has_parent_path() ? file.parent_path() : sys::Path(".");
  const auto near = best_match(file.filename().string(), sys::list_names(folder));
  return whole_file_error(file, "there is no such file",
                          near.empty() ? "" : format("did you mean \"{}\"?", near));
}

Error is_folder(const sys::Path& file) {
  const auto names = sys::list_names(file);
  for (const std::string_view name : {"protocol.toml", "application.toml"}) {
    if (std::ranges::find(names, name) != names.end()) {
      return whole_file_error(file, "this is a folder",
                              format("name the file in it: \"{}\"", (file / name).string()));
    }
  }
  return whole_file_error(file, "this is a folder",
                          "name a protocol.toml, an application.toml or a Boutiques descriptor");
}

Error not_utf8(const std::string& text, std::size_t byte, const SourcePtr& source) {
  auto error = make_error(ErrorKind::protocol, "this is not UTF-8 text", "save the file as UTF-8");
  const auto begin = text.begin();
  const auto line = 1 + std::count(begin, begin + static_cast<std::ptrdiff_t>(byte), '\n');
  error.where = SourcePos{source->name, static_cast<int>(line), 0};
  return error;
}

Result<std::string> read_text(const sys::Path& file) {
  std::error_code failed;
  const auto status = std::filesystem::status(file, failed);
  if (status.type() == std::filesystem::file_type::not_found) {
    return tl::unexpected(not_there(file));
  }
  if (std::filesystem::is_directory(status)) {
    return tl::unexpected(is_folder(file));
  }
  if (std::filesystem::is_regular_file(status) && std::filesystem::file_size(file, failed) > k_largest) {
    return tl::unexpected(whole_file_error(file, "this file is too large to be a protocol", ""));
  }
  return sys::read_file(file);
}

bool is_json(const sys::Path& file, const std::string& text) {
  const auto first = text.find_first_not_of(" \t\r\n\xEF\xBB\xBF");
  return file.extension() == ".json" || (first != std::string::npos && text[first] == '{');
}

} // namespace

Result<Loaded> load(const sys::Path& file) {
  TRY_ASSIGN(const auto text, read_text(file));
  if (text.find_first_not_of(" \t\r\n") == std::string::npos) {
    return tl::unexpected(whole_file_error(file, "this file is empty", ""));
  }
  Loaded loaded;
  loaded.source = make_file_source(file.string(), text);
  if (const auto byte = first_invalid_utf8(text); byte != std::string::npos) {
    return tl::unexpected(not_utf8(text, byte, loaded.source));
  }
  if (is_json(file, text)) {
    loaded.type = FileType::descriptor;
    TRY_ASSIGN(loaded.root, parse_json_nodes(text, loaded.source));
    return loaded;
  }
  TRY_ASSIGN(loaded.root, parse_toml(text, loaded.source));
  const bool is_application = file.filename() == "application.toml" || loaded.root.find("command");
  loaded.type =
      is_application && !loaded.root.find("application") ? FileType::application : FileType::protocol;
  return loaded;
}

Result<FileType> type_of(const sys::Path& file) {
  TRY_ASSIGN(const auto loaded, load(file));
  return loaded.type;
}

} // namespace reprovip::protocol
