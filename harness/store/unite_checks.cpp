#include "harness/store/unite_checks.hpp"

#include "harness/base/format.hpp"
#include "harness/base/json.hpp"
#include "harness/store/unite_study.hpp"

#include <filesystem>

namespace reprovip::store {

namespace fs = std::filesystem;

namespace {

// Plans of hundreds of thousands of executions are below it.
constexpr std::uintmax_t k_most_bytes = std::uintmax_t{1} << 30;

tl::unexpected<Error> not_plain(const sys::Path& file, const std::string& what) {
  return failure(ErrorKind::data, format("\"{}\" {}", file.string(), what),
                 "nothing of that store is taken over as long as it holds that; fetch it again");
}

bool is_below(const sys::Path& path, const sys::Path& root) {
  return std::mismatch(root.begin(), root.end(), path.begin(), path.end()).first == root.end();
}

Result<model::Record> read_record(const sys::Path& file, const std::string& text) {
  const auto damaged = [&](const std::string& why) {
    return failure(ErrorKind::data, format("\"{}\" is damaged: {}", file.string(), why),
                   "fetch that store again, or remove the attempt, which then runs again");
  };
  const auto json = parse_json(text);
  if (!json) {
    return damaged("it is no JSON");
  }
  auto record = model::record_from_json(*json, file.string());
  if (!record) {
    return damaged(one_line(record.error()));
  }
  return std::move(*record);
}

} // namespace

Result<void> check_plain(const sys::Path& root, const sys::Path& file) {
  if (!is_there(file)) {
    return {};
  }
  std::error_code error;
  if (fs::symlink_status(file, error).type() != fs::file_type::regular) {
    return not_plain(file, "is no plain file");
  }
  if (!is_below(fs::canonical(file, error), fs::canonical(root, error)) || error) {
    return not_plain(file, "is in a folder that a link takes out of the store");
  }
  const auto size = fs::file_size(file, error);
  if (error || size > k_most_bytes) {
    return not_plain(file, format("is larger than {}, which no such file is", human_bytes(k_most_bytes)));
  }
  return {};
}

Result<void> check_records(const sys::Path& from, const sys::Path& to,
                           const std::vector<sys::Path>& records) {
  for (const auto& record : records) {
    TRY(check_plain(from, from / record));
    TRY_ASSIGN(const auto theirs, sys::read_file(from / record));
    TRY(read_record(from / record, theirs));
    if (!is_there(to / record)) {
      continue;
    }
    TRY_ASSIGN(const auto ours, sys::read_file(to / record));
    if (ours != theirs) {
      return failure(ErrorKind::data,
                     format("\"{}\" and \"{}\" are two records of one attempt", (to / record).string(),
                            (from / record).string()),
                     "records are never changed: find out who did, and remove the attempt from that store");
    }
  }
  return {};
}

std::vector<std::string> missing_of(const Store& store, const std::vector<sys::Path>& records) {
  std::vector<std::string> missing;
  for (const auto& file : records) {
    const auto text = sys::read_file(store.root() / file);
    const auto record = text ? read_record(file, *text) : Result<model::Record>(tl::unexpected(text.error()));
    if (!record) {
      continue;
    }
    const auto name = format("{} r{}", record->subject, record->repetition);
    const auto lacks = [&](const Digest& digest) { return !digest.hex.empty() && !store.has_object(digest); };
    for (const auto& output : record->outputs) {
      for (const auto& one : output.files) {
        if (one.stored && lacks(one.raw)) {
          missing.push_back(format("{}: output \"{}\" ({})", name, output.id, one.path));
        }
      }
    }
    for (const auto& [log, what] : {std::pair(&record->out, "output"), std::pair(&record->err, "errors")}) {
      if (log->kept > 0 && lacks(log->digest)) {
        missing.push_back(format("{}: log of standard {}", name, what));
      }
    }
  }
  return missing;
}

} // namespace reprovip::store
