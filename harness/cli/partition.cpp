#include "harness/cli/partition.hpp"

#include "harness/base/format.hpp"
#include "harness/base/json.hpp"
#include "harness/base/utf8.hpp"
#include "harness/sys/files.hpp"
#include "harness/sys/process.hpp"

#include <algorithm>
#include <charconv>

namespace reprovip::cli {

namespace {

// A whole number from 1 up, or 0 for anything else.
std::uint32_t part_number(const std::string& text) {
  std::uint32_t number = 0;
  const auto* end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, number);
  return read.ec == std::errc{} && read.ptr == end ? number : 0;
}

Result<std::string> partition_of_job() {
  const auto total = sys::environment_value("CI_NODE_TOTAL");
  const auto index = sys::environment_value("CI_NODE_INDEX");
  if (total.empty()) {
    return failure(ErrorKind::usage, "--partition auto: CI_NODE_TOTAL is not set",
                   "it is for jobs of GitLab with `parallel: n`; elsewhere write --partition i/n");
  }
  // GitLab numbers only jobs that are one of several.
  return index.empty() && total == "1" ? "1/1" : index + "/" + total;
}

std::string plural(std::size_t count, const std::string& word) {
  return format("{} {}{}", count, word, count == 1 ? "" : "s");
}

Result<void> read_shares(const std::string& file, const std::string& protocol, plan::Selection& selection) {
  TRY_ASSIGN(const auto text, sys::read_file(file));
  TRY_ASSIGN(const auto json, parse_json_once(text, file));
  const auto& parts = json[protocol];
  if (!parts.is_array()) {
    return failure(ErrorKind::usage, format("{} shares out nothing of \"{}\"", file, protocol),
                   "name the protocol as `reprovip ci gitlab` was told to");
  }
  if (parts.items().size() != selection.partitions) {
    return failure(ErrorKind::usage,
                   format("{} has {} for \"{}\", --partition speaks of {}", file,
                          plural(parts.items().size(), "part"), protocol, selection.partitions),
                   "write it again, with as many --shards");
  }
  const auto is_text = [](const Json& id) { return id.is_string(); };
  std::uint32_t part = 0;
  for (const auto& ids : parts.items()) {
    ++part;
    if (!ids.is_array() || !std::ranges::all_of(ids.items(), is_text)) {
      return failure(ErrorKind::usage,
                     format("{}: part {} of \"{}\" is no list of subjects", file, part, protocol),
                     "let `reprovip ci gitlab` write it again");
    }
    for (const auto& id : ids.items()) {
      if (!selection.shares.emplace(id.text(), part).second) {
        return failure(ErrorKind::usage,
                       format("{} shares out subject \"{}\" of \"{}\" twice", file, id.text(), protocol),
                       "let `reprovip ci gitlab` write it again");
      }
    }
  }
  return {};
}

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    const auto next = decode(text);
    if (!next.valid) {
      return false;
    }
    text.remove_prefix(next.size);
  }
  return true;
}

// A JSON string that is the same to every shell and every reader of YAML.
std::string ascii_string(const std::string& text) {
  const auto json = dump(Json(text));
  std::string ascii;
  for (std::string_view rest = json; !rest.empty();) {
    const auto next = decode(rest);
    const auto point = static_cast<std::uint32_t>(next.point);
    if (point >= 0x10000) {
      ascii += format("\\u{:04x}\\u{:04x}", 0xD7C0 + (point >> 10U), 0xDC00 + (point & 0x3FFU));
    } else if (point >= 0x7F || point == '$') {
      ascii += format("\\u{:04x}", point);
    } else {
      ascii += rest.substr(0, next.size);
    }
    rest.remove_prefix(next.size);
  }
  return ascii;
}

std::string ids_text(std::vector<std::string> ids) {
  std::erase_if(ids, [](const auto& id) { return !is_utf8(id); });
  std::string text;
  for (const auto& id : ids) {
    text += (text.empty() ? "" : ", ") + ascii_string(id);
  }
  return text;
}

} // namespace

Result<void> read_partition(const Arguments& arguments, const std::string& protocol,
                            plan::Selection& selection) {
  auto text = arguments.text("partition");
  const auto shares = arguments.text("shares");
  if (text == "auto") {
    TRY_ASSIGN(text, partition_of_job());
  }
  if (text.empty()) {
    return shares.empty() ? Result<void>{}
                          : failure(ErrorKind::usage, "--shares goes with --partition",
                                    "write --partition i/n, or auto, or leave --shares out");
  }
  const auto slash = text.find('/');
  selection.partition = part_number(text.substr(0, slash));
  selection.partitions = slash == std::string::npos ? 0 : part_number(text.substr(slash + 1));
  if (selection.partition < 1 || selection.partition > selection.partitions) {
    return failure(ErrorKind::usage, format("--partition cannot be \"{}\"", text),
                   "write i/n with 1 <= i <= n, or auto");
  }
  return shares.empty() ? Result<void>{} : read_shares(shares, protocol, selection);
}

std::string shares_text(const std::vector<Shares>& shares) {
  std::string text;
  for (const auto& [protocol, parts] : shares) {
    text += (text.empty() ? "{" : ",\n ") + ascii_string(protocol) + ": [";
    for (std::size_t i = 0; i < parts.size(); ++i) {
      text += format("{}[{}]", i == 0 ? "\n  " : ",\n  ", ids_text(parts[i]));
    }
    text += "]";
  }
  return text + "}\n";
}

} // namespace reprovip::cli
